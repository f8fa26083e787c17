"""Taking a quiz: what is stored, refused and graded."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.dispatch import Signal

from assessments.actions import (
    approve_question,
    save_answers,
    start_attempt,
    submit_attempt,
    write_question,
)
from assessments.errors import AttemptRefused, BankTooSmall
from assessments.models import Answer, Attempt, AttemptResult, QuestionVersion
from assessments.rules import Refusal
from assessments.signals import attempt_graded
from courses.models import Completion
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_enrolment,
    make_learner,
    make_quiz,
    right_answers,
)

pytestmark = pytest.mark.django_db


def take(attempt: Attempt, wrong: int = 0) -> AttemptResult:
    answers = right_answers(attempt, wrong)
    save_answers(by=SYSTEM, attempt=attempt, answers=answers, now=NOON)
    return submit_attempt(by=SYSTEM, attempt=attempt, now=NOON)


def again(attempt: Attempt) -> Attempt:
    return start_attempt(by=SYSTEM, enrolment=attempt.enrolment, quiz=attempt.quiz, now=NOON)


def test_starting_freezes_a_paper_without_its_key() -> None:
    attempt = make_attempt()
    versions = {str(v.uuid): v for v in QuestionVersion.objects.all()}
    assert len(set(attempt.versions)) == 4
    assert (
        sorted(versions[key].topic.code for key in attempt.versions) == ["law"] * 2 + ["signs"] * 2
    )
    for entry in attempt.paper:
        assert set(entry) == {"version", "kind", "options", "section"}
        assert sorted(entry["options"]) == sorted(versions[entry["version"]].option_ids)
    assert attempt.quiz_rules.pass_mark == 3
    assert AuditRow.objects.get(verb="assessments.start_attempt").data == {
        "number": 1,
        "granted": False,
    }


def test_a_paper_keeps_the_text_it_began_with() -> None:
    attempt = make_attempt()
    version = QuestionVersion.objects.get(uuid=attempt.versions[0])
    write_question(
        by=SYSTEM,
        question=version.question,
        topic=version.topic,
        kind=version.kind,
        stem="Changed?",
        options=version.question.choices,
    )
    approve_question(by=SYSTEM, question=version.question, now=NOON)
    assert take(Attempt.objects.get()).score == 4


def test_starting_twice_goes_on_with_the_open_attempt() -> None:
    attempt = make_attempt()
    assert again(attempt) == attempt
    assert Attempt.objects.count() == 1


def test_a_bank_that_has_shrunk_stops_a_start() -> None:
    make_bank(each=2)
    quiz = make_quiz(draw=3)
    with pytest.raises(BankTooSmall):
        make_attempt(quiz=quiz)
    assert not Attempt.objects.exists()


def test_three_attempts_and_no_fourth() -> None:
    attempt = make_attempt()
    for number in (1, 2, 3):
        assert attempt.number == number
        assert not take(attempt, wrong=4).passed
        if number < 3:
            attempt = again(attempt)
    with pytest.raises(AttemptRefused) as refused:
        again(attempt)
    assert refused.value.refusal == Refusal.NONE_LEFT
    assert Attempt.objects.count() == 3


def test_no_attempt_after_a_pass() -> None:
    attempt = make_attempt()
    assert take(attempt).passed
    with pytest.raises(AttemptRefused) as refused:
        again(attempt)
    assert refused.value.refusal == Refusal.ALREADY_PASSED


def test_nobody_takes_a_quiz_for_another() -> None:
    attempt, stranger = make_attempt(), make_learner("stranger@example.org")
    answers = right_answers(attempt)
    with pytest.raises(NotAllowed):
        start_attempt(by=stranger, enrolment=attempt.enrolment, quiz=attempt.quiz, now=NOON)
    with pytest.raises(NotAllowed):
        save_answers(by=stranger, attempt=attempt, answers=answers, now=NOON)
    with pytest.raises(NotAllowed):
        submit_attempt(by=stranger, attempt=attempt, now=NOON)
    assert not Answer.objects.exists()
    assert not AttemptResult.objects.exists()
    owner = attempt.enrolment.person.user
    assert save_answers(by=owner, attempt=attempt, answers=answers, now=NOON).saved
    assert submit_attempt(by=owner, attempt=attempt, now=NOON).passed


def test_handing_in_twice_gives_the_first_result() -> None:
    attempt = make_attempt()
    first = take(attempt, wrong=4)
    assert submit_attempt(by=SYSTEM, attempt=attempt, now=NOON + timedelta(hours=1)) == first
    assert AttemptResult.objects.get().submitted_at == NOON


@pytest.mark.parametrize(("wrong", "score", "passed"), [(0, 4, True), (1, 3, True), (2, 2, False)])
def test_the_pass_mark_decides_and_a_pass_completes_the_quiz(
    wrong: int, score: int, passed: bool
) -> None:
    attempt = make_attempt()
    result = take(attempt, wrong)
    assert (result.score, result.out_of, result.passed) == (score, 4, passed)
    assert sum(topic.right for topic in result.topics.values()) == score
    done = Completion.objects.filter(lesson_key=attempt.quiz.lesson_key)
    assert done.count() == (1 if passed else 0)


def listen(signal: Signal) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    def note(sender: type, **facts: Any) -> None:
        facts.pop("signal")
        heard.append(
            {
                "sender": sender,
                "in_transaction": transaction.get_connection().in_atomic_block,
                **facts,
            }
        )

    signal.connect(note, weak=False, dispatch_uid="test")
    return heard


def test_handing_in_twice_tells_the_other_rooms_once() -> None:
    attempt = make_attempt()
    heard = listen(attempt_graded)
    try:
        result = take(attempt)
        submit_attempt(by=SYSTEM, attempt=attempt, now=NOON)
    finally:
        attempt_graded.disconnect(dispatch_uid="test")
    assert heard == [
        {
            "sender": Attempt,
            "in_transaction": True,
            "attempt": attempt,
            "result": result,
            "passed": True,
            "at": NOON,
            "by": SYSTEM,
        }
    ]
    assert AuditRow.objects.filter(verb="assessments.submit_attempt").count() == 1


def test_a_listener_that_fails_takes_the_result_with_it() -> None:
    attempt = make_attempt()

    def fail(**_facts: Any) -> None:
        raise RuntimeError("no certificate")

    attempt_graded.connect(fail, dispatch_uid="test")
    try:
        with pytest.raises(RuntimeError):
            take(attempt)
    finally:
        attempt_graded.disconnect(fail, dispatch_uid="test")
    assert not AttemptResult.objects.exists()
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    ("model", "field"), [(Attempt, "number"), (Answer, "question"), (AttemptResult, "score")]
)
def test_attempts_answers_and_results_are_append_only(model: Any, field: str) -> None:
    take(make_attempt())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**{field: F(field)})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)


def test_queries_do_not_grow_with_the_bank_or_the_paper(django_assert_num_queries: Any) -> None:
    counts = []
    for name, each, draw in [("small", 2, 1), ("large", 12, 10)]:
        topics = [f"{name}-a", f"{name}-b"]
        make_bank(topics, each=each)
        quiz = make_quiz(topics, draw=draw, pass_mark=1, course=name)
        enrolment = make_enrolment(make_learner(f"{name}@example.org"), quiz)
        with django_assert_num_queries(9 if name == "small" else counts[0]) as start:
            attempt = start_attempt(by=SYSTEM, enrolment=enrolment, quiz=quiz, now=NOON)
        answers = right_answers(attempt)
        with django_assert_num_queries(6):
            save_answers(by=SYSTEM, attempt=attempt, answers=answers, now=NOON)
        counts.append(len(start.captured_queries))
