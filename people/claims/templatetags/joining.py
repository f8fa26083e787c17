"""The note for people on no roster, for any page of their own."""

from typing import Any

from django import template
from django.conf import settings

from people.claims.join_presenters import joining_note as note_of
from people.claims.queries import join_state

register = template.Library()


@register.inclusion_tag("claims/joining_note.html", takes_context=True)
def joining_note(context: dict[str, Any]) -> dict[str, Any]:
    """Says to whoever signed up by themselves that they count nowhere yet. Others see nothing.

    Two queries for everybody on a roster, none for strangers.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    state = join_state(user) if user is not None and user.is_authenticated else None
    if state is None or (state.request is None and not settings.JOIN_OPEN):
        return {"note": None}
    return {"note": note_of(state)}
