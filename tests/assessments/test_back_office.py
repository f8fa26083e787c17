"""The bank in the back office: who gets in, what is refused in words, approving by a button."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Question, QuestionVersion, Topic
from assessments.rules import MULTIPLE, SINGLE
from people.models import Role, User
from tests.factories.assessments import make_question, make_topic, make_version
from tests.factories.people import make_agency, make_user, make_workplace

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_assessments_question:list"
ADD = "wagtailsnippets_assessments_question:add"
EDIT = "wagtailsnippets_assessments_question:edit"
READ = "wagtailsnippets_assessments_question:inspect"


def sign_in(client: Client, role: str) -> User:
    scope = {
        Role.FOCAL: {"agency": make_agency()},
        Role.SUPERVISOR: {"workplace": make_workplace()},
    }
    user = make_user(role, **scope.get(role, {}))
    client.force_login(user)
    return user


def form(
    topic: Topic, kind: str = SINGLE, stem: str = "Which is a sign?", right: int = 1
) -> dict[str, Any]:
    """What the editor posts: three options, the first `right` of them right."""
    data: dict[str, Any] = {"topic": topic.pk, "kind": kind, "difficulty": "medium"}
    data |= {"stem": stem, "options-count": 3}
    for number in range(3):
        data |= {
            f"options-{number}-deleted": "",
            f"options-{number}-order": number,
            f"options-{number}-type": "option",
            f"options-{number}-id": str(uuid.uuid4()),
            f"options-{number}-value-text": f"Option {number}",
            f"options-{number}-value-feedback": f"Why {number}",
        }
        if number < right:
            data[f"options-{number}-value-correct"] = "on"
    return data


def text(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_who_gets_to_the_bank(client: Client, role: str) -> None:
    question = make_question()
    sign_in(client, role)
    writers = {Role.TRAINER, Role.SPECIALIST, Role.SECRETARIAT}
    for path in (
        reverse(LIST),
        reverse(ADD),
        reverse(EDIT, args=[question.pk]),
        reverse(READ, args=[question.pk]),
    ):
        assert (client.get(path).status_code == 200) is (role in writers), path


def test_a_trainer_writes_a_question_and_a_specialist_approves_it(client: Client) -> None:
    topic, trainer = make_topic(), sign_in(client, Role.TRAINER)
    answer = client.post(reverse(ADD), form(topic))
    question = Question.objects.get()
    assert answer.url == reverse(READ, args=[question.pk])
    assert question.author == trainer
    assert [option.correct for option in question.choices] == [True, False, False]
    assert "Approve this text" not in text(client.get(answer.url))
    client.post(answer.url, {"seen": question.current_digest()})
    assert not QuestionVersion.objects.exists()

    sign_in(client, Role.SPECIALIST)
    page = text(client.get(answer.url))
    assert "Approve this text" in page
    assert f'value="{question.current_digest()}"' in page
    client.post(answer.url, {"seen": question.current_digest()})
    assert QuestionVersion.objects.get().stem == "Which is a sign?"
    assert "Approve this text" not in text(client.get(answer.url))


def test_approving_without_having_read_is_refused(client: Client) -> None:
    question = make_question()
    sign_in(client, Role.SECRETARIAT)
    read = reverse(READ, args=[question.pk])
    for seen in ({}, {"seen": "another text"}):
        client.post(read, seen)
        assert not QuestionVersion.objects.exists()
    client.post(read, {"seen": question.current_digest()})
    assert QuestionVersion.objects.exists()


@pytest.mark.parametrize(
    ("kind", "right", "words"),
    [
        (SINGLE, 2, "Mark exactly one option as right"),
        (MULTIPLE, 1, "Mark at least two options as right"),
        (MULTIPLE, 3, "Add one that is wrong"),
        ("true_false", 1, "True or false has exactly two options"),
    ],
)
def test_a_question_is_refused_in_plain_words(
    client: Client, kind: str, right: int, words: str
) -> None:
    topic = make_topic()
    sign_in(client, Role.TRAINER)
    page = text(client.post(reverse(ADD), form(topic, kind, right=right)))
    assert words in page
    assert not Question.objects.exists()


def test_every_option_needs_its_feedback(client: Client) -> None:
    topic = make_topic()
    sign_in(client, Role.TRAINER)
    data = form(topic)
    assert client.post(reverse(ADD), {**data, "options-2-value-feedback": ""}).status_code == 200
    assert not Question.objects.exists()
    client.post(reverse(ADD), data)
    assert Question.objects.exists()


def test_an_edit_goes_through_the_action_and_waits_for_approval(client: Client) -> None:
    question = make_version(stem="Before?").question
    editor = sign_in(client, Role.SPECIALIST)
    client.post(reverse(EDIT, args=[question.pk]), form(question.topic, stem="After?"))
    question = Question.objects.get()
    assert (question.stem, question.edited_by, question.status) == ("After?", editor, "changed")
    assert "Approve this text" not in text(client.get(reverse(READ, args=[question.pk])))


def test_the_list_is_searched_and_filtered(client: Client) -> None:
    make_version("signs", stem="About signs")
    make_question("law", kind=MULTIPLE, stem="About law")
    sign_in(client, Role.TRAINER)

    def found(**query: Any) -> list[str]:
        page = text(client.get(reverse(LIST), query))
        return [stem for stem in ("About signs", "About law") if stem in page]

    assert found() == ["About signs", "About law"]
    assert found(q="signs") == ["About signs"]
    assert found(topic=Topic.objects.get(code="law").pk) == ["About law"]
    assert found(kind=MULTIPLE) == ["About law"]
    assert found(status="approved") == ["About signs"]
    assert found(status="draft") == ["About law"]


def test_the_list_runs_the_same_queries_at_any_size(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, Role.TRAINER)
    counts = []
    for more in (2, 12):
        for _ in range(more):
            make_version()
        client.get(reverse(LIST))
        with django_assert_max_num_queries(60) as counted:
            client.get(reverse(LIST))
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1]


def test_a_topics_code_is_kept_when_its_title_changes(client: Client) -> None:
    topic = make_topic("signs")
    sign_in(client, Role.SPECIALIST)
    path = reverse("wagtailsnippets_assessments_topic:edit", args=[topic.pk])
    client.post(path, {"title": "Signs of trafficking", "code": "other"})
    topic.refresh_from_db()
    assert (topic.code, topic.title) == ("signs", "Signs of trafficking")
    path = reverse("wagtailsnippets_assessments_topic:add")
    client.post(path, {"title": "The law", "code": "law"})
    assert Topic.objects.filter(code="law").exists()


@pytest.mark.parametrize(("role", "sees"), [(Role.TRAINER, True), (Role.LEGAL, False)])
def test_questions_are_listed_for_their_writers_only(client: Client, role: str, sees: bool) -> None:
    """Wagtail makes a chooser for every snippet and lets everybody in the office look into it."""
    question = make_question()
    sign_in(client, role)
    assert (question.stem in text(client.get(reverse(LIST), follow=True))) is sees
    chooser = client.get("/admin/snippets/choose/assessments/question/", follow=True)
    assert chooser.status_code == 404
