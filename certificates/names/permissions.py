"""Who answers for a printed name: the person. Who decides what they dispute: keepers of their roster."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from certificates.models import NameDispute
from certificates.models.name_disputes import NameDisputeQuerySet
from people.models import Person, Role, StaffRecord
from people.permissions import (
    Viewer,
    agencies_visible_to,
    can_manage_person,
    can_see_names,
    has_role,
    is_everywhere,
    person_of,
)


def can_check_name(user: Viewer, person: Person) -> bool:
    """May confirm or dispute the printed name: the person alone."""
    own = person_of(user)
    return own is not None and own.pk == person.canonical_id


def can_open_disputes(user: Viewer) -> bool:
    """Has somebody disputes to look at? The Secretariat needs the permission to see names."""
    return has_role(user, Role.FOCAL) or (is_everywhere(user) and can_see_names(user))


def disputes_visible_to(user: Viewer) -> NameDisputeQuerySet:
    """Disputes of those who serve on the user's rosters; of everybody for who works everywhere.

    Never one's own: nobody decides on their own name.
    """
    if not can_open_disputes(user):
        return NameDispute.objects.none()
    own = person_of(user)
    others = NameDispute.objects.exclude(person=own) if own else NameDispute.objects.all()
    if is_everywhere(user):
        return others
    serving = StaffRecord.objects.active_on(timezone.localdate()).filter(
        agency__in=agencies_visible_to(user), person=OuterRef("person")
    )
    return others.filter(Exists(serving))


def can_decide_dispute(user: Viewer, dispute: NameDispute) -> bool:
    """May accept or refuse: who sees it, and may correct this person's name."""
    seen = disputes_visible_to(user).filter(pk=dispute.pk).exists()
    return seen and can_manage_person(user, dispute.person)
