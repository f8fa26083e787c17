"""A recorded pass earns a certificate, once, and nothing later changes it."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from assessments.models import Attempt, AttemptResult
from assessments.registry import result_links
from assessments.signals import attempt_graded
from certificates.actions import award_for_result, issue_certificate, save_programme
from certificates.models import Certificate, SerialCounter, Signatory
from certificates.serials import is_serial
from certificates.signals import certificate_issued
from certificates.snapshot import printable
from courses.models import EditionLesson, Enrolment
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.bulk import insert_many
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.models import Person
from protocols.standing import may_be_shown_as_certified
from tests.factories.certificates import (
    ISSUED,
    RULE,
    make_certificate,
    make_edition,
    make_programme,
)
from tests.factories.people import make_person, make_user

YEAR = timedelta(days=366)


def make_quiz(edition, position: int = 1) -> EditionLesson:
    return EditionLesson.objects.create(
        edition=edition,
        lesson_key=f"00000000-0000-4000-8000-{position:012d}",
        kind="quiz",
        module_key="00000000-0000-4000-8000-000000000000",
        position=position,
        slug=f"quiz-{position}",
        minutes=20,
    )


def make_result(person, quiz, *, score: int = 18, number: int = 1) -> AttemptResult:
    enrolment, _ = Enrolment.objects.get_or_create(
        person=person, edition=quiz.edition, defaults={"enrolled_at": ISSUED}
    )
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        number=number,
        started_at=ISSUED,
        family=quiz.lesson_key,
        paper=[],
        rules={"pass_mark": 16},
    )
    return AttemptResult.objects.create(
        attempt=attempt,
        submitted_at=ISSUED,
        graded_at=ISSUED,
        score=score,
        out_of=20,
        passed=score >= 16,
        by_topic={},
    )


def grade(result: AttemptResult) -> None:
    """What `assessments` reports when it has graded."""
    attempt_graded.send(
        sender=Attempt,
        attempt=result.attempt,
        result=result,
        passed=result.passed,
        at=result.submitted_at,
        by=SYSTEM,
    )


@pytest.fixture
def quiz(db):
    programme = make_programme(edition=make_edition(number=3))
    return make_quiz(programme.course.editions.get())


def test_a_graded_pass_earns_the_certificate(quiz) -> None:
    person = make_person("Marcia A. Campbell")
    result = make_result(person, quiz)
    grade(result)
    certificate = Certificate.objects.get()
    assert certificate.person == person
    assert certificate.evidence == f"attempt:{result.attempt.uuid}"
    assert certificate.issued_at == ISSUED
    assert certificate.printed.legal_name == "Marcia A. Campbell"
    assert len(certificate.printed.salt) == 64
    assert certificate.serial.startswith("TIP-2026-000001-")
    assert is_serial(certificate.serial)


def test_a_fail_earns_nothing(quiz) -> None:
    grade(make_result(make_person(), quiz, score=15))
    assert not Certificate.objects.exists()


def test_every_quiz_of_the_edition_must_be_passed(quiz) -> None:
    second = make_quiz(quiz.edition, position=2)
    person = make_person()
    grade(make_result(person, quiz))
    assert not Certificate.objects.exists()
    grade(make_result(person, second))
    assert Certificate.objects.count() == 1


def test_another_person_s_pass_completes_nobody_else(quiz) -> None:
    second = make_quiz(quiz.edition, position=2)
    grade(make_result(make_person("One Person"), quiz))
    grade(make_result(make_person("Other Person"), second))
    assert not Certificate.objects.exists()


def test_a_course_without_programme_earns_nothing(db) -> None:
    grade(make_result(make_person(), make_quiz(make_edition("other-course"))))
    assert not Certificate.objects.exists()


def test_reported_twice_it_is_issued_once(quiz) -> None:
    result = make_result(make_person(), quiz)
    grade(result)
    first = Certificate.objects.get()
    assert award_for_result(result=result, now=ISSUED + YEAR * 2) == [first]
    assert Certificate.objects.count() == 1
    assert SerialCounter.objects.get().last == 1


def test_passing_again_while_it_holds_earns_no_second_one(quiz) -> None:
    person = make_person()
    grade(make_result(person, quiz))
    grade(make_result(person, quiz, number=2))
    assert Certificate.objects.count() == 1


def test_passing_after_expiry_earns_the_next_cycle(db) -> None:
    person = make_person()
    make_certificate(person)
    again = make_certificate(person, issued_at=ISSUED + YEAR)
    assert again.cycle == 2
    assert again.serial.startswith("TIP-2027-000001-")


def test_a_duplicate_of_a_person_shares_the_certificate(db) -> None:
    person = make_person()
    duplicate = make_person()
    Person.objects.filter(pk=duplicate.pk).update(same_as=person)
    duplicate.refresh_from_db()
    certificate = make_certificate(duplicate)
    assert certificate.person == person
    assert make_certificate(person) == certificate


def test_people_may_not_issue(db) -> None:
    request = {
        "person": make_person(),
        "programme": make_programme(),
        "edition": make_edition(),
        "evidence": "attempt:x",
        "rule": RULE,
        "now": ISSUED,
    }
    with pytest.raises(NotAllowed):
        issue_certificate(by=make_user("secretariat"), **request)
    assert issue_certificate(by=SYSTEM, **request).pk


def test_nothing_later_changes_a_certificate(db) -> None:
    certificate = make_certificate(make_person("Marcia A. Campbell"))
    before = dict(certificate.snapshot)
    programme = certificate.programme
    programme.title = "Renamed"
    programme.signatories.set([Signatory(name="Somebody Else")])
    save_programme(by=make_user("secretariat"), programme=programme)
    Person.objects.filter(pk=certificate.person_id).update(legal_name="Marcia Brown")
    with override_settings(HOST_MINISTRY="Another Ministry", ISSUER_NAME="Another Issuer"):
        certificate = Certificate.objects.get()
        assert certificate.snapshot == before
        assert certificate.snapshot["programme"] == "Child screening"
        assert certificate.printed.legal_name == "Marcia A. Campbell"


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_database_refuses_to_change_the_register(db, attempt: str) -> None:
    make_certificate()
    rows = Certificate.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(cycle=9) if attempt == "update" else rows._raw_delete(rows.db)
    assert Certificate.objects.get().cycle == 1


def test_the_database_holds_one_per_person_programme_and_cycle(db) -> None:
    certificate = make_certificate()
    copy = Certificate(
        person=certificate.person,
        programme=certificate.programme,
        cycle=1,
        serial="TIP-2026-999999-A",
        issuer="TIP",
        year=2026,
        number=999_999,
        code="0" * 16,
        issued_at=ISSUED,
        valid_until=ISSUED + YEAR,
        evidence="attempt:other",
        snapshot={},
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_failure_after_numbering_leaves_no_gap(db) -> None:
    def refuse(**_facts: object) -> None:
        raise RuntimeError("listener failed")

    certificate_issued.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            make_certificate()
    finally:
        certificate_issued.disconnect(refuse)
    assert make_certificate().serial.startswith("TIP-2026-000001-")


def test_the_counter_is_locked_last(quiz) -> None:
    """It is one row for everybody: after it only the certificate's own rows are written."""
    person = make_person()
    make_user(person=person)
    result = make_result(person, quiz)
    with CaptureQueriesContext(connection) as seen:
        grade(result)
    queries = [query["sql"] for query in seen]
    counted = max(n for n, sql in enumerate(queries) if "certificates_serialcounter" in sql)
    after = [re.match(r'INSERT INTO "(\w+)"', sql) for sql in queries[counted + 1 :]]
    tables = [found and found[1] for found in after]
    writes = ["certificates_certificate", "certificates_certificatename", "audit_auditrow"]
    assert [table for table in tables if table] == writes
    others = [sql for sql, found in zip(queries[counted + 1 :], after, strict=True) if not found]
    assert all("SAVEPOINT" in sql for sql in others)
    assert any("notices_notice" in sql for sql in queries[:counted])


def test_serials_begin_anew_each_local_year(db) -> None:
    make_certificate(issued_at=datetime(2027, 1, 1, 3, tzinfo=UTC))
    serials = [make_certificate(issued_at=datetime(2027, 1, 1, 6, tzinfo=UTC)).serial for _ in "ab"]
    assert [text[:15] for text in serials] == ["TIP-2027-000001", "TIP-2027-000002"]
    assert SerialCounter.objects.get(year=2026).last == 1


def test_the_holder_is_told_and_the_audit_names_nobody(db) -> None:
    person = make_person("Marcia A. Campbell")
    user = make_user(person=person)
    make_certificate(person)
    notice = Notice.objects.get(recipient=user, kind="certificates.issued")
    assert "Child screening" in notice.body
    row = AuditRow.objects.get(verb="certificates.certificate_issued")
    assert "Campbell" not in str(row.data)
    assert row.data["person"] == str(person.uuid)


def test_valid_on_counts_whole_local_days(db) -> None:
    make_certificate()
    day = ISSUED.date()
    held = [
        Certificate.objects.valid_on(on).exists()
        for on in [
            day - timedelta(days=1),
            day,
            day.replace(year=2027),
            day.replace(year=2027) + timedelta(days=1),
        ]
    ]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Marcia \t A.\u0007 Campbell\n", "Marcia A. Campbell"),
        ("Zoe\u0308 Brown", "Zo\u00eb Brown"),
    ],
)
def test_names_are_printed_composed_and_without_control_characters(
    typed: str, printed: str
) -> None:
    assert printable(typed) == printed


def test_lower_rooms_learn_of_the_certificate(quiz) -> None:
    person = make_person()
    failed, passed = make_result(person, quiz, score=3), make_result(person, quiz, number=2)
    day = ISSUED.date()
    assert not may_be_shown_as_certified(person, day)
    grade(passed)
    assert may_be_shown_as_certified(person, day)
    assert not may_be_shown_as_certified(person, day + YEAR)
    assert result_links(failed.attempt, failed) == []
    assert [link.href for link in result_links(passed.attempt, passed)] == ["/record/"]


def at_once(work, how_many: int) -> list[object]:
    """Run `work(number)` in that many threads that begin together; results in order."""
    gate = threading.Barrier(how_many)

    def run(number: int) -> object:
        try:
            gate.wait(timeout=30)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(how_many) as pool:
        return list(pool.map(run, range(how_many)))


def test_issuing_costs_the_same_with_many_certificates(db) -> None:
    """As many queries with ten thousand in the register as with ten."""
    programme = make_programme()

    def cost() -> int:
        person = make_person()
        with CaptureQueriesContext(connection) as seen:
            make_certificate(person, programme)
        return len(seen)

    for _number in range(10):
        make_certificate(programme=programme)
    few = cost()
    pattern = Certificate.objects.latest("pk")
    people = [Person(legal_name=f"Person {number}") for number in range(10_000)]
    insert_many(Person, people)
    keys = Person.objects.filter(legal_name__startswith="Person ").values_list("pk", flat=True)
    insert_many(
        Certificate,
        (
            Certificate(
                person_id=key,
                programme=programme,
                serial=f"OLD-{key}",
                issuer="OLD",
                year=2020,
                number=key,
                code=f"OLD{key}",
                issued_at=pattern.issued_at,
                valid_until=pattern.valid_until,
                evidence=f"attempt:old-{key}",
                snapshot=pattern.snapshot,
            )
            for key in keys
        ),
    )
    assert Certificate.objects.count() > 10_000
    assert cost() == few


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_passes_of_one_person_at_once_make_one_certificate() -> None:
    person, programme = make_person(), make_programme()
    made = at_once(lambda _number: make_certificate(person, programme).pk, 50)
    assert len(set(made)) == 1
    assert Certificate.objects.count() == 1
    assert SerialCounter.objects.get().last == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_get_serials_without_a_gap() -> None:
    people = [make_person(f"Person {number}") for number in range(50)]
    programme = make_programme()
    at_once(lambda number: make_certificate(people[number], programme).pk, 50)
    numbers = sorted(
        int(text.split("-")[2]) for text in Certificate.objects.values_list("serial", flat=True)
    )
    assert numbers == list(range(1, 51))


def test_the_paper_is_as_the_programme_says_when_it_is_issued(db) -> None:
    programme = make_certificate().programme
    programme.layout, programme.colour, programme.motto = "formal-1", "plum", "One nation"
    save_programme(by=make_user("secretariat"), programme=programme)
    later = make_certificate(make_person("Ana Roe"), programme)
    assert later.snapshot["layout"] == "formal-1"
    assert later.snapshot["layout_fields"] == {"colour": "plum", "motto": "One nation"}
    first = Certificate.objects.order_by("pk").first()
    assert first is not None
    assert first.snapshot["layout"] == "classic-2"
