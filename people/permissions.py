"""Who may see and do what with people and agencies.

The system may do everything. Roles count while they are held (people/holding.py).
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from foundation.audit.actors import System
from people.holding import Viewer as Viewer
from people.holding import held_roles
from people.models import (
    Agency,
    Person,
    Posting,
    Role,
    StaffRecord,
    User,
    Workplace,
    rows_of,
)
from people.models.trees import below
from people.rules import may_grant

# "/7/" is a root agency's path; a unit's has more parts.
_ROOT_DEPTH = 2
_EVERYWHERE = (Role.SECRETARIAT, Role.ADMIN)


def roles_of(user: Viewer) -> frozenset[str]:
    """The names of the roles held today; every role for the system."""
    if isinstance(user, System):
        return frozenset(Role.values)
    return frozenset(held.role for held in held_roles(user))


def has_role(user: Viewer, *roles: str) -> bool:
    """True if the user holds any of `roles` today, wherever; always for the system."""
    return not roles_of(user).isdisjoint(roles)


def person_of(user: Viewer) -> Person | None:
    """The canonical person behind a sign-in, or None if it has none."""
    if not isinstance(user, User) or user.person is None:
        return None
    return user.person.same_as or user.person


def is_same_human(first: User, second: User) -> bool:
    """Two sign-ins of one human being are one officer, where two have to agree."""
    if first.pk == second.pk:
        return True
    person = person_of(first)
    return person is not None and person == person_of(second)


def sign_ins_of(user: User) -> frozenset[int]:
    """The keys of every sign-in of the human being behind `user`. One query."""
    person = person_of(user)
    theirs = User.objects.filter(person__in=rows_of(person.pk)) if person else User.objects.none()
    return frozenset(theirs.values_list("pk", flat=True)) | {user.pk}


def is_everywhere(user: Viewer) -> bool:
    """True for those whose work covers all agencies."""
    return has_role(user, *_EVERYWHERE)


def _focal_paths(user: Viewer) -> list[str]:
    return [
        held.agency_path
        for held in held_roles(user)
        if held.role == Role.FOCAL and held.agency_path
    ]


def _supervised_ids(user: Viewer) -> list[int]:
    return [
        held.workplace_id
        for held in held_roles(user)
        if held.role == Role.SUPERVISOR and held.workplace_id
    ]


def _serving_with(user: Viewer) -> QuerySet[Posting] | None:
    """Postings that open a person to somebody: at supervised workplaces, and in a focal person's unit.

    Below a root agency all records are its own, so only units ask where people serve or will serve.
    None where no such place is given.
    """
    today = timezone.localdate()
    workplaces = _supervised_ids(user)
    units = [path for path in _focal_paths(user) if path.count("/") > _ROOT_DEPTH]
    if not workplaces and not units:
        return None
    here = Posting.objects.none()
    if workplaces:
        here = Posting.objects.open_on(today).filter(workplace__in=workplaces)
    if units:
        there = Posting.objects.not_over(today)
        here |= there.filter(below("workplace__agency__path", units))
    return here


def agencies_visible_to(user: Viewer) -> QuerySet[Agency]:
    """All agencies for Secretariat and administrator; a focal person's own and those below."""
    if is_everywhere(user):
        return Agency.objects.all()
    return Agency.objects.filter(below("path", _focal_paths(user)))


def workplaces_visible_to(user: Viewer) -> QuerySet[Workplace]:
    """Workplaces of the agencies somebody sees, and those they supervise."""
    if is_everywhere(user):
        return Workplace.objects.all()
    mine = below("agency__path", _focal_paths(user)) | Q(pk__in=_supervised_ids(user))
    return Workplace.objects.filter(mine)


def can_see_names(user: Viewer) -> bool:
    """May see people's names beyond the own agency. The Secretariat needs the extra permission.

    It counts only while some role is held: work that is over opens nothing.
    """
    if isinstance(user, System):
        return True
    return isinstance(user, User) and bool(held_roles(user)) and user.has_perm("people.see_names")


def persons_visible_to(user: Viewer) -> QuerySet[Person]:
    """Persons whose names and state somebody may see.

    Everybody with the extra permission sees all; focal persons see who is or was on a roster below
    their agency; supervisors see who serves at their workplace today; everyone sees themselves.
    """
    if can_see_names(user):
        return Person.objects.all()
    own = person_of(user)
    mine = Q(pk=own.pk if own else None)
    if paths := _focal_paths(user):
        # Asked of each person found, not of everybody on the rosters: those may be very many.
        rosters = StaffRecord.objects.filter(below("agency__path", paths), person=OuterRef("pk"))
        mine |= Q(Exists(rosters))
    if (serving := _serving_with(user)) is not None:
        mine |= Q(pk__in=serving.values("staff_record__person"))
    return Person.objects.filter(mine)


def staff_visible_to(user: Viewer) -> QuerySet[StaffRecord]:
    """Roster rows somebody may open.

    All with the extra permission; those below the own agency for focal persons; for supervisors
    those who serve at their workplace today.
    """
    if can_see_names(user):
        return StaffRecord.objects.all()
    mine = below("agency__path", _focal_paths(user))
    if (serving := _serving_with(user)) is not None:
        mine |= Q(pk__in=serving.values("staff_record"))
    return StaffRecord.objects.filter(mine)


def can_open_roster(user: Viewer) -> bool:
    """Has somebody a roster to look at: a focal person, a supervisor, or who may see all names?"""
    return has_role(user, Role.FOCAL, Role.SUPERVISOR) or can_see_names(user)


def can_organise(user: Viewer) -> bool:
    """May add and rename areas, agencies, workplaces and cadres."""
    return is_everywhere(user)


def can_manage_roster(user: Viewer, agency: Agency) -> bool:
    """May change the roster, the postings and the head-counts of this agency."""
    if is_everywhere(user):
        return True
    return any(agency.path.startswith(path) for path in _focal_paths(user))


def can_manage_record(user: Viewer, record: StaffRecord) -> bool:
    """May change this record and its postings: keepers of its agency, or of the unit served now."""
    if can_manage_roster(user, record.agency):
        return True
    if not (units := [path for path in _focal_paths(user) if path.count("/") > _ROOT_DEPTH]):
        return False
    today = timezone.localdate()
    serving = Posting.objects.filter(staff_record=record).not_over(today)
    return serving.filter(below("workplace__agency__path", units)).exists()


def can_add_staff(user: Viewer, agency: Agency, workplace: Workplace) -> bool:
    """May enter a new person: roster keepers, and supervisors one by one at their workplace."""
    if can_manage_roster(user, agency) and can_manage_roster(user, workplace.agency):
        return True
    return workplace.pk in _supervised_ids(user) and agency.pk == workplace.agency_id


def can_remind(user: Viewer) -> bool:
    """May remind the people of a roster: its keepers, and supervisors theirs."""
    return has_role(user, Role.FOCAL, Role.SUPERVISOR, *_EVERYWHERE)


def can_export_roster(user: Viewer) -> bool:
    """May take a roster away as a file: its keepers. Supervisors read theirs on the screen."""
    return has_role(user, Role.FOCAL) or can_see_names(user)


def can_add_somebody(user: Viewer) -> bool:
    """Has anywhere to add a person: roster keepers and supervisors."""
    return has_role(user, Role.FOCAL, Role.SUPERVISOR, *_EVERYWHERE)


def can_add_person(user: Viewer) -> bool:
    """May enter a new person into the registers."""
    return has_role(user, Role.FOCAL, *_EVERYWHERE)


def can_manage_person(user: Viewer, person: Person) -> bool:
    """May correct a person's details and open their account: the roster keepers of that person.

    Whoever serves somewhere belongs to those who keep that roster, and no longer to an agency that
    they have left.
    """
    if is_everywhere(user):
        return True
    if not (paths := _focal_paths(user)):
        return False
    records = StaffRecord.objects.filter(person=person)
    active = StaffRecord.objects.of(person).active_on(timezone.localdate())
    if active.exists():
        return active.filter(below("agency__path", paths), person=person).exists()
    if records.exists():
        return records.filter(below("agency__path", paths)).exists()
    # On no roster and without an account: one that a focal person is about to add. National staff
    # have an account and stand on no roster.
    return not User.objects.filter(person=person).exists()


def can_join_persons(user: Viewer) -> bool:
    """May declare two records to be the same human being."""
    return is_everywhere(user) and can_see_names(user)


def can_give_role(
    user: Viewer, role: str, agency: Agency | None = None, workplace: Workplace | None = None
) -> bool:
    """May give or end `role` in that scope."""
    if not may_grant(roles_of(user), role):
        return False
    if is_everywhere(user):
        return True
    place = workplace.agency if workplace else agency
    return place is not None and can_manage_roster(user, place)


def can_let_see_names(user: Viewer) -> bool:
    """May give the extra permission to see names."""
    return has_role(user, Role.ADMIN)
