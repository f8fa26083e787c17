"""What learners read before and after: limits, refusals, what to learn again, whom to ask."""

import html
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.actions import give_extra_time, save_answers, write_topic
from assessments.models import Answer, Attempt, AttemptResult, Topic
from courses.models import EditionLesson, Enrolment, LessonPage
from foundation.audit.actors import SYSTEM
from people.models import Role, User
from tests.factories.assessments import (
    FEEDBACK_RIGHT,
    FEEDBACK_WRONG,
    NOON,
    make_attempt,
    make_bank,
    make_late,
    make_learner,
    make_quiz,
    right_answers,
    take,
    trainer_of,
)
from tests.factories.courses import make_lesson
from tests.factories.people import make_agency, make_person, make_staff_record, make_user

pytestmark = pytest.mark.django_db
FRONT = "/learn/first-steps/quiz/final-quiz/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def sign_in(client: Client, **settings: Any) -> User:
    """A signed-in learner before a quiz of 4 questions with these settings."""
    make_bank()
    make_quiz(**settings)
    user = make_learner()
    client.force_login(user)
    return user


def quiz() -> EditionLesson:
    return EditionLesson.objects.get(kind="quiz")


def attempt_of(user: User) -> Attempt:
    return make_attempt(user, quiz())


def at(attempt: Attempt, page: str = "result/") -> str:
    return f"/attempts/{attempt.uuid}/{page}"


def failed(client: Client, **settings: Any) -> Attempt:
    attempt = attempt_of(sign_in(client, **settings))
    take(attempt, wrong=4)
    return attempt


# Before


def test_the_front_says_what_must_not_be_missed_and_how_long_one_has(client: Client) -> None:
    user = sign_in(
        client,
        sections=[{"topic": "signs", "draw": 2, "at_least": 2}, {"topic": "law", "draw": 2}],
        limit_minutes=20,
        wait_minutes=24 * 60,
    )
    page = text(client.get(FRONT))
    assert "3 right answers; at least 2 of 2 in “Topic signs”" in page
    assert "20 minutes; what is saved by then is handed in" in page
    assert "24 hours" in page
    give_extra_time(
        by=SYSTEM, person=user.person, percent=25, minutes=0, reason="reading", now=NOON
    )
    attempt_of(user)
    with time_machine.travel(later(1), tick=False):
        page = text(client.get(FRONT))
    assert "25 minutes for you, with extra time, instead of 20" in page
    assert "It ends on" in page


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(10, 20, "This quiz is not open yet. It opens on"), (-20, -10, "This quiz is closed")],
)
def test_outside_its_window_a_quiz_is_refused_and_nothing_changes(
    client: Client, opens: int, closes: int, words: str
) -> None:
    sign_in(client, opens_at=later(opens).isoformat(), closes_at=later(closes).isoformat())
    with time_machine.travel(NOON, tick=False):
        assert words in text(client.get(FRONT))
        refused = client.post(f"{FRONT}start/")
    assert refused.status_code == 409
    assert words in text(refused)
    # Joining the course and starting are one: neither happened.
    assert not Attempt.objects.exists()
    assert not Enrolment.objects.exists()
    with time_machine.travel(later((opens + closes) / 2), tick=False):
        assert client.post(f"{FRONT}start/").status_code == 302
    assert Enrolment.objects.count() == Attempt.objects.count() == 1


def test_a_quiz_on_one_page_begins_on_one_page(client: Client) -> None:
    sign_in(client, one_a_page=False)
    begun = client.post(f"{FRONT}start/")
    assert begun.url == at(Attempt.objects.get(), "")
    assert at(Attempt.objects.get(), "") in text(client.get(FRONT))


def test_what_only_measures_says_so(client: Client) -> None:
    attempt = attempt_of(sign_in(client, purpose="pre_test"))
    assert "it does not count" in text(client.get(FRONT))
    assert "right answers" not in text(client.get(FRONT)).split("<dl")[1]
    take(attempt)
    page = text(client.get(at(attempt)))
    assert "Handed in" in page
    assert "does not count" in page
    assert "You have passed" not in page


# The clock


@pytest.mark.parametrize("page", ["", "?q=1", "review/", "result/"])
def test_whoever_comes_back_after_the_end_finds_the_attempt_handed_in(
    client: Client, page: str
) -> None:
    attempt = attempt_of(sign_in(client, limit_minutes=20))
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt)[:2], now=later(1))
    with time_machine.travel(later(19.9), tick=False):
        assert client.get(at(attempt, "?q=1")).status_code == 200
    assert not AttemptResult.objects.exists()
    with time_machine.travel(later(20), tick=False):
        shown = client.get(at(attempt, page), follow=True)
    assert "The time ran out. What you had saved by then was handed in." in text(shown)
    assert "2 of 4" in text(shown)
    assert AttemptResult.objects.get().closed_by == "time"


def test_late_answers_are_told_and_not_counted(client: Client) -> None:
    attempt = attempt_of(sign_in(client, limit_minutes=20))
    with time_machine.travel(later(30), tick=False):
        client.get(at(attempt))
        make_late(attempt, later(25))
        page = text(client.get(at(attempt)))
    assert (
        "4 answers arrived after the end. What arrived late is kept apart. Your trainer decides"
        in page
    )
    assert "0 of 4" in page


# After a fail


def test_topics_lead_to_the_lessons_of_ones_own_course(client: Client) -> None:
    attempt = failed(client)
    here, elsewhere = make_lesson(title="Signs to see"), make_lesson(title="Of another course")
    EditionLesson.objects.create(
        edition=attempt.quiz.edition,
        lesson_key=here.lesson_key,
        kind="lesson",
        module_key=attempt.quiz.module_key,
        position=7,
        slug="signs-to-see",
        minutes=5,
    ).texts.create(language="en", number=1, title="Signs to see", body={}, approved_at=NOON)
    topic = Topic.objects.get(code="signs")
    lessons = LessonPage.objects.filter(pk__in=[here.pk, elsewhere.pk])
    write_topic(by=SYSTEM, code="signs", title=topic.title, lessons=lessons, topic=topic)
    page = text(client.get(at(attempt)))
    assert '<a href="/learn/first-steps/signs-to-see/">Signs to see</a>' in page
    assert "Of another course" not in page


def test_a_missed_section_is_named_with_its_topic_although_the_score_is_enough(
    client: Client,
) -> None:
    signs = {"topic": "signs", "draw": 2, "at_least": 2, "name": "Danger signs"}
    user = sign_in(client, sections=[signs, {"topic": "law", "draw": 2}])
    attempt = attempt_of(user)
    wrong = next(entry["version"] for entry in attempt.paper if entry["section"] == 0)
    given = [one for one in right_answers(attempt) if str(one.question) != wrong]
    save_answers(by=SYSTEM, attempt=attempt, answers=given, now=NOON)
    client.post(at(attempt, "submit/"))
    page = text(client.get(at(attempt)))
    assert "Not passed yet" in page
    assert "In “Danger signs” you had 1 of 2 right. At least 2 are needed there." in page
    assert "<li>Topic signs</li>" in page
    assert "<li>Topic law</li>" not in page


def test_after_the_last_attempt_the_page_says_who_can_give_another(client: Client) -> None:
    attempt = failed(client, attempts_allowed=1)
    for page in (FRONT, at(attempt)):
        assert "your agency's focal person, a trainer of this course or" in text(client.get(page))
    make_staff_record(person=attempt.enrolment.person, agency=make_agency("MOE"))
    make_user(
        Role.FOCAL,
        person=make_person("Paulette Grant"),
        email="focal@example.org",
        agency=make_agency("MOE"),
    )
    trainer = trainer_of(attempt)
    for page in (FRONT, at(attempt)):
        shown = text(client.get(page))
        assert "your focal person (Paulette Grant)" in shown
        assert trainer.person.legal_name in shown
        assert "Try again when you are ready" not in shown


def test_between_attempts_the_page_says_when_it_opens_again(client: Client) -> None:
    attempt = failed(client, wait_minutes=24 * 60)
    with time_machine.travel(later(60), tick=False):
        for page in (FRONT, at(attempt)):
            assert "It opens on 3 October 2026" in text(client.get(page))
        refused = client.post(f"{FRONT}start/")
    assert refused.status_code == 409
    assert Attempt.objects.count() == 1
    with time_machine.travel(later(24 * 60), tick=False):
        assert "Start a new attempt" in text(client.get(FRONT))


# What is shown


@pytest.mark.parametrize(
    ("feedback", "topics", "key"),
    [
        ("never", False, False),
        ("topics", True, False),
        ("end", True, False),
        ("each", True, True),
    ],
)
def test_feedback_is_what_the_quiz_says(
    client: Client, feedback: str, topics: bool, key: bool
) -> None:
    page = text(client.get(at(failed(client, feedback=feedback))))
    assert ("By topic" in page) is topics
    assert ("What to go back to" in page) is topics
    assert (FEEDBACK_RIGHT in page) is key


def test_no_response_of_an_open_attempt_holds_a_key_whatever_the_feedback(client: Client) -> None:
    first = failed(client, feedback="each", limit_minutes=60)
    assert FEEDBACK_RIGHT in text(client.get(at(first)))
    with time_machine.travel(later(1), tick=False):
        client.post(f"{FRONT}start/")
        attempt = Attempt.objects.get(number=2)
        data = [
            {
                "client_id": str(g.client_id),
                "question": str(g.question),
                "chosen": list(g.chosen),
                "claimed_ms": 1000,
                "sequence": 1,
            }
            for g in right_answers(attempt)
        ]
        seen = [
            client.get(FRONT),
            client.post(f"{FRONT}start/", follow=True),
            client.get(at(first)),
        ]
        seen += [client.get(at(attempt, page)) for page in ("", "review/", "log/")]
        seen += [client.get(at(attempt, f"?q={n}")) for n in range(1, 5)]
        seen += [client.get(at(attempt), follow=True), client.get(at(first, "log/"))]
        seen.append(
            client.post(at(attempt, "answers/"), {"answers": data}, content_type="application/json")
        )
        seen.append(client.get(at(attempt, "review/")))
    assert Answer.objects.filter(attempt=attempt).count() == 4
    for response in seen:
        assert response.status_code == 200
        for secret in (FEEDBACK_RIGHT, FEEDBACK_WRONG, "correct", "Right answer"):
            assert secret not in text(response)


# What was recorded


def test_the_log_tells_the_story_of_an_attempt_to_its_owner_alone(client: Client) -> None:
    attempt = attempt_of(sign_in(client, limit_minutes=20))
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt)[:3], now=later(1))
    with time_machine.travel(later(2), tick=False):
        client.post(f"{FRONT}start/")
    with time_machine.travel(later(25), tick=False):
        page = text(client.get(at(attempt, "log/")))
    told = ["Begun", "3 answers saved", "Resumed", "The time was over", "Graded"]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    client.force_login(make_learner("stranger@example.org"))
    assert client.get(at(attempt, "log/")).status_code == 404
