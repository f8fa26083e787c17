"""Saving answers: what is stored, acknowledged and refused, by the action and over HTTP."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assessments.actions import Given, answers, save_answers, submit_attempt
from assessments.errors import TooManyAnswers
from assessments.models import Answer, Attempt, QuestionVersion
from assessments.queries import chosen_in
from assessments.rules import BadAnswer
from foundation.audit.actors import SYSTEM
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_learner,
    make_quiz,
    right_answers,
)

pytestmark = pytest.mark.django_db


def save(attempt: Attempt, *given: Given, after_s: int = 60) -> answers.Receipt:
    now = NOON + timedelta(seconds=after_s)
    return save_answers(by=SYSTEM, attempt=attempt, answers=given, now=now)


def ids(given: list[Given]) -> tuple[uuid.UUID, ...]:
    return tuple(one.client_id for one in given)


def test_an_answer_sent_twice_is_one_row_and_saved_both_times() -> None:
    attempt = make_attempt()
    given = right_answers(attempt)
    for _ in range(2):
        receipt = save(attempt, *given)
        assert (receipt.saved, receipt.refused, receipt.open) == (ids(given), (), True)
    assert Answer.objects.count() == 4


def test_twice_in_one_batch_is_one_row() -> None:
    attempt = make_attempt()
    first = right_answers(attempt)[0]
    assert save(attempt, first, first).saved == (first.client_id, first.client_id)
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("together", [True, False])
def test_an_id_that_holds_another_answer_is_a_conflict(together: bool) -> None:
    attempt = make_attempt()
    first, second, *_ = right_answers(attempt)
    thief = replace(second, client_id=first.client_id)
    if together:
        receipt = save(attempt, first, thief)
        assert receipt.saved == (first.client_id,)
    else:
        save(attempt, first)
        receipt = save(attempt, thief, second)
        assert receipt.saved == (second.client_id,)
    assert receipt.refused == ((first.client_id, BadAnswer.CONFLICT),)
    held = Answer.objects.get(client_id=first.client_id)
    assert (held.question, tuple(held.chosen)) == first.content


def test_the_same_id_in_two_attempts_is_two_answers() -> None:
    attempt = make_attempt()
    other = make_attempt(make_learner("other@example.org"), attempt.quiz)
    shared = right_answers(attempt)[0].client_id
    for one in (attempt, other):
        assert save(one, replace(right_answers(one)[0], client_id=shared)).saved == (shared,)
    assert Answer.objects.filter(client_id=shared).count() == 2


def test_the_answer_given_last_counts_whatever_arrives_last() -> None:
    attempt = make_attempt()
    right, wrong = right_answers(attempt), right_answers(attempt, wrong=4)
    save(attempt, *(replace(one, claimed_ms=20_000) for one in right), after_s=30)
    save(attempt, *(replace(one, claimed_ms=10_000) for one in wrong), after_s=60)
    assert Answer.objects.count() == 8
    assert submit_attempt(by=SYSTEM, attempt=attempt, now=NOON).score == 4


def test_a_claim_later_than_its_receipt_wins_nothing() -> None:
    attempt = make_attempt()
    right, wrong = right_answers(attempt), right_answers(attempt, wrong=4)
    save(attempt, *(replace(one, claimed_ms=10**9) for one in wrong), after_s=10)
    save(attempt, *(replace(one, claimed_ms=20_000) for one in right), after_s=30)
    assert chosen_in(attempt) == {str(one.question): frozenset(one.chosen) for one in right}


def bad_answer(attempt: Attempt, problem: str) -> Given:
    question = uuid.UUID(attempt.versions[0])
    if problem == BadAnswer.NOT_ON_PAPER:
        off = QuestionVersion.objects.exclude(uuid__in=attempt.versions).first()
        assert off is not None
        return Given(uuid.uuid4(), off.uuid, (off.option_ids[0],))
    if problem == BadAnswer.NOT_AN_OPTION:
        return Given(uuid.uuid4(), question, (str(uuid.uuid4()),))
    single = next(entry for entry in attempt.paper if entry["kind"] == "single")
    return Given(uuid.uuid4(), uuid.UUID(single["version"]), tuple(single["options"]))


@pytest.mark.parametrize(
    "problem", [BadAnswer.NOT_ON_PAPER, BadAnswer.NOT_AN_OPTION, BadAnswer.ONLY_ONE]
)
def test_a_bad_answer_changes_nothing_and_holds_nothing_back(problem: BadAnswer) -> None:
    attempt = make_attempt()
    good, bad = right_answers(attempt), bad_answer(attempt, problem)
    receipt = save(attempt, bad, *good)
    assert receipt.refused == ((bad.client_id, problem),)
    assert receipt.saved == ids(good)
    assert not Answer.objects.filter(client_id=bad.client_id).exists()


def test_after_the_end_nothing_new_is_taken_and_the_old_stays_saved() -> None:
    attempt = make_attempt()
    first, second, *_ = right_answers(attempt)
    save(attempt, first)
    submit_attempt(by=SYSTEM, attempt=attempt, now=NOON)
    receipt = save(attempt, first, second)
    assert (receipt.saved, receipt.open) == ((first.client_id,), False)
    assert receipt.refused == ((second.client_id, BadAnswer.ENDED),)
    assert Answer.objects.count() == 1


def timed(minutes: int, **settings: Any) -> Attempt:
    make_bank()
    return make_attempt(quiz=make_quiz(limit_minutes=minutes, **settings))


def test_an_answer_given_in_time_that_arrives_late_is_kept_apart() -> None:
    attempt = timed(10)
    first, second, third, *_ = right_answers(attempt)
    made = [
        replace(first, claimed_ms=60_000),
        replace(second, claimed_ms=599_999),
        replace(third, claimed_ms=600_000),
    ]
    assert save(attempt, made[0], after_s=599).late == ()
    for _ in range(2):
        receipt = save(attempt, *made, after_s=600)
        assert receipt.saved == ids(made[:2])
        assert receipt.late == (second.client_id,)
        assert receipt.refused == ((third.client_id, BadAnswer.ENDED),)
        assert receipt.open is False
    assert chosen_in(attempt) == {str(first.question): frozenset(first.chosen)}
    assert Answer.objects.get(late=True).client_id == second.client_id
    result = submit_attempt(by=SYSTEM, attempt=attempt, now=NOON + timedelta(minutes=11))
    assert result.score == 1


def test_within_the_grace_of_the_quiz_it_counts() -> None:
    attempt = timed(10, late="grace", grace_minutes=5)
    first = replace(right_answers(attempt)[0], claimed_ms=60_000)
    receipt = save(attempt, first, after_s=899)
    assert (receipt.saved, receipt.late) == ((first.client_id,), ())
    assert submit_attempt(by=SYSTEM, attempt=attempt, now=NOON + timedelta(minutes=15)).score == 1


def test_what_was_refused_after_the_end_leaves_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = timed(10)
    monkeypatch.setattr(answers, "MOST_TRACES", 2)
    save(attempt, *right_answers(attempt), after_s=599)
    assert not attempt.events.exists()
    for _ in range(3):
        save(attempt, *right_answers(attempt), after_s=601)
    assert [(event.kind, event.count) for event in attempt.events.all()] == [("too_late", 4)] * 2


def test_a_form_that_comes_after_the_time_is_refused() -> None:
    attempt = timed(10)
    first = right_answers(attempt)[0]
    assert save(attempt, first, after_s=601).refused == ((first.client_id, BadAnswer.ENDED),)
    assert save(attempt, first, after_s=599).saved == (first.client_id,)


def test_an_answer_of_another_device_from_before_the_hand_in_is_kept_apart() -> None:
    attempt = make_attempt()
    submit_attempt(by=SYSTEM, attempt=attempt, now=NOON + timedelta(minutes=5))
    before, after, *_ = right_answers(attempt)
    receipt = save(
        attempt,
        replace(before, claimed_ms=299_999),
        replace(after, claimed_ms=300_000),
        after_s=900,
    )
    assert receipt.late == (before.client_id,)
    assert receipt.refused == ((after.client_id, BadAnswer.ENDED),)
    assert chosen_in(attempt) == {}


def test_too_many_answers_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = make_attempt()
    given = right_answers(attempt)
    monkeypatch.setattr(answers, "MOST_ANSWERS", 3)
    with pytest.raises(TooManyAnswers):
        save(attempt, *given)
    assert not Answer.objects.exists()
    assert len(save(attempt, *given[:3]).saved) == 3


# Over HTTP


@pytest.fixture
def attempt(client: Client) -> Attempt:
    """An open attempt of the person signed in."""
    user = make_learner()
    client.force_login(user)
    return make_attempt(user)


def rows(attempt: Attempt) -> list[dict[str, Any]]:
    return [
        {
            "client_id": str(given.client_id),
            "question": str(given.question),
            "chosen": list(given.chosen),
            "claimed_ms": 1000 + number,
            "sequence": number,
        }
        for number, given in enumerate(right_answers(attempt))
    ]


def send(client: Client, attempt: Attempt, data: object) -> Any:
    path = f"/attempts/{attempt.uuid}/answers/"
    return client.post(path, data, content_type="application/json")


def test_the_reply_says_what_is_stored_and_when(client: Client, attempt: Attempt) -> None:
    data = rows(attempt)
    for _ in range(2):
        reply = send(client, attempt, {"answers": data}).json()
        assert reply["saved"] == [row["client_id"] for row in data]
        assert reply["refused"] == []
        assert reply["at"].endswith("-05:00")
        assert reply["attempt"]["open"] is True
        assert reply["attempt"]["elapsed_ms"] > 0
        assert reply["attempt"]["seconds_left"] is None
    assert Answer.objects.count() == 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"question": str(uuid.uuid4())}, "not_on_paper"),
        ({"chosen": [str(uuid.uuid4())]}, "not_an_option"),
        ({"chosen": "all of them"}, "not_understood"),
        ({"chosen": [7]}, "not_understood"),
        ({"question": None}, "not_understood"),
        ({"claimed_ms": -1}, "not_understood"),
        ({"claimed_ms": 2**53}, "not_understood"),
        ({"claimed_ms": True}, "not_understood"),
        ({"sequence": "1"}, "not_understood"),
    ],
)
def test_a_bad_answer_is_named_and_the_others_are_saved(
    client: Client, attempt: Attempt, change: dict[str, Any], reason: str
) -> None:
    data = rows(attempt)
    broken = json.loads(json.dumps(data))
    broken[0].update(change)
    reply = send(client, attempt, {"answers": broken}).json()
    assert [(one["client_id"], one["reason"]) for one in reply["refused"]] == [
        (data[0]["client_id"], reason)
    ]
    assert "not saved" in reply["refused"][0]["error"]
    assert Answer.objects.count() == 3
    assert send(client, attempt, {"answers": data}).json()["refused"] == []
    assert Answer.objects.count() == 4


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "no json",
        "[]",
        "null",
        "{}",
        '{"answers": 7}',
        '{"answers": [{"client_id": "mine"}]}',
        "[" * 100_000,
    ],
)
def test_a_body_that_is_no_batch_is_refused(client: Client, attempt: Attempt, body: str) -> None:
    reply = send(client, attempt, body)
    assert reply.status_code == 400
    assert "Nothing was saved" in reply.json()["error"]


def test_an_answer_after_the_end_is_refused_with_its_reason(
    client: Client, attempt: Attempt
) -> None:
    first, second, *_ = rows(attempt)
    assert send(client, attempt, {"answers": [first]}).status_code == 200
    submit_attempt(by=SYSTEM, attempt=attempt, now=NOON)
    reply = send(client, attempt, {"answers": [first, second]})
    assert reply.status_code == 409
    assert reply.json()["saved"] == [first["client_id"]]
    assert reply.json()["refused"][0]["reason"] == "ended"
    assert reply.json()["attempt"]["open"] is False
    assert Answer.objects.count() == 1
