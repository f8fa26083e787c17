"""What protocols add to Wagtail's admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from protocols.backoffice.contacts import ContactBookViewSet
from protocols.backoffice.drafts import DraftViewSet

register_snippet(DraftViewSet)


@hooks.register("register_admin_viewset")
def contact_book() -> ContactBookViewSet:
    """The ContactBook of the Secretariat."""
    return ContactBookViewSet()
