"""Confirming the printed name, disputing it, and deciding on that."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from certificates.errors import CannotDispute
from certificates.keepers import deciders_for
from certificates.models import Certificate, NameDispute
from certificates.names.permissions import can_check_name, can_decide_dispute
from certificates.permissions import can_correct
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people.actions import change_person, mark_name_checked
from people.actions.persons import names_as_stored
from people.models import Person, User
from people.queries import account_of, secretariat_today

State = NameDispute.State


@transaction.atomic
def confirm_name(*, by: Actor, person: Person, now: datetime) -> None:
    """Say that one's name on record is the one to print. Said again, the first time stands."""
    require(can_check_name(by, person), _("Everybody confirms their own name only."))
    if Person.objects.get(pk=person.canonical_id).name_checked_at is not None:
        return
    mark_name_checked(person=person, now=now)
    record(by=by, verb="certificates.name_confirmed", obj=person)


@transaction.atomic
def dispute_name(*, by: Actor, person: Person, wanted: str, why: str, now: datetime) -> NameDispute:
    """Say what one's name should be, and why. The keepers of one's roster are told.

    Certificates are issued all the same, with the name on record. While one waits it is returned
    as it is. Raises BadValue for what cannot be a name, CannotDispute for the name on record.
    """
    require(can_check_name(by, person), _("Everybody disputes their own name only."))
    mine = Person.objects.select_for_update(no_key=True).get(pk=person.canonical_id)
    if waiting := NameDispute.objects.waiting().filter(person=mine).first():
        return waiting
    name, _call = names_as_stored(wanted, "")
    if name == mine.legal_name:
        raise CannotDispute(_("This is the name on record already. Write it as it should be."))
    if not (reason := " ".join(why.split())):
        raise CannotDispute(_("Say why, in a few words."))
    dispute = NameDispute.objects.create(
        person=mine, shown=mine.legal_name, wanted=name, why=reason, raised_at=now
    )
    mark_name_checked(person=mine, now=now)
    record(by=by, verb="certificates.name_disputed", obj=dispute, data={"person": str(mine.uuid)})
    for keeper in deciders_for(mine):
        _tell_keeper(by, keeper, dispute)
    return dispute


def _tell_keeper(by: Actor, keeper: User, dispute: NameDispute) -> None:
    with override(keeper.person.language if keeper.person else None):
        notify(
            by=by,
            to=keeper,
            kind="certificates.name_disputed",
            subject=_("Somebody says that their name is wrong"),
            body=_(
                "They say what certificates should print. Compare it with a document, then decide."
            ),
            link=reverse("names:dispute", args=[dispute.uuid]),
            key=f"certificates.name:{dispute.uuid}:{keeper.pk}",
        )


@transaction.atomic
def accept_dispute(
    *, by: User, dispute: NameDispute, keep_former: bool = True, now: datetime
) -> NameDispute:
    """Correct the name as asked; the person is told. Decided before, that decision stands.

    Certificates that they hold keep their name: officers who may correct one are told of it.
    """
    locked = _locked(by, dispute)
    if locked.decided_at is not None:
        return locked
    person = locked.person
    change_person(
        by=by,
        person=person,
        legal_name=locked.wanted,
        call_name=person.call_name,
        sex=person.sex,
        language=person.language,
        keep_former=keep_former,
    )
    mark_name_checked(person=person, now=now)
    words = gettext_noop("Your name is corrected. Certificates print it from now on.")
    _close(by, locked, State.ACCEPTED, words, now)
    _offer_corrections(by, locked, now)
    return locked


@transaction.atomic
def refuse_dispute(*, by: User, dispute: NameDispute, answer: str, now: datetime) -> NameDispute:
    """Leave the name as it is and say why; the person is told. Decided before, that stands."""
    locked = _locked(by, dispute)
    if locked.decided_at is not None:
        return locked
    locked.answer = " ".join(answer.split())
    if not locked.answer:
        raise CannotDispute(_("Say why the name stays. The person reads it."))
    _close(by, locked, State.REFUSED, gettext_noop("Your name stays as it is. Read why."), now)
    return locked


def _locked(by: Actor, dispute: NameDispute) -> NameDispute:
    require(
        can_decide_dispute(by, dispute),
        _("Only who keeps this person's roster decides, and nobody on their own name."),
    )
    # Two keepers at once: the second finds it decided.
    rows = NameDispute.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=dispute.pk)


def _close(by: User, dispute: NameDispute, state: State, words: str, now: datetime) -> None:
    dispute.state, dispute.decided_at, dispute.decided_by = state, now, by
    dispute.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    record(by=by, verb=f"certificates.name_dispute_{state}", obj=dispute)
    if user := account_of(dispute.person):
        with override(dispute.person.language):
            notify(
                by=by,
                to=user,
                kind="certificates.name_decided",
                subject=_("What you said about your name was decided"),
                body=_(words),
                link=reverse("certificates:name"),
                key=f"certificates.name:{dispute.uuid}:decided",
            )


def _offer_corrections(by: Actor, dispute: NameDispute, now: datetime) -> None:
    """Tell officers who may correct certificates of those that show another name now."""
    held = Certificate.objects.of_person(dispute.person_id).filter(
        revocation=None, successor=None, valid_until__gte=now
    )
    for certificate in held:
        for officer in filter(can_correct, secretariat_today()):
            with override(officer.person.language if officer.person else None):
                notify(
                    by=by,
                    to=officer,
                    kind="certificates.name_corrected",
                    subject=_("A certificate shows a name that was corrected"),
                    body=_("You can issue it again with the right name: %(serial)s")
                    % {"serial": certificate.serial},
                    link=reverse("register:entry", args=[certificate.serial]),
                    key=f"certificates.name:{dispute.uuid}:{certificate.serial}:{officer.pk}",
                )
