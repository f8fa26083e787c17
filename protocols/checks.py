"""System checks of `protocols`, each saying what to do."""

from collections.abc import Iterable
from typing import Any

from django.core import checks

from people.models import Role
from protocols.permissions import signing_roles

FEWEST_ROLES = 2


@checks.register("protocols")
def signing_roles_are_enough(
    app_configs: Iterable[Any] | None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """One pair of eyes has let mistakes pass that harmed a child: two roles sign at least."""
    roles = signing_roles()
    found: list[checks.CheckMessage] = []
    for role in sorted(set(roles) - set(Role.values)):
        hint = f"Use roles that can be given: {', '.join(Role.values)}."
        message = f"PROTOCOL_SIGNING_ROLES names {role}, which is no role."
        found.append(checks.Error(message, hint=hint, id="protocols.E001"))
    if len(set(roles)) < FEWEST_ROLES:
        hint = 'Name two at least, for example PROTOCOL_SIGNING_ROLES = ["legal", "secretariat"].'
        message = "A protocol would be in force with the signature of a single role."
        found.append(checks.Warning(message, hint=hint, id="protocols.W001"))
    return found
