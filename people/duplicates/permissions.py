"""Who may decide whether two records are one person.

The Secretariat and administrators with the names permission decide all. A focal person decides where
everything that is known of both stands on their own rosters: of a pair that reaches into another
agency they do not learn that it exists.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from people.imports.models import LikelyDuplicate
from people.models import Role, StaffRecord, User
from people.permissions import Viewer, agencies_visible_to, can_join_persons, has_role
from people.queries import account_of

_ONE_EACH = 2


def can_open_duplicates(user: Viewer) -> bool:
    """Has somebody such pairs to look at?"""
    return can_join_persons(user) or has_role(user, Role.FOCAL)


def duplicates_visible_to(user: Viewer) -> QuerySet[LikelyDuplicate]:
    """The pairs that somebody may see, and so decide."""
    if can_join_persons(user):
        return LikelyDuplicate.objects.all()
    if not has_role(user, Role.FOCAL):
        return LikelyDuplicate.objects.none()
    own = agencies_visible_to(user)
    pairs = LikelyDuplicate.objects.all()
    for side in ("first", "second"):
        direct, joined = _records(side)
        pairs = pairs.filter(
            Exists(direct) | Exists(joined),
            ~Exists(direct.exclude(agency__in=own)),
            ~Exists(joined.exclude(agency__in=own)),
        )
    return pairs


def _records(side: str) -> tuple[QuerySet[StaffRecord], QuerySet[StaffRecord]]:
    """The records of this side's human being: those of the leading person, and of those joined to it.

    Two questions, because one with an OR over two tables reads all records for each pair.
    """
    human = Coalesce(OuterRef(f"{side}__same_as"), OuterRef(side))
    return (
        StaffRecord.objects.filter(person=human),
        StaffRecord.objects.filter(person__same_as=human),
    )


def can_decide_pair(user: Viewer, pair: LikelyDuplicate) -> bool:
    """May say that the two are one, or two, and take that back."""
    return duplicates_visible_to(user).filter(pk=pair.pk).exists()


def accounts_of_pair(pair: LikelyDuplicate) -> list[User]:
    """The sign-ins of the two: none, one, or one each."""
    accounts = {account_of(person) for person in (pair.first, pair.second)}
    return [account for account in accounts if account is not None]


def can_say_same(user: Viewer, pair: LikelyDuplicate) -> bool:
    """May say that the two are one. Where each signs in, one would open the other's record.

    A focal person who makes up a second record with a sign-in must not become one of their own
    people by it, so that is for those who join persons of all agencies.
    """
    if not can_decide_pair(user, pair):
        return False
    return len(accounts_of_pair(pair)) < _ONE_EACH or can_join_persons(user)
