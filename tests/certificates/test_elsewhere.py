"""Courses taken elsewhere: claimed or recorded, marked as not issued here, with proofs that stay private."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions.erasing import erase_name
from certificates.actions.external import add_external_course, decide_external_course
from certificates.errors import CannotAccept
from certificates.holding import holders, holdings
from certificates.models import (
    Certificate,
    ExternalCourse,
    ExternalDecision,
    ExternalProof,
)
from certificates.transcript import csv_rows, pdf_data, transcript
from coverage.actions import concerned_by
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice, OutboxMail
from people.actions import let_see_names
from people.models import Agency, Person, User
from tests.at_once import at_once
from tests.factories.certificates import ISSUED, make_certificate, make_programme
from tests.factories.coverage import make_requirement
from tests.factories.papers import signature_png
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
NOW = ISSUED + timedelta(days=30)
DAY = date(2026, 11, 24)
PDF = b"%PDF-1.7\n%proof"


@pytest.fixture
def agency() -> Agency:
    return make_agency("MOE")


@pytest.fixture
def nurse(agency: Agency) -> User:
    person = make_person("Marcia A. Campbell")
    make_posting(make_staff_record(person, agency=agency), make_workplace(agency=agency))
    return make_user(person=person, email="nurse@example.org")


@pytest.fixture
def focal(agency: Agency) -> User:
    return make_user("focal", agency=agency, email="focal@example.org")


@pytest.fixture
def foreign() -> User:
    return make_user("focal", agency=make_agency("JCF"), email="foreign@example.org")


def a_course(person: Person, **changes: object) -> ExternalCourse:
    given = {
        "title": "Trauma-informed care",
        "provider": "University of the Harbour",
        "completed_on": date(2026, 5, 4),
        "hours_by_category": "Care: 4\nLaw: 1.5",
        "funder": "A donor",
        "reference": "No. 17",
    }
    return ExternalCourse(person=person, **{**given, **changes})


def sent(**changes: object) -> dict[str, object]:
    return {
        "title": "Trauma-informed care",
        "provider": "University of the Harbour",
        "completed_on": "2026-05-04",
        "hours_by_category": "Care: 4\nLaw: 1.5",
        "funder": "A donor",
        "reference": "",
        "file": SimpleUploadedFile("proof.pdf", PDF),
        "key": str(uuid4()),
        **changes,
    }


@time_machine.travel(NOW, tick=False)
def test_a_learner_claims_and_the_focal_person_accepts(client: Client, nurse, focal) -> None:
    client.force_login(nurse)
    answer = client.post(reverse("elsewhere:claim"), sent())
    course = ExternalCourse.objects.get()
    assert answer.url == reverse("elsewhere:course", args=[course.uuid])
    assert "Waits for the focal person" in client.get(reverse("certificates:record")).text
    assert "Trauma" not in client.get(reverse("certificates:transcript")).text
    client.force_login(focal)
    assert "Courses that people took elsewhere: 1" in client.get("/home/").text
    assert "Marcia A. Campbell" in client.get(reverse("elsewhere:list")).text
    client.post(answer.url, {"verdict": "accepted"})
    assert "Trauma" not in client.get(reverse("elsewhere:list")).text
    told = Notice.objects.get(recipient=nurse, kind="certificates.external_decided")
    assert "was accepted" in told.subject
    client.force_login(nurse)
    page = client.get(reverse("certificates:transcript")).text
    assert "Not issued here" in page
    assert "5.5 (Care 4, Law 1.5)" in page


@time_machine.travel(NOW, tick=False)
def test_the_same_sent_twice_is_one_course_and_nothing_typed_is_lost(client: Client, nurse) -> None:
    client.force_login(nurse)
    key = str(uuid4())
    first, again = (client.post(reverse("elsewhere:claim"), sent(key=key)).url for _ in range(2))
    assert first == again == reverse("elsewhere:course", args=[key])
    assert ExternalCourse.objects.count() == ExternalProof.objects.count() == 1
    other = client.post(reverse("elsewhere:claim"), sent(key=key, title="Another one")).url
    client.force_login(make_user())
    theirs = client.post(reverse("elsewhere:claim"), sent(key=key)).url
    assert len({first, other, theirs}) == ExternalCourse.objects.count() == 3
    assert client.get(first).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_a_focal_person_records_for_somebody_of_their_roster(client: Client, nurse, focal) -> None:
    client.force_login(focal)
    person = client.get(reverse("people:person", args=[nurse.person.uuid])).text
    address = reverse("elsewhere:record", args=[nurse.person.uuid])
    assert address in person
    client.post(address, sent())
    assert ExternalCourse.objects.accepted().get().proof.ending == "pdf"
    person = client.get(reverse("people:person", args=[nurse.person.uuid])).text
    assert "Trauma-informed care" in person
    assert AuditRow.objects.filter(verb="certificates.external_recorded").count() == 1


def test_a_refusal_says_why_and_may_be_changed(nurse, focal) -> None:
    course = add_external_course(by=nurse, course=a_course(nurse.person), now=NOW)
    with pytest.raises(CannotAccept, match="Say why"):
        decide_external_course(by=focal, course=course, accepted=False, now=NOW)
    decide_external_course(by=focal, course=course, accepted=False, reason="No proof.", now=NOW)
    assert not ExternalCourse.objects.accepted().exists()
    told = Notice.objects.get(recipient=nurse)
    assert "was not accepted" in told.subject
    # What was said of somebody stays on the page: a notice goes by mail, and outlives an erasure.
    assert "No proof." not in told.body
    decide_external_course(by=focal, course=course, accepted=True, now=NOW)
    assert ExternalCourse.objects.accepted().exists()
    assert ExternalDecision.objects.count() == 2


def waiting_told(keeper: User) -> int:
    return Notice.objects.filter(recipient=keeper, kind="certificates.external_waiting").count()


def claim(nurse: User, now: datetime = NOW) -> ExternalCourse:
    with time_machine.travel(now, tick=False):
        return add_external_course(by=nurse, course=a_course(nurse.person), now=now)


def test_the_keepers_are_told_of_a_claim_and_nobody_else(nurse, focal, foreign) -> None:
    officer = make_user("secretariat", email="s@example.org")
    course = claim(nurse)
    told = Notice.objects.get(kind="certificates.external_waiting")
    assert told.recipient == focal
    assert told.link == reverse("elsewhere:list")
    said = f"{told.subject} {told.body}"
    for private in (course.title, course.provider, "Campbell", "Marcia"):
        assert private not in said
    assert OutboxMail.objects.get(notice=told).to == focal.email
    assert waiting_told(foreign) == waiting_told(officer) == 0


def test_what_a_keeper_records_themselves_tells_no_keeper(nurse, focal) -> None:
    add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    assert not Notice.objects.exists()


def test_many_claims_are_one_message_a_day_while_some_wait(nurse, focal) -> None:
    first = claim(nurse)
    claim(nurse, NOW + timedelta(hours=1))
    assert waiting_told(focal) == 1
    claim(nurse, NOW + timedelta(hours=25))
    assert waiting_told(focal) == 2
    for course in ExternalCourse.objects.all():
        decide_external_course(by=focal, course=course, accepted=True, now=NOW)
    assert first in ExternalCourse.objects.accepted()
    # Nothing waited any more: without a message this one would be found by chance only.
    claim(nurse, NOW + timedelta(hours=26))
    assert waiting_told(focal) == 3


def test_without_a_focal_person_officers_who_see_names_are_told(nurse) -> None:
    officer = make_user("secretariat", email="s@example.org")
    blind = make_user("secretariat", email="b@example.org")
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    claim(nurse)
    assert (waiting_told(officer), waiting_told(blind)) == (1, 0)


def test_the_same_said_twice_is_one_decision_and_one_message(nurse, focal) -> None:
    course = claim(nurse)
    made = [
        decide_external_course(by=focal, course=course, accepted=True, now=NOW) for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Notice.objects.filter(recipient=nurse).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_keepers_accept_at_once(nurse, focal, agency) -> None:
    course = claim(nurse)
    other = make_user("focal", agency=agency, email="other@example.org")
    accept = [
        lambda by=by: decide_external_course(by=by, course=course, accepted=True, now=NOW)
        for by in (focal, other)
    ]
    first, second = at_once(accept)
    assert first == second == ExternalDecision.objects.get()
    assert Notice.objects.filter(recipient=nurse).count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"completed_on": "2027-05-04"}, "not over yet"),
        ({"file": SimpleUploadedFile("x.pdf", b"<html>")}, "no PDF, PNG or JPEG"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-" + b"x" * 2**21)}, "larger than 2 MB"),
        ({"file": ""}, "Add a file that proves it"),
        ({"hours_by_category": "Care"}, "Look at: Care"),
        ({"title": ""}, "Fill in “"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_bad_input_is_told_and_nothing_typed_is_lost(client: Client, nurse, changes, words) -> None:
    client.force_login(nurse)
    page = client.post(reverse("elsewhere:claim"), sent(**changes)).text
    assert words in page
    assert "University of the Harbour" in page
    assert not ExternalCourse.objects.exists()


@pytest.mark.parametrize(("data", "ending"), [(PDF, "pdf"), (signature_png(), "png")])
def test_a_proof_is_for_its_holder_and_their_keepers(
    client: Client, nurse, focal, foreign, data: bytes, ending: str
) -> None:
    course = add_external_course(by=nurse, course=a_course(nurse.person), proof=data, now=NOW)
    address = reverse("elsewhere:proof", args=[course.uuid])
    for who in (nurse, focal):
        client.force_login(who)
        answer = client.get(address)
        assert answer.content == data
        assert answer["Content-Disposition"] == f'attachment; filename="proof.{ending}"'
        assert answer["Cache-Control"] == "private, no-store"
    strangers = [foreign, make_user("trainer"), make_user("secretariat", email="s@example.org")]
    for who in strangers:
        client.force_login(who)
        assert client.get(address).status_code == 404
        page = reverse("elsewhere:course", args=[course.uuid])
        assert client.get(page).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    assert AuditRow.objects.filter(verb="certificates.external_proof_read").count() == 2


def test_nobody_accepts_their_own_nor_those_of_others(nurse, focal, foreign, agency) -> None:
    course = add_external_course(by=nurse, course=a_course(nurse.person), now=NOW)
    for who in (nurse, foreign, make_user("trainer")):
        with pytest.raises(NotAllowed):
            decide_external_course(by=who, course=course, accepted=True, now=NOW)
    with pytest.raises(NotAllowed):
        add_external_course(by=foreign, course=a_course(nurse.person), now=NOW)
    keeper = make_person("Own Keeper")
    make_staff_record(keeper, agency=agency)
    himself = make_user("focal", agency=agency, person=keeper, email="own@example.org")
    own = add_external_course(by=himself, course=a_course(keeper), now=NOW)
    with pytest.raises(NotAllowed):
        decide_external_course(by=himself, course=own, accepted=True, now=NOW)
    assert not ExternalDecision.objects.exists()
    decide_external_course(by=focal, course=own, accepted=True, now=NOW)


def test_the_transcript_adds_them_and_says_how_much_was_not_issued_here(nurse, focal) -> None:
    certificate = make_certificate(nurse.person)
    add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    held = Certificate.objects.with_life().filter(pk=certificate.pk)
    courses = ExternalCourse.objects.accepted().select_related("person__same_as")
    shown = transcript(held, NOW, courses)
    assert (shown.total, shown.elsewhere) == ("12", "5.5")
    assert ("Care", "4") in shown.categories
    data = pdf_data(shown, name="x", today=DAY, language="en")
    assert ["Of these not issued here", "5.5"] in data["categories"]
    rows = list(csv_rows(held, NOW, courses))
    assert [row[8] for row in rows] == ["Valid", "Not issued here", "Not issued here"]
    assert [row[4] for row in rows[1:]] == ["Care", "Law"]


def test_only_the_secretariat_lets_a_course_count_as_a_certificate(nurse, focal) -> None:
    programme = make_programme()
    course = add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    given = {"course": course, "accepted": True, "counts_as": programme, "now": NOW}
    with pytest.raises(NotAllowed):
        decide_external_course(by=focal, **given)
    person = nurse.person.pk
    assert person not in holdings(programme.pk, DAY)
    officer = make_user("secretariat")
    decide_external_course(by=officer, counts_until=date(2027, 5, 4), **given)
    assert holdings(programme.pk, DAY)[person].through
    assert person in holdings(programme.pk, date(2027, 5, 4))
    assert person not in holdings(programme.pk, date(2027, 5, 5))
    assert person not in holdings(programme.pk, date(2026, 5, 3))
    decide_external_course(by=officer, **given)
    assert person in holdings(programme.pk, date(2090, 1, 1))
    assert {row["canonical"] for row in holders(programme.pk, DAY)} == {person}
    decide_external_course(by=focal, course=course, accepted=False, reason="Forged.", now=NOW)
    assert person not in holdings(programme.pk, DAY)


def test_who_has_one_that_counts_is_not_put_on_the_course(nurse, focal, agency) -> None:
    requirement = make_requirement(agencies=[agency])
    assert [one.person for one in concerned_by(requirement, DAY)] == [nurse.person.pk]
    course = add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    decide_external_course(
        by=make_user("secretariat"),
        course=course,
        accepted=True,
        counts_as=requirement.programme,
        now=NOW,
    )
    assert concerned_by(requirement, DAY) == []


@pytest.mark.parametrize("change", [{"id": 99}, {"hours_by_category": "Care: 40"}, {"title": "x"}])
def test_the_database_refuses_to_change_a_course(nurse, focal, change) -> None:
    add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    with pytest.raises(IntegrityError, match="may be blanked"), transaction.atomic():
        ExternalCourse.objects.update(**change)
    assert ExternalCourse.objects.get().title == "Trauma-informed care"


@pytest.mark.parametrize("change", [{"verdict": "refused"}, {"reason": "x"}])
def test_the_database_refuses_to_change_what_was_said(nurse, focal, change) -> None:
    add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    with pytest.raises(IntegrityError, match="may be blanked"), transaction.atomic():
        ExternalDecision.objects.update(**change)


@pytest.mark.parametrize("model", [ExternalCourse, ExternalDecision])
def test_the_database_refuses_to_remove_a_row(nurse, focal, model) -> None:
    add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    rows = model.objects.all()
    with pytest.raises(IntegrityError, match="keeps its rows"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_the_record_costs_the_same_with_more_courses(client: Client, nurse, focal) -> None:
    client.force_login(nurse)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("certificates:record"))
        return len(seen)

    add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    cost()
    before = cost()
    for _number in range(3):
        add_external_course(by=focal, course=a_course(nurse.person), now=NOW)
    assert cost() == before <= 12


def erased(nurse: User, focal: User) -> tuple[ExternalCourse, ExternalCourse]:
    """The course of somebody who was erased, and the same one of somebody else."""
    other = make_person("Bo Shaw")
    make_staff_record(other, agency=Agency.objects.get(code="MOE"))
    for person in (nurse.person, other):
        course = add_external_course(by=focal, course=a_course(person), proof=PDF, now=NOW)
        decide_external_course(
            by=focal, course=course, accepted=True, reason="Seen at her home.", now=NOW
        )
    erase_name(by=SYSTEM, person=nurse.person, now=NOW)
    known = ExternalCourse.objects.with_state()
    return known.get(person=nurse.person), known.get(person=other)


def test_of_an_erased_person_hours_and_days_stay(client: Client, nurse, focal) -> None:
    gone, other = erased(nurse, focal)
    assert (gone.title, gone.provider, gone.funder, gone.reference) == ("", "", "", "")
    assert not ExternalDecision.objects.filter(course=gone).exclude(reason="").exists()
    assert (gone.last_verdict, gone.completed_on) == ("accepted", other.completed_on)
    assert gone.hours_by_category == "Care: 4\nLaw: 1.5"
    assert (other.title, other.last_reason) == ("Trauma-informed care", "Seen at her home.")
    assert ExternalProof.objects.get().course == other
    client.force_login(nurse)
    for page in (reverse("certificates:record"), reverse("certificates:transcript")):
        said = client.get(page).text
        assert "Removed at its holder&#x27;s request" in said
        assert "5.5 (Care 4, Law 1.5)" in said
        assert "Harbour" not in said
    assert client.get(reverse("elsewhere:course", args=[gone.uuid])).status_code == 200


def test_erasing_courses_is_on_record_once(nurse, focal) -> None:
    gone, _other = erased(nurse, focal)
    erase_name(by=SYSTEM, person=nurse.person, now=NOW)
    row = AuditRow.objects.get(verb="certificates.external_erased")
    assert row.object_id == str(gone.pk)
    assert not [one for one in AuditRow.objects.all() if "Harbour" in str(one.data)]


def test_somebody_without_a_certificate_is_erased_from_their_own_page(
    client: Client, nurse, focal
) -> None:
    add_external_course(by=focal, course=a_course(nurse.person), proof=PDF, now=NOW)
    officer = make_user("secretariat", email="s@example.org")
    address = reverse("register:remove_name_of", args=[nurse.person.uuid])
    page = reverse("people:person", args=[nurse.person.uuid])
    for who in (focal, officer):
        client.force_login(who)
        assert client.post(address).status_code == 404
        assert address not in client.get(page).text
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    client.force_login(User.objects.get(pk=officer.pk))
    assert address in client.get(page).text
    assert "holds no certificate of this register" in client.get(address).text
    assert ExternalCourse.objects.get().title
    answer = client.post(address, follow=True).text
    assert "What others taught or issued is removed." in answer
    assert "Removed at its holder&#x27;s request" in answer
    assert not ExternalCourse.objects.get().title
    assert not ExternalProof.objects.exists()
