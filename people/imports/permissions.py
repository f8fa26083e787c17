"""Who may import where, and sees which imports.

Rows of a roster show names: who keeps no roster of the agency needs the right to see names.
"""

from django.db.models import Q, QuerySet

from people.holding import held_roles
from people.imports.columns import Kind
from people.imports.models import FileImport
from people.models import Agency, Role
from people.models.trees import below
from people.permissions import (
    Viewer,
    agencies_visible_to,
    can_manage_roster,
    can_see_names,
)


def _kept_paths(user: Viewer) -> list[str]:
    return [
        held.agency_path
        for held in held_roles(user)
        if held.role == Role.FOCAL and held.agency_path
    ]


def can_import(user: Viewer, agency: Agency, kind: str) -> bool:
    """May send a file for this agency, apply it and take it back."""
    if not can_manage_roster(user, agency):
        return False
    if kind != Kind.ROSTER or can_see_names(user):
        return True
    return any(agency.path.startswith(path) for path in _kept_paths(user))


def importable_agencies(user: Viewer) -> QuerySet[Agency]:
    """The agencies somebody may send files for."""
    return agencies_visible_to(user)


def imports_visible_to(user: Viewer) -> QuerySet[FileImport]:
    """The imports of the agencies somebody keeps. Nothing for others."""
    seen = FileImport.objects.filter(agency__in=agencies_visible_to(user))
    if can_see_names(user):
        return seen
    return seen.filter(~Q(kind=Kind.ROSTER) | below("agency__path", _kept_paths(user)))
