"""Requests that overtake each other while they wait for the same attempt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assessments.actions import answers, close_if_over, save_answers, submit_attempt
from assessments.models import Answer, Attempt
from assessments.queries import chosen_in
from assessments.rules import BadAnswer
from foundation.audit.actors import SYSTEM
from tests.factories.assessments import NOON, make_attempt, make_bank, make_quiz, right_answers

pytestmark = pytest.mark.django_db
BEFORE, HANDED_IN = NOON + timedelta(seconds=59), NOON + timedelta(seconds=60)


def handed_in_first(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody hands in at `HANDED_IN` while a save that began `BEFORE` waits for the attempt."""
    hold = answers.hold

    def wait(held: Attempt) -> None:
        submit_attempt(by=SYSTEM, attempt=attempt, now=HANDED_IN)
        hold(held)

    monkeypatch.setattr(answers, "hold", wait)


def test_a_save_that_waited_for_the_handing_in_is_kept_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempt = make_attempt()
    handed_in_first(attempt, monkeypatch)
    given = [replace(one, claimed_ms=30_000) for one in right_answers(attempt)]
    receipt = save_answers(by=SYSTEM, attempt=attempt, answers=given, now=BEFORE)
    assert receipt.late == receipt.saved == tuple(one.client_id for one in given)
    assert not receipt.open
    assert not Answer.objects.filter(late=False).exists()
    assert {row.received_at for row in Answer.objects.all()} == {HANDED_IN}
    assert chosen_in(attempt) == {}


def test_a_form_that_waited_for_the_handing_in_is_told_that_it_came_too_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempt = make_attempt()
    handed_in_first(attempt, monkeypatch)
    given = right_answers(attempt)
    receipt = save_answers(by=SYSTEM, attempt=attempt, answers=given, now=BEFORE)
    assert receipt.saved == ()
    assert receipt.refused == tuple((one.client_id, BadAnswer.ENDED) for one in given)
    assert not Answer.objects.exists()


def test_a_save_within_the_grace_that_waited_for_the_closing_is_kept_apart() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(limit_minutes=20, late="grace", grace_minutes=5))
    assert close_if_over(attempt=attempt, now=NOON + timedelta(minutes=25)) is not None
    first = replace(right_answers(attempt)[0], claimed_ms=1000)
    arrived = NOON + timedelta(minutes=24)
    receipt = save_answers(by=SYSTEM, attempt=attempt, answers=[first], now=arrived)
    assert receipt.late == (first.client_id,)
    assert chosen_in(attempt) == {}
