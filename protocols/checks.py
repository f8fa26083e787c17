"""System checks of `protocols`, each saying what to do."""

from collections.abc import Iterable
from typing import Any

from django.core import checks

from people.models import Role
from protocols.permissions import signing_roles


@checks.register("protocols")
def signing_roles_exist(
    app_configs: Iterable[Any] | None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """A role that nobody can hold would keep every protocol from being in force."""
    hint = f"Use roles that can be given: {', '.join(Role.values)}."
    return [
        checks.Error(
            f"PROTOCOL_SIGNING_ROLES names {role}, which is no role.",
            hint=hint,
            id="protocols.E001",
        )
        for role in sorted(set(signing_roles()) - set(Role.values))
    ]
