"""What each role's group may do in Wagtail's back office, said by the rooms themselves.

A room calls `permit` in its `AppConfig.ready()`; groups are brought in line after every migration.
"""

from collections import defaultdict

from people.rules import GRANTABLE

ADMIN_ACCESS = "wagtailadmin.access_admin"
_ROLES = GRANTABLE["admin"]
_permitted: defaultdict[str, set[str]] = defaultdict(set)


def permit(role: str, *permissions: str) -> None:
    """Give the group of `role` Django permissions written as "app.codename".

    A role that permits anything may also open the back office. Raises ValueError for an unknown
    role or a permission without its app.
    """
    if role not in _ROLES:
        raise ValueError(f"There is no role {role!r}.")
    for permission in permissions:
        if permission.count(".") != 1:
            raise ValueError(f"{permission!r} is not of the form app.codename.")
    _permitted[str(role)].update(permissions)


def permissions_of(role: str) -> frozenset[str]:
    """Everything the group of `role` is to have, access to the back office included."""
    named = _permitted.get(str(role), set())
    return frozenset(named | {ADMIN_ACCESS}) if named else frozenset()


def all_permissions() -> frozenset[str]:
    """Every permission that any room has named."""
    return frozenset().union(*_permitted.values())
