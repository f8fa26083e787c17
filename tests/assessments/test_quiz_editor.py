"""Writing a quiz in the back office: what it may hold, and what is said at the field."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from assessments.choices import approved_questions
from assessments.models import QuizPage
from courses.actions import give_course
from courses.models import ModulePage
from foundation.audit.actors import SYSTEM
from people.models import Role, User
from tests.factories.assessments import (
    FEEDBACK_RIGHT,
    RIGHT,
    make_bank,
    make_question,
    make_topic,
)
from tests.factories.courses import make_course_page, make_module
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(client: Client) -> ModulePage:
    """A module of a course given to the trainer who is signed in, and a bank of 3 questions a topic."""
    make_bank()
    course = make_course_page()
    trainer = make_user(Role.TRAINER, email="trainer@example.org")
    give_course(by=SYSTEM, user=trainer, page=course)
    client.force_login(User.objects.get(pk=trainer.pk))
    return make_module(course)


def drawn(topic: str = "signs", draw: int = 3, **more: Any) -> tuple[str, dict[str, Any]]:
    empty = {"name": "", "difficulty": "", "at_least": 0, "form": ""}
    return "section", {"topic": make_topic(topic).pk, "draw": draw, **empty, **more}


def chosen(*keys: str, **more: Any) -> tuple[str, dict[str, Any]]:
    items = streamfield([("item", key) for key in keys])
    return "chosen", {"name": "", "questions": items, "at_least": 0, "form": "", **more}


def form(*sections: tuple[str, dict[str, Any]], **changes: Any) -> dict[str, Any]:
    fields = {
        "title": "Final quiz",
        "slug": "final-quiz",
        "minutes": 20,
        "purpose": "quiz",
        "sections": streamfield(list(sections)),
        "forms_of": "",
        "pass_mark": 2,
        "attempts_allowed": 3,
        "wait_hours": 0,
        "feedback": "end",
        "opens_at": "",
        "closes_at": "",
        "limit_minutes": 0,
        "late": "trainer",
        "grace_minutes": 0,
        "shuffle_questions": "on",
        "comments": inline_formset([]),
        "action-submit": "on",
    }
    return dict(nested_form_data({**fields, **changes}))


def write(client: Client, module: ModulePage, data: dict[str, Any]) -> Any:
    return client.post(f"/admin/pages/add/assessments/quizpage/{module.pk}/", data)


def test_a_quiz_of_drawn_and_chosen_sections_is_written(client: Client, module: ModulePage) -> None:
    key = approved_questions()[0][1][0][0]
    data = form(
        drawn("signs", 2, at_least=2, name="Danger signs"),
        chosen(key),
        limit_minutes=20,
        wait_hours=24,
    )
    assert write(client, module, data).status_code == 302
    rules = QuizPage.objects.get().get_latest_revision_as_object().rules()
    assert [(s.topic, s.draw, s.at_least, s.name) for s in rules.sections] == [
        ("signs", 2, 2, "Danger signs"),
        ("", 1, 0, ""),
    ]
    assert rules.sections[1].fixed == (key,)
    assert (rules.limit_minutes, rules.wait_minutes) == (20, 24 * 60)
    assert (rules.shuffle_questions, rules.shuffle_options) == (True, False)


def soon(days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


def contradictions() -> dict[str, tuple[list[Any], dict[str, Any], str]]:
    return {
        "no section": ([], {}, "The quiz has no section"),
        "mark": ([("signs", 3)], {"pass_mark": 4}, "More right answers are needed to pass"),
        "bank": ([("signs", 4)], {}, "has 3 approved questions to draw, and the quiz draws 4"),
        "window": (
            [("signs", 3)],
            {"opens_at": soon(2), "closes_at": soon(1)},
            "The quiz closes before it opens",
        ),
        "over": ([("signs", 3)], {"closes_at": soon(-1)}, "This time is over"),
        "grace": ([("signs", 3)], {"late": "grace"}, "Say how many minutes late arrivals have"),
    }


@pytest.mark.parametrize("name", list(contradictions()))
def test_what_would_not_work_is_said_and_nothing_is_written(
    client: Client, module: ModulePage, name: str
) -> None:
    sections, changes, words = contradictions()[name]
    refused = write(client, module, form(*(drawn(*section) for section in sections), **changes))
    assert refused.status_code == 200
    assert words in refused.content.decode()
    assert not QuizPage.objects.exists()
    assert write(client, module, form(drawn())).status_code == 302


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"at_least": 4}, "A section needs more right answers than it has questions"),
        ({"difficulty": "hard"}, "has 0 approved questions of the difficulty"),
    ],
)
def test_a_section_that_would_not_work_is_named(
    client: Client, module: ModulePage, more: dict[str, Any], words: str
) -> None:
    refused = write(client, module, form(drawn(**more)))
    assert words in refused.content.decode()
    assert not QuizPage.objects.exists()


def test_a_question_that_is_not_approved_cannot_be_chosen(
    client: Client, module: ModulePage
) -> None:
    draft = str(make_question(stem="Not read by anybody yet").key)
    assert write(client, module, form(chosen(draft), pass_mark=1)).status_code == 200
    assert not QuizPage.objects.exists()
    assert "Not read by anybody yet" not in str(approved_questions())


def test_a_post_test_uses_the_forms_of_the_pre_test(client: Client, module: ModulePage) -> None:
    keys = [key for key, _stem in approved_questions()[0][1]]
    forms = [chosen(keys[0], form="a"), chosen(keys[1], form="B")]
    pre = form(*forms, pass_mark=1, slug="pre-test", purpose="pre_test")
    assert write(client, module, pre).status_code == 302
    pre_test = QuizPage.objects.get()
    both = form(drawn(), forms_of=pre_test.pk, slug="post-test")
    assert "Remove these, or that" in write(client, module, both).content.decode()
    post = form(forms_of=pre_test.pk, pass_mark=1, slug="post-test", purpose="post_test")
    assert write(client, module, post).status_code == 302
    page = QuizPage.objects.get(slug="post-test").get_latest_revision_as_object()
    rules = page.rules()
    assert rules.forms == ("A", "B")
    assert rules.forms_of == str(pre_test.lesson_key)
    chain = form(forms_of=page.pk, pass_mark=1, slug="follow-up")
    assert (
        "Choose a quiz that has sections of its own"
        in write(client, module, chain).content.decode()
    )


def test_forms_that_are_not_parallel_are_refused(client: Client, module: ModulePage) -> None:
    refused = write(client, module, form(drawn("signs", 2, form="A"), drawn("law", 2, form="B")))
    assert "The forms are not parallel" in refused.content.decode()
    assert not QuizPage.objects.exists()


def said(client: Client, module: ModulePage, **changes: Any) -> list[str]:
    """What the editor says after a quiz of this slug and these settings is saved."""
    data = form(drawn(changes.pop("topic", "signs")), title=changes["slug"], **changes)
    response = client.post(f"/admin/pages/add/assessments/quizpage/{module.pk}/", data, follow=True)
    assert QuizPage.objects.filter(slug=changes["slug"]).exists()
    return [str(one.message) for one in response.context["messages"] if one.level_tag == "warning"]


@pytest.mark.parametrize("feedback", ["end", "each"])
@pytest.mark.parametrize("secret", ["topics", "never"])
def test_the_editor_warns_where_another_quiz_keeps_the_same_key(
    client: Client, module: ModulePage, feedback: str, secret: str
) -> None:
    assert said(client, module, slug="secret-one", feedback=secret) == []
    assert said(client, module, slug="other-topic", feedback=feedback, topic="law") == []
    assert said(client, module, slug="as-secret", feedback="topics") == []
    first, second = said(client, module, slug="open-one", feedback=feedback)
    assert "“secret-one” asks some of the same questions and keeps" in first
    assert "“as-secret”" in second


def test_the_editor_warns_the_writer_of_the_secret_one_too(
    client: Client, module: ModulePage
) -> None:
    assert said(client, module, slug="open-one", feedback="end") == []
    (warning,) = said(client, module, slug="secret-one", feedback="never")
    assert "“open-one” asks some of the same questions and shows" in warning


def test_a_draft_is_previewed_without_a_question_or_its_key(
    client: Client, module: ModulePage
) -> None:
    said(client, module, slug="a-quiz", feedback="end")
    response = client.get(f"/admin/pages/{QuizPage.objects.get().pk}/view_draft/")
    page = response.content.decode()
    assert (response.status_code, "Takes about 20 minutes" in page) == (200, True)
    assert not [words for words in ("Question number", RIGHT, FEEDBACK_RIGHT) if words in page]
