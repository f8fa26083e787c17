"""The quiz that earns the certificate, and the test before the course on another of its forms."""

from assessments.actions import add_quiz
from assessments.blocks import chosen_section
from assessments.models import QuizPage
from assessments.rules import Feedback, Purpose
from courses.models import ModulePage
from firstline.demo import texts
from firstline.demo.bank import Bank
from people.models import User


def write_final_quiz(writer: User, module: ModulePage, bank: Bank) -> QuizPage:
    """Forms of as many questions of each topic: nobody meets a question again while a form is left."""
    data = texts.course()["quiz"]
    must = data["must_not_miss"]
    needed = {must["topic"]: must["at_least"]}
    return add_quiz(
        by=writer,
        module=module,
        title=data["title"],
        slug=data["slug"],
        minutes=data["minutes"],
        sections=[
            chosen_section(
                bank.keys[form, code],
                name=topic.title,
                form=form,
                at_least=needed.get(code, 0),
            )
            for form in bank.forms
            for code, topic in texts.topics().items()
        ],
        pass_mark=data["pass_mark"],
        attempts_allowed=data["attempts_allowed"],
        purpose=Purpose.POST_TEST.value,
    )


def write_pre_test(writer: User, module: ModulePage, quiz: QuizPage) -> QuizPage:
    """What somebody knows before the course: once, and by topics, so that no key is given away."""
    data = texts.course()["pre_test"]
    return add_quiz(
        by=writer,
        module=module,
        title=data["title"],
        slug=data["slug"],
        minutes=data["minutes"],
        sections=[],
        forms_of=quiz,
        pass_mark=quiz.pass_mark,
        attempts_allowed=1,
        purpose=Purpose.PRE_TEST.value,
        feedback=Feedback.TOPICS.value,
    )
