"""The question bank: writing, approving, freezing."""

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import approve_question, write_question, write_topic
from assessments.blocks import section_data
from assessments.errors import (
    BankTooSmall,
    QuestionChanged,
    QuestionNotReady,
    QuestionRetired,
    QuizNotReady,
)
from assessments.models import Question, QuestionVersion, QuizPage
from assessments.rules import MULTIPLE, SINGLE, Option, QuestionStatus
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Person, Role, User
from tests.factories.assessments import (
    NOON,
    ONE_OF_TWO,
    make_bank,
    make_question,
    make_topic,
    make_version,
)
from tests.factories.people import make_agency, make_user, make_workplace

pytestmark = pytest.mark.django_db


def with_role(role: str) -> User:
    scope = {
        Role.FOCAL: {"agency": make_agency()},
        Role.SUPERVISOR: {"workplace": make_workplace()},
    }
    return make_user(role, **scope.get(role, {}))


def rewrite(question: Question, by: User, stem: str) -> Question:
    return write_question(
        by=by,
        question=question,
        topic=question.topic,
        kind=question.kind,
        stem=stem,
        options=question.choices,
    )


@pytest.mark.parametrize("role", list(Role))
def test_who_may_write_questions_and_topics(role: str) -> None:
    user, topic = with_role(role), make_topic()

    def write() -> None:
        write_question(by=user, topic=topic, kind=SINGLE, stem="Why?", options=ONE_OF_TWO)

    def title() -> None:
        write_topic(by=user, code="law", title="Law")

    for act, roles in [
        (write, {Role.SPECIALIST, Role.TRAINER, Role.SECRETARIAT}),
        (title, {Role.SPECIALIST, Role.SECRETARIAT}),
    ]:
        if role in roles:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_approve(role: str) -> None:
    question, user = make_question(by=make_user(Role.TRAINER)), with_role(role)
    if role in {Role.SPECIALIST, Role.SECRETARIAT}:
        assert approve_question(by=user, question=question, now=NOON).approved_by == user
    else:
        with pytest.raises(NotAllowed):
            approve_question(by=user, question=question, now=NOON)
        assert not QuestionVersion.objects.exists()


def test_nobody_approves_what_they_wrote_or_changed() -> None:
    author, other = make_user(Role.SPECIALIST), make_user(Role.SPECIALIST)
    question = make_question(by=author)
    with pytest.raises(NotAllowed):
        approve_question(by=author, question=question, now=NOON)
    question = rewrite(question, other, "Changed by the other?")
    again = make_user(Role.SPECIALIST)
    Person.objects.filter(pk=again.person_id).update(same_as=author.person_id)
    for writer in (author, other, User.objects.get(pk=again.pk)):
        with pytest.raises(NotAllowed):
            approve_question(by=writer, question=question, now=NOON)
    assert approve_question(by=make_user(Role.SPECIALIST), question=question, now=NOON).number == 1


def test_approving_freezes_the_text_and_says_so_in_the_audit() -> None:
    question = make_question(kind=MULTIPLE, stem="Which are signs?")
    version = approve_question(by=SYSTEM, question=question, now=NOON)
    assert (version.number, version.stem, version.kind) == (1, "Which are signs?", MULTIPLE)
    assert [set(option) for option in version.options] == [
        {"id", "text", "correct", "feedback"}
    ] * 3
    assert len(set(version.option_ids)) == 3
    assert len(version.answer_key) == 2
    row = AuditRow.objects.get(verb="assessments.approve_question")
    assert row.data == {"version": 1, "digest": version.digest}


def test_a_change_needs_approval_again_and_the_old_text_stays_in_use() -> None:
    question = make_question(stem="Before?")
    first = approve_question(by=SYSTEM, question=question, now=NOON)
    assert Question.objects.get().status == QuestionStatus.APPROVED
    rewrite(question, make_user(Role.TRAINER), "After?")
    assert Question.objects.get().status == QuestionStatus.CHANGED
    assert list(QuestionVersion.objects.drawable()) == [first]
    second = approve_question(by=SYSTEM, question=question, now=NOON)
    assert (second.number, second.stem) == (2, "After?")
    assert list(QuestionVersion.objects.drawable()) == [second]
    assert first.option_ids == second.option_ids


def test_approving_twice_is_approving_once() -> None:
    question = make_question()
    first = approve_question(by=SYSTEM, question=question, now=NOON)
    assert approve_question(by=SYSTEM, question=question, now=NOON) == first
    assert QuestionVersion.objects.count() == 1


def test_a_text_changed_while_it_was_read_is_not_approved() -> None:
    question = make_question()
    seen = question.current_digest()
    rewrite(question, make_user(Role.TRAINER), "Changed meanwhile?")
    with pytest.raises(QuestionChanged):
        approve_question(by=SYSTEM, question=question, now=NOON, seen=seen)
    fresh = Question.objects.get().current_digest()
    assert approve_question(by=SYSTEM, question=question, now=NOON, seen=fresh).number == 1


def test_a_retired_question_is_drawn_no_more() -> None:
    version = make_version()
    question = version.question
    write_question(
        by=SYSTEM,
        question=question,
        topic=question.topic,
        kind=question.kind,
        stem=question.stem,
        options=question.choices,
        retired=True,
    )
    assert not QuestionVersion.objects.drawable().exists()
    assert Question.objects.get().status == QuestionStatus.RETIRED
    with pytest.raises(QuestionRetired):
        approve_question(by=SYSTEM, question=question, now=NOON)


def test_a_question_without_a_key_is_refused_in_words() -> None:
    options = [Option("A", False, "Why"), Option("B", False, "Why")]
    with pytest.raises(QuestionNotReady, match="Mark exactly one option as right"):
        write_question(by=SYSTEM, topic=make_topic(), kind=SINGLE, stem="?", options=options)
    assert not Question.objects.exists()


@pytest.mark.parametrize("status", list(QuestionStatus))
def test_questions_are_found_by_status(status: QuestionStatus) -> None:
    make_question(stem="draft")
    make_version(stem="approved")
    changed = make_version(stem="x").question
    rewrite(changed, make_user(Role.TRAINER), "changed")
    retired = make_question(stem="retired")
    Question.objects.filter(pk=retired.pk).update(retired=True)
    assert [q.stem for q in Question.objects.standing(status)] == [status.value]
    assert [q.status for q in Question.objects.standing(status)] == [status]


def test_versions_are_append_only() -> None:
    make_version()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        QuestionVersion.objects.update(stem="Another")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        QuestionVersion.objects.all()._raw_delete("default")


def quiz_page(draw: int, pass_mark: int) -> QuizPage:
    return QuizPage(
        title="Final quiz",
        sections=section_data([(make_topic("signs"), draw), (make_topic("law"), draw)]),
        pass_mark=pass_mark,
    )


def test_a_quiz_freezes_its_settings_once_the_bank_is_large_enough() -> None:
    make_bank(each=3)
    assert quiz_page(3, 5).frozen_body() == {
        "sections": [{"topic": "signs", "draw": 3}, {"topic": "law", "draw": 3}],
        "pass_mark": 5,
        "attempts_allowed": 3,
    }


def test_a_quiz_with_too_small_a_bank_says_which_topic_lacks_what() -> None:
    make_bank(each=3)
    words = "“Topic signs” has 3 approved questions to draw, and the quiz draws 4."
    with pytest.raises(BankTooSmall, match=words):
        quiz_page(4, 5).frozen_body()


def test_a_quiz_nobody_can_pass_is_refused() -> None:
    make_bank(each=3)
    with pytest.raises(QuizNotReady, match="More right answers are needed"):
        quiz_page(3, 7).frozen_body()
