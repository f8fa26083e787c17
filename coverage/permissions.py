"""Who may see and do what with requirements and coverage."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from coverage.models import Requirement
from coverage.rules import topmost_paths
from people.models import Agency, Role
from people.permissions import Viewer, has_role, is_everywhere


def can_see_coverage(user: Viewer) -> bool:
    """The Secretariat and administrators see all agencies, focal persons their own."""
    return has_role(user, Role.SECRETARIAT, Role.ADMIN, Role.FOCAL)


def can_require(user: Viewer) -> bool:
    """The Secretariat says who must be certified in what."""
    return has_role(user, Role.SECRETARIAT)


def requirements_visible_to(user: Viewer, agencies: list[Agency]) -> QuerySet[Requirement]:
    """Requirements that reach one of `agencies`, which are those the user sees. All for the Secretariat."""
    if not can_see_coverage(user):
        return Requirement.objects.none()
    if is_everywhere(user):
        return Requirement.objects.all()
    return Requirement.objects.filter(_reaching(topmost_paths(a.path for a in agencies))).distinct()


def _reaching(paths: list[str]) -> Q:
    """Requirements on an agency below, at or above one of the paths."""
    below = (Q(agencies__path__startswith=path) for path in paths)
    above = Q(agencies__path__in=[step for path in paths for step in path_steps(path)])
    return reduce(or_, below, above)


def path_steps(path: str) -> list[str]:
    """A tree path and everything above it: "/3/7/" is under "/3/"."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: end + 1]) + "/" for end in range(len(parts))]
