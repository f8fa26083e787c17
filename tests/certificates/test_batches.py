"""Many certificates are revoked only when two officers agree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from certificates.actions import batches as batch_actions
from certificates.actions import decide_batch, erase_name, propose_batch, revoke_certificate
from certificates.errors import CannotRevoke
from certificates.models import (
    Certificate,
    Revocation,
    RevocationBatch,
    RevocationBatchDecision,
    RevocationBatchItem,
    RevocationBatchNote,
)
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.jobs import running
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from people.models import Person, User
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_person, make_user

LATER = ISSUED + timedelta(days=30)
DAY = timedelta(days=1)


@pytest.fixture
def first(db) -> User:
    return make_user("secretariat")


@pytest.fixture
def second(db) -> User:
    return make_user("secretariat")


@pytest.fixture
def three(db) -> list[Certificate]:
    return [make_certificate() for _number in range(3)]


def propose(by: User, **changes: object) -> RevocationBatch:
    asked = {
        "certificates": Certificate.objects.all(),
        "reason": "evidence",
        "note": "The paper was sold.",
        "now": LATER,
        **changes,
    }
    return propose_batch(by=by, **asked)


def decide(by: User, batch: RevocationBatch, *, accepted: bool = True, now=LATER + DAY):
    return decide_batch(by=by, batch=batch, accepted=accepted, now=now)


def work() -> None:
    """What a worker does."""
    for job in Job.objects.filter(kind=batch_actions.REVOKE):
        running.run(job.pk, now=LATER + DAY)


def test_proposed_nothing_is_revoked_and_the_others_are_told(first, second, three) -> None:
    batch = propose(first)
    work()
    assert not Revocation.objects.exists()
    assert batch.items.count() == 3
    notices = Notice.objects.filter(kind="certificates.revocations_proposed")
    assert [notice.recipient_id for notice in notices] == [second.pk]
    assert notices[0].subject == "Somebody proposes to revoke 3 certificates"
    row = AuditRow.objects.get(verb="certificates.revocations_proposed")
    assert row.data == {"certificates": 3, "reason": "evidence"}


@time_machine.travel(LATER + DAY, tick=False)
def test_agreed_all_are_revoked_with_reason_and_note(first, second, three) -> None:
    later = make_certificate()
    batch = propose(first, certificates=Certificate.objects.exclude(pk=later.pk))
    decide(second, batch)
    assert decide(second, batch, accepted=False).accepted
    work()
    work()
    made = Revocation.objects.select_related("private")
    assert {one.certificate_id for one in made} == {one.pk for one in three}
    assert {(one.reason, one.private.text) for one in made} == {("evidence", "The paper was sold.")}
    rows = AuditRow.objects.filter(verb="certificates.certificate_revoked")
    assert {row.actor_id for row in rows} == {str(second.pk)}
    assert rows.count() == 3
    job = Job.objects.get(kind=batch_actions.REVOKE)
    assert (job.status, job.done, job.total) == (Job.Status.DONE, 3, 3)


def test_refused_nothing_happens_for_good(first, second, three) -> None:
    batch = propose(first)
    decide(second, batch, accepted=False)
    assert not decide(second, batch).accepted
    work()
    assert not Revocation.objects.exists()


def test_nobody_agrees_with_themselves(first, second, three) -> None:
    batch = propose(first)
    for user in (first, make_user("trainer"), make_user("admin")):
        with pytest.raises(NotAllowed):
            decide(user, batch)
    assert not RevocationBatchDecision.objects.exists()
    assert decide(second, batch).accepted


def test_two_sign_ins_of_one_officer_are_one(first, second, three) -> None:
    batch = propose(first)
    Person.objects.filter(pk=second.person_id).update(same_as=first.person_id)
    with pytest.raises(NotAllowed):
        decide(User.objects.get(pk=second.pk), batch)
    assert decide(make_user("secretariat"), batch).accepted


def test_the_note_goes_with_the_name_of_any_of_them(first, second, three) -> None:
    other = propose(first, certificates=Certificate.objects.filter(pk=three[1].pk))
    batch = propose(first, certificates=Certificate.objects.filter(pk=three[0].pk))
    erase_name(by=SYSTEM, person=three[0].person, now=LATER + DAY)
    assert RevocationBatchNote.objects.get(batch=batch).text == ""
    assert RevocationBatchNote.objects.get(batch=other).text == "The paper was sold."


def test_who_is_alone_is_told_that_nobody_can_decide(first, three, client: Client) -> None:
    batch = propose(first)
    client.force_login(first)
    address = reverse("register:batch", args=[batch.uuid])
    alone = client.get(address).text
    assert "Nobody can decide this yet" in alone
    assert "They were told" not in alone
    make_user("secretariat")
    assert "They were told" in client.get(address).text


def test_only_the_secretariat_proposes(first, three) -> None:
    with pytest.raises(NotAllowed):
        propose(make_user("trainer"))
    assert propose(first).pk


def test_an_old_proposal_can_only_be_refused(first, second, three) -> None:
    batch = propose(first)
    late = LATER + timedelta(days=15)
    with pytest.raises(CannotRevoke, match="too old"):
        decide(second, batch, now=late)
    assert not decide(second, batch, accepted=False, now=late).accepted


def test_none_too_many_or_no_reason_are_refused(first, three, monkeypatch) -> None:
    with pytest.raises(CannotRevoke, match="no certificate"):
        propose(first, certificates=Certificate.objects.none())
    with pytest.raises(CannotRevoke, match="Choose why"):
        propose(first, reason="erased")
    monkeypatch.setattr(batch_actions, "MOST", 2)
    with pytest.raises(CannotRevoke, match="At most 2"):
        propose(first)
    assert not RevocationBatch.objects.exists()


@time_machine.travel(LATER + DAY, tick=False)
def test_what_was_revoked_in_between_keeps_its_reason(first, second, three) -> None:
    batch = propose(first)
    revoke_certificate(by=SYSTEM, certificate=three[0], reason="mistake", now=LATER)
    decide(second, batch)
    work()
    assert Revocation.objects.count() == 3
    assert Revocation.objects.get(certificate=three[0]).reason == "mistake"


@time_machine.travel(LATER + DAY, tick=False)
def test_who_lost_the_office_before_the_work_began_revokes_nothing(first, second, three) -> None:
    decide(second, propose(first))
    second.role_assignments.update(ends_on=LATER.date())
    work()
    assert not Revocation.objects.exists()
    assert Job.objects.get(kind=batch_actions.REVOKE).status != Job.Status.DONE


@pytest.mark.parametrize(
    "model",
    [RevocationBatch, RevocationBatchItem, RevocationBatchDecision, RevocationBatchNote],
)
def test_the_database_keeps_proposal_and_decision(first, second, three, model) -> None:
    decide(second, propose(first))
    rows = model.objects.all()
    count = rows.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)
    assert rows.count() == count > 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_officers_at_once_decide_once() -> None:
    make_certificate()
    batch = propose(make_user("secretariat"))
    officers = [make_user("secretariat") for _number in range(8)]
    gate = Barrier(len(officers))

    def say(number: int) -> bool:
        try:
            gate.wait(timeout=30)
            return bool(decide(officers[number], batch, accepted=number % 2 == 0).accepted)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(officers)) as pool:
        answers = set(pool.map(say, range(len(officers))))
    assert len(answers) == 1
    assert RevocationBatchDecision.objects.get().accepted in answers
    assert Job.objects.count() == int(answers == {True})


# The pages


@time_machine.travel(LATER, tick=False)
def test_two_officers_revoke_a_list_by_the_pages(first, second, three, client: Client) -> None:
    other = make_certificate(make_person("Somebody Else"))
    revoke_certificate(by=SYSTEM, certificate=other, reason="mistake", now=LATER)
    client.force_login(first)
    address = reverse("register:propose_batch") + "?state=valid"
    assert address in client.get(reverse("register:list") + "?state=valid").text
    assert "3 certificates" in client.get(address).text
    assert "Choose why" in client.post(address, {}).text
    answer = client.post(address, {"reason": "review", "note": ""}, follow=True).text
    assert "Another officer decides" in answer
    assert "Agree: revoke them all" not in answer
    batch = RevocationBatch.objects.get()
    page = reverse("register:batch", args=[batch.uuid])
    refused = client.post(page, {"answer": "agree"}, follow=True).text
    assert "Another officer of the Secretariat" in refused
    assert not RevocationBatchDecision.objects.exists()

    client.force_login(second)
    listed = client.get(reverse("register:list")).text
    assert "1 proposal to revoke waits for a second officer" in listed
    assert page in client.get(reverse("register:batches")).text
    shown = client.get(page).text
    assert "Read the list before you agree" in shown
    assert all(one.serial in shown for one in three)
    assert other.serial not in shown
    answer = client.post(page, {"answer": "agree"}, follow=True).text
    assert "Agreed by" in answer
    work()
    assert Revocation.objects.filter(reason="review").count() == 3


@pytest.mark.parametrize("query", ["", "?q=", "?q=+&state=&programme=", "?page=2"])
@time_machine.travel(LATER, tick=False)
def test_the_whole_register_cannot_be_proposed(first, three, client: Client, query) -> None:
    client.force_login(first)
    address = reverse("register:propose_batch")
    shown = client.get(reverse("register:list") + query).text
    assert three[0].serial in shown
    assert address not in shown
    assert "filter the list first" in shown
    assert "Filter the register first" in client.get(address + query).text
    answer = client.post(address + query, {"reason": "review", "note": ""}).text
    assert "Filter the register first" in answer
    assert not RevocationBatch.objects.exists()


@pytest.mark.parametrize("role", ["trainer", "admin", None])
def test_proposals_are_not_there_for_others(first, three, client: Client, role) -> None:
    batch = propose(first)
    client.force_login(make_user(role))
    page = reverse("register:batch", args=[batch.uuid])
    addresses = (page, reverse("register:batches"), reverse("register:propose_batch"))
    for address in addresses:
        assert client.get(address).status_code == 404
    assert client.post(page, {"answer": "agree"}).status_code == 404
    assert not RevocationBatchDecision.objects.exists()
