"""A certificate without a quiz on record is issued by hand only when two officers agree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from certificates import machine
from certificates.actions import (
    correct_certificate,
    decide_issue,
    erase_name,
    propose_issue,
)
from certificates.credentials.open_badge import Entry, Facts, credential
from certificates.errors import CannotIssue
from certificates.models import (
    Certificate,
    IssueProposal,
    IssueProposalDecision,
    IssueProposalNote,
    Programme,
)
from certificates.presenters import facts
from certificates.printing import facts_of
from certificates.serials import grouped
from certificates.signals import certificate_issued
from certificates.snapshot import Snapshot
from certificates.verifying import verify_register
from courses.models import Course
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.actions import let_see_names
from people.models import Person, User
from tests.factories.certificates import ISSUED, make_certificate, make_programme
from tests.factories.people import make_agency, make_person, make_staff_record, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTE = "File 12/2026: paper of 2 October, 18 of 20."


def make_officer(**given: Any) -> User:
    """An officer of the Secretariat who may see names."""
    user = make_user("secretariat", **given)
    let_see_names(by=SYSTEM, user=user, allowed=True)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def first() -> User:
    return make_officer()


@pytest.fixture
def second() -> User:
    return make_officer(person=make_person("Winston Marsh"))


@pytest.fixture
def person() -> Person:
    found = make_person("Marcia Campbell")
    make_staff_record(found, make_agency("MOE"), number="12345")
    return found


@pytest.fixture
def programme() -> Programme:
    return make_programme()


def propose(by: User, person: Person, **changes: Any) -> IssueProposal:
    asked = {"programme": make_programme(), "reason": "paper", "note": NOTE, "now": ISSUED}
    return propose_issue(by=by, person=person, **asked | changes)


def decide(by: User, proposal: IssueProposal, *, accepted: bool = True, now=ISSUED + DAY):
    return decide_issue(by=by, proposal=proposal, accepted=accepted, now=now)


def test_proposed_nothing_is_issued_and_the_others_are_told(
    first, second, person, programme
) -> None:
    make_user("secretariat")
    proposal = propose(first, person)
    assert not Certificate.objects.exists()
    notice = Notice.objects.get(kind="certificates.issue_by_hand")
    assert notice.recipient_id == second.pk
    assert "Marcia" not in notice.subject + notice.body
    row = AuditRow.objects.get(verb="certificates.issue_proposed")
    assert row.data == {
        "person": str(person.uuid),
        "programme": "child-screening",
        "reason": "paper",
    }
    assert proposal.edition == programme.course.editions.get()


def test_agreed_it_is_issued_on_the_same_path(first, second, person, programme) -> None:
    heard = []
    certificate_issued.connect(listener := lambda **said: heard.append(said["certificate"]))
    holder = make_user(person=person)
    before = make_certificate()
    proposal = propose(first, person)
    decide(second, proposal)
    certificate_issued.disconnect(listener)
    made = Certificate.objects.get(evidence=proposal.evidence)
    assert heard[-1] == made
    assert made.number == before.number + 1
    assert (made.person, made.cycle, made.issued_at) == (person, 1, ISSUED + DAY)
    assert made.printed.legal_name == "Marcia Campbell"
    assert verify_register().problems == []
    row = AuditRow.objects.filter(verb="certificates.certificate_issued").latest("pk")
    assert row.actor_id == str(second.pk)
    assert Notice.objects.filter(recipient=holder, kind="certificates.issued").count() == 1
    told = Notice.objects.filter(recipient=first).get()
    assert told.subject == "The certificate that you proposed is issued"


def test_asked_again_the_first_decision_stands(first, second, person) -> None:
    proposal = propose(first, person)
    assert decide(second, proposal).accepted
    assert decide(second, proposal, accepted=False).accepted
    assert Certificate.objects.count() == 1


def test_declined_nothing_is_issued_for_good(first, second, person) -> None:
    proposal = propose(first, person)
    decide(second, proposal, accepted=False)
    assert not decide(second, proposal).accepted
    assert not Certificate.objects.exists()
    assert propose(first, person).pk != proposal.pk


def test_nobody_agrees_with_themselves_nor_for_themselves(first, second) -> None:
    third = make_officer(person=make_person("Sharon Dawkins"))
    assert third.person is not None
    with pytest.raises(NotAllowed):
        propose(third, third.person)
    proposal = propose(first, third.person)
    without_names = make_user("secretariat")
    for user in (first, third, without_names, make_user("trainer"), make_user("admin")):
        with pytest.raises(NotAllowed):
            decide(user, proposal)
    assert not IssueProposalDecision.objects.exists()
    assert decide(second, proposal).accepted


def test_two_sign_ins_of_one_officer_are_one(first, second, person) -> None:
    proposal = propose(first, person)
    Person.objects.filter(pk=second.person_id).update(same_as=first.person_id)
    with pytest.raises(NotAllowed):
        decide(User.objects.get(pk=second.pk), proposal)
    assert not Certificate.objects.exists()
    assert decide(make_officer(), proposal).accepted


def test_only_officers_who_see_names_propose(first, person) -> None:
    for role in ("secretariat", "trainer", "admin"):
        with pytest.raises(NotAllowed):
            propose(make_user(role), person)
    assert propose(first, person).pk


def test_reason_and_note_are_needed(first, person) -> None:
    for changes in ({"reason": "because"}, {"reason": ""}, {"note": "  "}):
        with pytest.raises(CannotIssue):
            propose(first, person, **changes)
    assert not IssueProposal.objects.exists()


def test_one_waits_at_a_time_and_not_for_ever(first, second, person) -> None:
    proposal = propose(first, person)
    with pytest.raises(CannotIssue, match="waits"):
        propose(second, person)
    late = ISSUED + timedelta(days=15)
    with pytest.raises(CannotIssue, match="too old"):
        decide(second, proposal, now=late)
    assert propose(second, person, now=late).pk
    assert not decide(second, proposal, accepted=False, now=late).accepted


def test_once_a_cycle_like_every_other(first, second, person) -> None:
    held = make_certificate(person)
    with pytest.raises(CannotIssue, match="hold this certificate"):
        propose(first, person)
    window = ISSUED + timedelta(days=300)
    decide(second, propose(first, person, now=window), now=window)
    renewed = Certificate.objects.latest("pk")
    assert (renewed.cycle, renewed.replaces) == (2, held)
    assert renewed.snapshot["last_day"] == "2028-10-02"


def test_who_passed_meanwhile_gets_no_second_one(first, second, person) -> None:
    proposal = propose(first, person)
    make_certificate(person)
    with pytest.raises(CannotIssue, match="meanwhile"):
        decide(second, proposal)
    assert not IssueProposalDecision.objects.exists()
    assert not decide(second, proposal, accepted=False).accepted
    assert Certificate.objects.count() == 1


def test_no_released_edition_is_said(first, person) -> None:
    empty = Programme.objects.create(
        code="empty", title="Empty", course=Course.objects.create(slug="empty")
    )
    with pytest.raises(CannotIssue, match="No edition"):
        propose(first, person, programme=empty)


def test_nothing_claims_that_a_quiz_was_passed(first, second, person) -> None:
    decide(second, propose(first, person))
    made = Certificate.objects.with_life().get()
    shown = Snapshot.read(made.snapshot)
    assert shown.by_hand
    rows = dict(facts(made, "Marcia Campbell"))
    assert rows["Evidence"] == "Accepted by two officers of the issuer"
    assert "Final quiz" not in rows
    printed = facts_of(snapshot=shown, name="Marcia Campbell", serial=made.serial, code=made.code)
    assert printed["rule"] == "Evidence accepted by two officers of the issuer"
    assert machine.known(made, "Marcia Campbell", ISSUED + DAY)["certificate"]["quiz"] is None
    said = credential(
        Facts(
            did="did:web:firstline.example",
            address="https://firstline.example/credentials/x.json",
            serial=made.serial,
            name="Marcia Campbell",
            snapshot=shown,
            issued_at=made.issued_at,
            valid_until=made.valid_until,
            entry=Entry("https://firstline.example/credentials/status/1.json", 7),
        )
    )["credentialSubject"]["achievement"]
    assert said["criteria"]["narrative"] == "Evidence accepted by two officers of the issuer"
    assert NOTE not in str(rows) + str(said)


@time_machine.travel(ISSUED + DAY, tick=False)
def test_the_register_marks_it_and_the_public_page_tells_no_more(
    first, second, person, client: Client
) -> None:
    decide(second, propose(first, person))
    made = Certificate.objects.get()
    plain = make_certificate()
    public = client.get(reverse("certificates:verify", args=[grouped(made.code)])).text
    assert "Accepted by two officers of the issuer" in public
    for private in (NOTE, "on paper", "Winston Marsh"):
        assert private not in public
    client.force_login(first)
    entry = client.get(reverse("register:entry", args=[made.serial])).text
    for shown in ("They passed the final quiz on paper", NOTE, "Winston Marsh"):
        assert shown in entry
    other = client.get(reverse("register:entry", args=[plain.serial])).text
    assert "Issued by hand" not in other
    assert client.get(reverse("register:list")).text.count("Issued by hand") == 1
    sent = client.post(reverse("register:export"))
    lines = b"".join(sent.streaming_content).decode().splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["Issued by hand", "Yes", "No"]
    client.force_login(make_user("secretariat"))
    entry = client.get(reverse("register:entry", args=[made.serial])).text
    assert "They passed the final quiz on paper" in entry
    assert NOTE not in entry


def test_an_erased_person_stands_in_no_note_either(first, second, person) -> None:
    proposal = propose(first, person)
    decide(second, proposal)
    erase_name(by=SYSTEM, person=person, now=ISSUED + 2 * DAY)
    assert IssueProposalNote.objects.get(proposal=proposal).text == ""


def test_a_corrected_one_is_marked_as_well(first, second, person) -> None:
    decide(second, propose(first, person))
    Person.objects.filter(pk=person.pk).update(legal_name="Marcia Q. Campbell")
    again = correct_certificate(
        by=SYSTEM, certificate=Certificate.objects.get(), now=ISSUED + 2 * DAY
    )
    assert Snapshot.read(again.snapshot).by_hand


@time_machine.travel(ISSUED, tick=False)
def test_the_pages_propose_and_decide(first, second, person, programme, client: Client) -> None:
    client.force_login(first)
    page = reverse("register:by_hand_propose")
    assert "Nobody is on a roster" in client.get(page, {"who": "MOE/99999"}).text
    assert "Write it like MOE/12345" in client.get(page, {"who": "Campbell"}).text
    address = f"{page}?who=moe/12345"
    assert "Marcia Campbell" in client.get(address).text
    refused = client.post(address, {"programme": programme.code, "note": "Typed"}).text
    assert "Choose why it is issued by hand." in refused
    assert "Typed" in refused
    sent = {"programme": programme.code, "reason": "lost", "note": NOTE}
    done = client.post(address, sent, follow=True)
    assert "Proposed. Another officer has to agree." in done.text
    assert "They were told" in done.text
    assert "Agree: issue it" not in done.text
    assert "waits for a second officer" in client.post(address, sent).text
    here = done.redirect_chain[-1][0]
    client.post(here, {"answer": "agree"})
    assert not Certificate.objects.exists()
    client.force_login(second)
    assert "1 proposal to issue by hand waits" in client.get(reverse("register:list")).text
    assert here in client.get(reverse("register:by_hand")).text
    answer = client.post(here, {"answer": "agree"}, follow=True).text
    assert Certificate.objects.get().serial in answer


def test_who_is_alone_is_told_that_nobody_can_decide(first, person, client: Client) -> None:
    proposal = propose(first, person)
    make_user("secretariat")
    client.force_login(first)
    address = reverse("register:by_hand_one", args=[proposal.uuid])
    assert "Nobody can decide this yet" in client.get(address).text


@pytest.mark.parametrize("role", ["secretariat", "trainer", "admin"])
def test_the_pages_are_not_there_for_others(first, person, role: str, client: Client) -> None:
    proposal = propose(first, person)
    client.force_login(make_user(role))
    one = reverse("register:by_hand_one", args=[proposal.uuid])
    for address in (one, reverse("register:by_hand"), reverse("register:by_hand_propose")):
        assert client.get(address).status_code == 404
    assert client.post(one, {"answer": "agree"}).status_code == 404
    assert not IssueProposalDecision.objects.exists()


def test_the_list_costs_the_same_for_many(first, client: Client, django_assert_num_queries) -> None:
    client.force_login(first)
    propose(first, make_person())
    client.get(reverse("register:by_hand"))
    with django_assert_num_queries(6):
        client.get(reverse("register:by_hand"))
    for _number in range(5):
        propose(first, make_person())
    with django_assert_num_queries(6):
        client.get(reverse("register:by_hand"))


def test_what_was_proposed_is_never_changed(first, person) -> None:
    proposal = propose(first, person)
    notes = IssueProposalNote.objects.all()
    for write in (
        lambda: IssueProposal.objects.update(reason="lost"),
        lambda: IssueProposal.objects.filter(pk=proposal.pk)._raw_delete("default"),
        lambda: notes.update(text="Another note"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    notes.update(text="")
    assert proposal.private.text == NOTE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_issue_once(first, second, person, programme) -> None:
    third, proposal = make_officer(), propose(first, person)
    gate = Barrier(2)

    def agree(by: User) -> bool:
        try:
            gate.wait(timeout=30)
            return decide(by, IssueProposal.objects.get(pk=proposal.pk)).accepted
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(agree, [second, third])) == [True, True]
    assert Certificate.objects.count() == 1
    assert IssueProposalDecision.objects.count() == 1
    assert Notice.objects.filter(recipient=first).count() == 1
