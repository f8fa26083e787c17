"""Reminding people of what waits for them, at most once a day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from foundation.notices.models import Notice
from people import states
from people.errors import TooMany
from people.models import StaffRecord, User
from people.permissions import can_remind, staff_visible_to
from people.queries import CANONICAL_PERSON, exempt_on

AT_MOST = 500
_AT_A_TIME = 50


@dataclass(frozen=True)
class Reminding:
    """Whom a reminder would reach, and why not the others. Each record counts once."""

    reached: list[tuple[StaffRecord, User]] = field(default_factory=list)
    no_sign_in: int = 0
    exempt: int = 0
    nothing_due: int = 0
    today_already: int = 0

    @property
    def left_out(self) -> int:
        return self.no_sign_in + self.exempt + self.nothing_due + self.today_already


def plan_reminding(*, by: Actor, records: QuerySet[StaffRecord], now: datetime) -> Reminding:
    """Whom of `records` a reminder by `by` reaches. A fixed number of queries.

    Raises NotAllowed, or TooMany above 500.
    """
    require(can_remind(by), _("You may not remind people."))
    day = timezone.localdate(now)
    seen = staff_visible_to(by).filter(pk__in=records.values("pk"))
    chosen = list(
        states.in_state(seen, states.HERE, day)
        .select_related("person", "agency", "root_agency")
        .order_by("person__legal_name", "pk")[: AT_MOST + 1]
    )
    if len(chosen) > AT_MOST:
        raise TooMany(
            _("At most %(most)d people can be reminded at once. Narrow the list first.")
            % {"most": AT_MOST}
        )
    ids = {one.person.canonical_id for one in chosen}
    accounts = _accounts(ids)
    return _sorted_out(
        chosen,
        accounts,
        exempt=states.among(exempt_on(day), ids),
        asked=_asked(ids, now),
        told=_told_today(accounts.values(), now),
    )


def _sorted_out(
    chosen: list[StaffRecord],
    accounts: dict[int, User],
    *,
    exempt: frozenset[int],
    asked: frozenset[int],
    told: frozenset[int],
) -> Reminding:
    reached: dict[int, tuple[StaffRecord, User]] = {}
    counts = {"no_sign_in": 0, "exempt": 0, "nothing_due": 0, "today_already": 0}
    for one in chosen:
        person = one.person.canonical_id
        user = accounts.get(person)
        if user is None:
            counts["no_sign_in"] += 1
        elif person in exempt:
            counts["exempt"] += 1
        elif person not in asked:
            counts["nothing_due"] += 1
        elif user.pk in told or person in reached:
            counts["today_already"] += 1
        else:
            reached[person] = (one, user)
    return Reminding(reached=list(reached.values()), **counts)


def _accounts(ids: Collection[int]) -> dict[int, User]:
    users = User.objects.filter(is_active=True).annotate(canonical=CANONICAL_PERSON)
    found = users.filter(canonical__in=ids).order_by("-pk")
    return {user.canonical: user for user in found}


def _asked(ids: Collection[int], now: datetime) -> frozenset[int]:
    """Of whom any room says that something waits for them."""
    day = timezone.localdate(now)
    asking = [state for state in states.person_states() if state.asks]
    return frozenset().union(*(states.among(state.persons(day), ids) for state in asking))


def _key(user: User, now: datetime) -> str:
    return f"people.reminder:{user.pk}:{timezone.localdate(now)}"


def _told_today(users: Collection[User], now: datetime) -> frozenset[int]:
    keys = {_key(user, now): user.pk for user in users}
    told = Notice.objects.filter(key__in=keys).values_list("key", flat=True)
    return frozenset(keys[key] for key in told if key)


def remind(*, by: Actor, records: QuerySet[StaffRecord], now: datetime) -> Reminding:
    """Remind those of `records` for whom something waits. Returns whom, and why not the others.

    Nobody is told twice on one day, by whomever, however often it is asked. Some at a time, so
    that others can write in between. Raises NotAllowed, TooMany.
    """
    plan = plan_reminding(by=by, records=records, now=now)
    for start in range(0, len(plan.reached), _AT_A_TIME):
        with transaction.atomic():
            for staff_record, user in plan.reached[start : start + _AT_A_TIME]:
                _remind_one(by, staff_record, user, now)
    return plan


def _remind_one(by: Actor, staff_record: StaffRecord, user: User, now: datetime) -> None:
    notify(
        by=by,
        to=user,
        kind="people.reminder",
        subject=_("A part of your training is waiting"),
        body=_("Your home page says what comes next and when it is due."),
        link=settings.LOGIN_REDIRECT_URL,
        key=_key(user, now),
    )
    record(by=by, verb="people.reminded", obj=staff_record)
