"""What trainers, focal persons and the Secretariat see, decide, grant and export."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assessments.actions import close_if_over, save_answers
from assessments.models import Attempt, AttemptEvent, ExtraAttempt, ExtraTime, LateDecision
from assessments.review.export import FEWEST_PEOPLE
from courses.models import EditionLesson
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from people.models import Role, User
from tests.factories.assessments import (
    FEEDBACK_RIGHT,
    NOON,
    make_attempt,
    make_bank,
    make_late,
    make_learner,
    make_quiz,
    right_answers,
    start_again,
    take,
    trainer_of,
)
from tests.factories.people import make_agency, make_person, make_staff_record, make_user

pytestmark = pytest.mark.django_db
END = NOON + timedelta(minutes=20)
QUIZ = "/results/quiz/first-steps/final-quiz/"


def text(response: Any) -> str:
    return response.content.decode()


def at(attempt: Attempt, page: str = "") -> str:
    return f"/results/attempts/{attempt.uuid}/{page}"


def make_taken(**settings: Any) -> Attempt:
    """A failed attempt of somebody called Ann Marie Gordon, the only one allowed."""
    make_bank()
    attempt = make_attempt(quiz=make_quiz(**{"attempts_allowed": 1, **settings}))
    take(attempt, wrong=4)
    return attempt


def make_waiting() -> Attempt:
    """An attempt closed by the clock, with right answers that arrived late."""
    make_bank()
    attempt = make_attempt(quiz=make_quiz(limit_minutes=20))
    close_if_over(attempt=attempt, now=END)
    make_late(attempt, END + timedelta(minutes=1))
    return attempt


def sign_in_trainer(client: Client, attempt: Attempt) -> User:
    trainer = trainer_of(attempt)
    client.force_login(trainer)
    return trainer


def secretariat(client: Client, *, names: bool) -> User:
    user = make_user(Role.SECRETARIAT, email="officer@example.org")
    if names:
        from django.contrib.auth.models import Permission

        user.user_permissions.add(Permission.objects.get(codename="see_names"))
    client.force_login(user)
    return user


# The list


def test_a_trainer_finds_the_attempts_of_the_own_course(client: Client) -> None:
    attempt = make_taken()
    sign_in_trainer(client, attempt)
    assert QUIZ in text(client.get("/results/"))
    page = text(client.get(QUIZ))
    for words in ("Ann Marie Gordon", "0 of 4", "Not passed", at(attempt)):
        assert words in page


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.SPECIALIST, Role.FOCAL, Role.ADMIN])
def test_nobody_else_sees_that_there_is_such_a_list(client: Client, role: str | None) -> None:
    attempt = make_taken()
    make_staff_record(person=attempt.enrolment.person, agency=make_agency())
    scope = {"agency": make_agency()} if role == Role.FOCAL else {}
    client.force_login(make_user(role, email="other@example.org", **scope))
    pages = ["/results/", QUIZ, f"{QUIZ}export/", at(attempt), at(attempt, "answers/")]
    assert [client.get(page).status_code for page in pages] == [404] * 5
    assert client.post(at(attempt, "late/")).status_code == 404
    sign_in_trainer(client, attempt)
    assert [client.get(page).status_code for page in pages] == [200] * 5


def test_the_secretariat_sees_attempts_without_names_and_never_answers(client: Client) -> None:
    attempt = make_waiting()
    secretariat(client, names=False)
    for page in (QUIZ, at(attempt)):
        assert "Ann Marie" not in text(client.get(page))
        assert str(attempt.uuid)[:8] in text(client.get(page))
    assert "Record my decision" not in text(client.get(at(attempt)))
    assert client.get(at(attempt, "answers/")).status_code == 404
    assert client.get(f"{QUIZ}export/").status_code == 404
    reads = AuditRow.objects.filter(verb="assessments.read_attempt")
    assert [row.data for row in reads] == [{"answers": False}] * reads.count() != []


def test_with_the_permission_the_secretariat_sees_names(client: Client) -> None:
    attempt = make_taken()
    secretariat(client, names=True)
    assert "Ann Marie Gordon" in text(client.get(at(attempt)))
    assert "Ann Marie Gordon" in text(client.get("/results/help/"))


def test_the_list_is_searched_and_filtered(client: Client) -> None:
    failed = make_waiting()
    passed = make_attempt(make_learner_named("Bevan Clarke"), failed.quiz)
    take(passed)
    opened = make_attempt(make_learner_named("Carol Dixon"), failed.quiz)
    sign_in_trainer(client, failed)

    def found(query: str) -> list[Attempt]:
        page = text(client.get(f"{QUIZ}?{query}"))
        return [one for one in (failed, passed, opened) if at(one) in page]

    assert found("") == [failed, passed, opened]
    assert found("q=clarke") == [passed]
    assert found("state=open") == [opened]
    assert found("state=passed") == [passed]
    assert found("state=failed") == [failed]
    assert found("state=late") == [failed]
    assert found("state=time") == [failed]
    assert found("q=nobody") == []


def make_learner_named(name: str) -> User:
    return make_user(person=make_person(name), email=f"{name.split()[0].lower()}@example.org")


# Late answers


def test_a_decision_on_late_answers_is_made_once_and_shown_to_the_learner(client: Client) -> None:
    attempt = make_waiting()
    learner = attempt.enrolment.person.user
    sign_in_trainer(client, attempt)
    page = text(client.get(at(attempt)))
    assert "4 answers arrived after the end" in page
    upto = attempt.answers.latest("pk").pk
    answer = {"counted": "yes", "reason": "network", "upto": upto}
    assert client.post(at(attempt, "late/"), answer).url == at(attempt)
    client.post(at(attempt, "late/"), answer)
    assert LateDecision.objects.get().counted
    page = text(client.get(at(attempt)))
    assert "Record my decision" not in page
    assert "Late answers were counted" in page
    client.force_login(learner)
    page = text(client.get(f"/attempts/{attempt.uuid}/result/"))
    assert "You have passed" in page
    assert "Your trainer decided" in page


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"counted": "yes"}, "Choose the reason for your decision"),
        ({"reason": "network"}, "Choose whether the late answers count"),
        ({"counted": "no", "reason": "network"}, "This reason speaks for the other decision"),
        ({"counted": "yes", "reason": "because"}, "There is a problem"),
    ],
)
def test_a_decision_needs_its_reason(client: Client, answer: dict[str, str], words: str) -> None:
    attempt = make_waiting()
    sign_in_trainer(client, attempt)
    upto = attempt.answers.latest("pk").pk
    refused = client.post(at(attempt, "late/"), {**answer, "upto": upto})
    assert refused.status_code == 422
    assert words in text(refused)
    assert not LateDecision.objects.exists()
    client.post(at(attempt, "late/"), {"counted": "no", "reason": "rules", "upto": upto})
    assert LateDecision.objects.exists()


# Answers


def test_a_trainer_reads_the_answers_and_the_learner_can_see_that(client: Client) -> None:
    attempt = make_taken()
    learner = attempt.enrolment.person.user
    trainer = sign_in_trainer(client, attempt)
    page = text(client.get(at(attempt, "answers/")))
    assert "The wrong one" in page
    assert FEEDBACK_RIGHT not in page
    event = AttemptEvent.objects.get()
    assert (event.kind, event.by) == ("read", trainer)
    assert AuditRow.objects.get(verb="assessments.read_attempt").data == {"answers": True}
    client.force_login(learner)
    assert "read by a trainer" in text(client.get(f"/attempts/{attempt.uuid}/log/"))


def test_answers_of_an_open_attempt_are_read_by_nobody(client: Client) -> None:
    make_bank()
    attempt = make_attempt()
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt), now=NOON)
    sign_in_trainer(client, attempt)
    assert client.get(at(attempt)).status_code == 200
    assert client.get(at(attempt, "answers/")).status_code == 404


# Helping


def focal(client: Client, attempt: Attempt, agency: str = "MOE") -> User:
    make_staff_record(person=attempt.enrolment.person, agency=make_agency("MOE"))
    user = make_user(Role.FOCAL, email="focal@example.org", agency=make_agency(agency))
    client.force_login(user)
    return user


def help_at(attempt: Attempt, what: str = "final-quiz/attempt/") -> str:
    return f"/results/help/{attempt.enrolment.uuid}/{what}"


def test_a_focal_person_gives_another_attempt_and_sees_no_score(client: Client) -> None:
    attempt = make_taken()
    focal(client, attempt)
    page = text(client.get("/results/help/"))
    assert "Ann Marie Gordon" in page
    assert help_at(attempt) in page
    assert "0 of 4" not in page
    refused = client.post(help_at(attempt), {})
    assert refused.status_code == 422
    assert "Choose the reason" in text(refused)
    assert not ExtraAttempt.objects.exists()
    assert client.post(help_at(attempt), {"reason": "coached"}).url == "/results/help/"
    assert ExtraAttempt.objects.get().reason == "coached"
    assert "Ann Marie Gordon" not in text(client.get("/results/help/")).split("</h1>")[1]
    assert start_again(attempt).grant is not None


def test_a_focal_person_gives_extra_time(client: Client) -> None:
    attempt = make_taken()
    focal(client, attempt)
    path = help_at(attempt, "time/")
    assert "No extra time today" in text(client.get(path))
    refused = client.post(path, {"percent": 400, "minutes": 0, "reason": "reading"})
    assert refused.status_code == 422
    assert not ExtraTime.objects.exists()
    client.post(path, {"percent": 25, "minutes": 10, "reason": "reading"})
    assert ExtraTime.objects.get().percent == 25
    assert "25 per cent and 10 minutes" in text(client.get(path))


@pytest.mark.parametrize("agency", ["JCF", ""])
def test_others_find_nobody_to_help(client: Client, agency: str) -> None:
    attempt = make_taken()
    if agency:
        focal(client, attempt, agency)
        assert "Nobody is stuck" in text(client.get("/results/help/"))
    else:
        client.force_login(make_learner("colleague@example.org"))
        assert client.get("/results/help/").status_code == 404
    for path in (help_at(attempt), help_at(attempt, "time/")):
        assert client.get(path).status_code == 404
        assert client.post(path, {"reason": "coached"}).status_code == 404
    assert not ExtraAttempt.objects.exists()


def test_whoever_waits_or_has_an_open_attempt_is_told_apart(client: Client) -> None:
    attempt = make_taken(attempts_allowed=3, wait_minutes=60 * 24 * 365)
    focal(client, attempt)
    assert "Ann Marie Gordon" in text(client.get("/results/help/"))
    client.post(help_at(attempt), {"reason": "coached"})
    start_again(attempt)
    assert "Nobody is stuck" in text(client.get("/results/help/"))


# Export


def quiz_taken_by(people: int) -> EditionLesson:
    make_bank()
    quiz = make_quiz()
    for number in range(people):
        attempt = make_attempt(make_learner_named(f"Learner{number} Export"), quiz)
        take(attempt, wrong=number % 3)
    return quiz


def exported(client: Client) -> list[dict[str, str]]:
    body = b"".join(client.post(f"{QUIZ}export/").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_the_export_has_a_line_for_each_question_and_no_names(client: Client) -> None:
    quiz = quiz_taken_by(FEWEST_PEOPLE)
    sign_in_trainer(client, quiz.attempts.earliest("pk"))
    first, second = exported(client), exported(client)
    assert len(first) == FEWEST_PEOPLE * 4
    assert len({row["person"] for row in first}) == FEWEST_PEOPLE
    assert not {row["person"] for row in first} & {row["person"] for row in second}
    assert sum(int(row["right"]) for row in first) == FEWEST_PEOPLE * 4 - (0 + 1 + 2 + 0 + 1)
    assert {row["week"] for row in first} == {"2026-W40"}
    everything = str(first)
    for secret in ("Learner", "Export", "example.org", str(quiz.attempts.earliest("pk").uuid)):
        assert secret not in everything
    audits = AuditRow.objects.filter(verb="assessments.export_answers")
    assert [row.data for row in audits] == [{"people": FEWEST_PEOPLE}] * 2


def test_a_week_of_few_people_is_not_told(client: Client) -> None:
    quiz = quiz_taken_by(FEWEST_PEOPLE)
    for number in range(FEWEST_PEOPLE):
        one = make_attempt(make_learner_named(f"Other{number} Export"), quiz)
        take(one, at=NOON + timedelta(weeks=1))
    alone = make_attempt(make_learner_named("Alone Export"), quiz)
    take(alone, at=NOON + timedelta(weeks=2))
    sign_in_trainer(client, alone)
    weeks = [(row["edition"], row["week"]) for row in exported(client)]
    told = {week: weeks.count(week) // 4 for week in set(weeks)}
    # The one alone hides among those of the next smallest week.
    assert told == {("", ""): FEWEST_PEOPLE + 1, ("1", "2026-W41"): FEWEST_PEOPLE}


def test_few_people_are_not_exported(client: Client) -> None:
    quiz = quiz_taken_by(FEWEST_PEOPLE - 1)
    sign_in_trainer(client, quiz.attempts.earliest("pk"))
    page = client.post(f"{QUIZ}export/")
    assert "fewer could be told apart" in text(page)
    assert not AuditRow.objects.filter(verb="assessments.export_answers").exists()


# Weight


def test_the_lists_run_the_same_queries_at_any_size(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    quiz = quiz_taken_by(2)
    attempt = quiz.attempts.earliest("pk")
    sign_in_trainer(client, attempt)
    counts = []
    for more in (0, 10):
        for number in range(more):
            user = make_learner_named(f"More{number} Learner")
            one = make_attempt(user, quiz)
            take(one, wrong=4)
            take(start_again(one), wrong=4)
            take(start_again(one), wrong=4)
        for page in ("/results/", QUIZ, "/results/help/"):
            client.get(page)
            with django_assert_max_num_queries(20) as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted.captured_queries))
    assert counts[:2] == counts[3:5]
    assert counts[5] <= counts[2] + 3
