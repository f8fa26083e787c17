"""Deciding about likely duplicates, and undoing it. Rows never move: one person points to another."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import DomainError, require
from foundation.notices.actions import notify
from people import actions
from people.duplicates.permissions import accounts_of_pair, can_decide_pair, can_say_same
from people.duplicates.rules import Side, leading
from people.imports.models import LikelyDuplicate
from people.models import Person, User, rows_of

DUPLICATES = System("people.duplicates")
SAME, DIFFERENT = LikelyDuplicate.Decision.SAME, LikelyDuplicate.Decision.DIFFERENT


class DecidedAlready(DomainError):
    """Somebody else decided meanwhile, or there is nothing to undo."""


def note_pair(*, first: Person, second: Person) -> None:
    """Two persons with one e-mail address, found outside an import. Said once."""
    low, high = sorted([first.pk, second.pk])
    if low != high:
        LikelyDuplicate.objects.get_or_create(
            first_id=low, second_id=high, defaults={"why": LikelyDuplicate.Why.EMAIL}
        )


def _locked(by: Actor, pair: LikelyDuplicate) -> LikelyDuplicate:
    require(can_decide_pair(by, pair), _("You may not decide about these two people."))
    return (
        LikelyDuplicate.objects.select_for_update(of=("self",))
        .select_related("first__same_as", "second__same_as")
        .get(pk=pair.pk)
    )


def _decide(by: Actor, pair: LikelyDuplicate, decision: str, now: datetime) -> None:
    pair.decision, pair.decided_at = decision, now
    pair.decided_by = by if isinstance(by, User) else None
    pair.save(update_fields=["decision", "decided_at", "decided_by"])


def leading_person(pair: LikelyDuplicate) -> tuple[Person, Person]:
    """(who leads, who points to them) if the two are one."""
    first = pair.first.same_as or pair.first
    second = pair.second.same_as or pair.second
    lead = leading(_side(first), _side(second))
    return (first, second) if lead.key == first.pk else (second, first)


def _side(person: Person) -> Side:
    accounts = User.objects.filter(person__in=rows_of(person.pk))
    return Side(person.pk, accounts.exists())


@transaction.atomic
def decide_same(*, by: Actor, pair: LikelyDuplicate, now: datetime) -> Person:
    """They are one: who has no sign-in points to who has one. Returns the one that leads.

    Other pairs that this settles are settled with it. Where each signs in, both are told, and only
    those decide who may join persons of all agencies. Raises DecidedAlready.
    """
    locked = _locked(by, pair)
    if locked.decision:
        raise DecidedAlready(_("Somebody has decided about these two already."))
    require(can_say_same(by, locked), _("Each of the two signs in. Ask the Secretariat to decide."))
    accounts = accounts_of_pair(locked)
    lead, other = leading_person(locked)
    if lead != other:
        actions.join_persons(by=DUPLICATES, duplicate=other, canonical=lead)
    _decide(by, locked, SAME, now)
    group = Person.objects.filter(Q(pk=lead.pk) | Q(same_as=lead)).values("pk")
    implied = LikelyDuplicate.objects.open().filter(first__in=group, second__in=group)
    implied.update(decision=SAME, decided_at=now, decided_by=locked.decided_by)
    record(by=by, verb="people.duplicate_same", obj=locked, data={"leads": lead.pk})
    _tell(by, accounts)
    return lead


def _tell(by: Actor, accounts: list[User]) -> None:
    """Two sign-ins that open one record from now on: both hear of it."""
    for user in accounts if len(accounts) > 1 else ():
        notify(
            by=by,
            to=user,
            kind="people.joined_with_another",
            subject=_("Your record was joined with another"),
            body=_(
                "The Secretariat holds that you have two sign-ins. Both open the same record now."
                " If you have only one, tell the Secretariat at once."
            ),
        )


@transaction.atomic
def decide_different(*, by: Actor, pair: LikelyDuplicate, now: datetime) -> None:
    """They are two, and nobody is asked again. Raises DecidedAlready."""
    locked = _locked(by, pair)
    if locked.decision:
        raise DecidedAlready(_("Somebody has decided about these two already."))
    _decide(by, locked, DIFFERENT, now)
    record(by=by, verb="people.duplicate_different", obj=locked)


@transaction.atomic
def undo_decision(*, by: Actor, pair: LikelyDuplicate, now: datetime) -> None:
    """Take a decision back; the pair is open again.

    Of two that were one, the one that points to the other stops pointing. Whatever was learned or
    earned since stays with whom it was written for. Raises DecidedAlready.
    """
    locked = _locked(by, pair)
    if not locked.decision:
        raise DecidedAlready(_("There is no decision to take back."))
    if locked.decision == SAME:
        _separate(locked)
    locked.decision, locked.decided_at, locked.decided_by = "", None, None
    locked.save(update_fields=["decision", "decided_at", "decided_by"])
    record(by=by, verb="people.duplicate_undone", obj=locked)


def _separate(pair: LikelyDuplicate) -> None:
    """Clear one pointer. Where both point to a third person, the later of the two is taken away."""
    pointing = [person for person in (pair.second, pair.first) if person.same_as_id]
    if not pointing:
        return
    person = pointing[0]
    # Through an action of the roster, audited as its own fact.
    actions.separate_person(by=DUPLICATES, person=person)
