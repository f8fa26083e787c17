"""The course: written by the trainer, approved and released by the Secretariat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Page

from assessments.actions import write_topic
from courses.actions import (
    add_course,
    add_lesson,
    add_module,
    approve_page,
    change_lesson,
    ensure_workflow,
    folder_of,
    give_course,
    release_edition,
    submit_for_approval,
    write_words,
)
from courses.glossary import live_words
from courses.models import (
    CataloguePage,
    CourseEdition,
    CoursePage,
    GlossaryPage,
    LessonPage,
    ModulePage,
)
from firstline.demo import texts
from firstline.demo.bank import Bank
from firstline.demo.quizzes import write_final_quiz, write_pre_test
from firstline.demo.rich_text import heading, rich_text
from foundation.audit.actors import Actor
from people.models import User


@dataclass(frozen=True)
class Desk:
    """Who does what with a course: nobody approves what they wrote."""

    owner: User
    writer: User
    approver: User


def load_course(*, by: Actor, desk: Desk, bank: Bank, now: datetime) -> CourseEdition:
    """The workflow of the catalogue, the course in it, and its first edition."""
    _write_glossary(desk)
    catalogue = CataloguePage.objects.get()
    ensure_workflow(by=by, catalogue=catalogue)
    data = texts.course()
    page = add_course(
        by=desk.owner,
        catalogue=catalogue,
        title=data["title"],
        slug=data["slug"],
        summary=data["summary"].strip(),
        hours=Decimal(data["hours"]),
    )
    give_course(by=desk.owner, user=desk.writer, page=page)
    # The writer again, without the rights remembered from before the course was given.
    writer = User.objects.get(pk=desk.writer.pk)
    written = _write_modules(writer, page, bank)
    for each in [page, *written]:
        submit_for_approval(by=desk.owner if each is page else writer, page=each)
        approve_page(by=desk.approver, page=each)
    _tell_where_topics_are_taught(desk.owner, bank, written)
    page.refresh_from_db()
    return release_edition(by=desk.owner, page=page, now=now)


def _write_glossary(desk: Desk) -> None:
    """Before the lessons, which choose from what is approved."""
    page = GlossaryPage.objects.get()
    write_words(by=desk.writer, page=page, words=texts.glossary())
    submit_for_approval(by=desk.writer, page=page)
    approve_page(by=desk.approver, page=page)


def _write_modules(writer: User, page: CoursePage, bank: Bank) -> list[Page]:
    """Modules, lessons, the test before and the quiz behind them, as drafts. Returned in order."""
    written = texts.modules()
    modules = [
        add_module(by=writer, course=page, slug=m.slug, title=m.title, summary=m.summary)
        for m in written
    ]
    pictures = _upload_pictures(writer, page)
    later = [
        lesson
        for module, text in zip(modules[1:], written[1:], strict=True)
        for lesson in _write_lessons(writer, module, text, pictures)
    ]
    quiz = write_final_quiz(writer, modules[-1], bank)
    # It stands first in its module and asks forms of the quiz, which must be there before.
    pre_test = write_pre_test(writer, modules[0], quiz)
    first = _write_lessons(writer, modules[0], written[0], pictures)
    return [*modules, pre_test, *first, *later, quiz]


def _write_lessons(
    writer: User, module: ModulePage, text: texts.ModuleText, pictures: dict[str, int]
) -> list[LessonPage]:
    return [
        add_lesson(
            by=writer,
            module=module,
            title=lesson.title,
            slug=lesson.slug,
            minutes=lesson.minutes,
            blocks=[block_of(block, pictures) for block in first_blocks(lesson)],
        )
        for lesson in text.lessons
    ]


def first_blocks(lesson: texts.LessonText) -> list[dict[str, Any]]:
    """A lesson as the first edition had it."""
    later = texts.course()["second_edition"]
    if lesson.slug != later["lesson"]:
        return lesson.blocks
    start = next(
        number
        for number, block in enumerate(lesson.blocks)
        if block.get("heading") == later["heading"]
    )
    return [*lesson.blocks[:start], *lesson.blocks[start + later["blocks"] :]]


def load_second_edition(*, desk: Desk, first: CourseEdition, now: datetime) -> CourseEdition:
    """One lesson says more: written, approved and released as ever."""
    slug = texts.course()["second_edition"]["lesson"]
    text = next(lesson for lesson in texts.lessons() if lesson.slug == slug)
    page = CoursePage.objects.get(course_key=first.course.key)
    lesson = LessonPage.objects.descendant_of(page).get(slug=slug)
    blocks = [block_of(block, _pictures_of(page)) for block in text.blocks]
    writer = User.objects.get(pk=desk.writer.pk)
    change_lesson(by=writer, lesson=lesson, blocks=blocks)
    submit_for_approval(by=writer, page=lesson)
    approve_page(by=desk.approver, page=lesson)
    return release_edition(by=desk.owner, page=page, now=now)


def _pictures_of(page: CoursePage) -> dict[str, int]:
    """The course's pictures by the name of the file that each was uploaded from."""
    by_caption = {
        block["caption"]: block["file"]
        for lesson in texts.lessons()
        for block in lesson.blocks
        if block["kind"] == "picture"
    }
    found = get_image_model().objects.filter(collection=folder_of(page))
    return {by_caption[title]: pk for pk, title in found.values_list("pk", "title")}


def _tell_where_topics_are_taught(by: User, bank: Bank, pages: list[Page]) -> None:
    lessons = {page.slug: page for page in pages if isinstance(page, LessonPage)}
    for code, text in texts.topics().items():
        taught_by = [lessons[slug] for slug in text.lessons]
        write_topic(by=by, code=code, title=text.title, lessons=taught_by, topic=bank.topics[code])


def _upload_pictures(writer: User, page: CoursePage) -> dict[str, int]:
    """Our own drawings, into the course's folder. Returns primary keys by file name."""
    picture_model, folder, keys = get_image_model(), folder_of(page), {}
    for lesson in texts.lessons():
        for block in lesson.blocks:
            if block["kind"] == "picture":
                with (texts.PICTURES / block["file"]).open("rb") as handle:
                    picture = picture_model.objects.create(
                        title=block["caption"],
                        description=block["alt"],
                        file=ImageFile(handle, name=block["file"]),
                        collection=folder,
                        uploaded_by_user=writer,
                    )
                keys[block["file"]] = picture.pk
    return keys


def block_of(block: dict[str, Any], pictures: dict[str, int]) -> tuple[str, Any]:
    """A block of `content/` in the form that `courses.content.stream_data` takes."""
    kind = block["kind"]
    if kind == "words":
        keys = {word.word: word.key for word in live_words()}
        return kind, {"words": [keys[word] for word in block["words"]]}
    if kind == "picture":
        image = pictures[block["file"]]
        return kind, {"image": image, "alt": block["alt"], "caption": block["caption"]}
    return kind, _FORMS[kind](block)


def _text(block: dict[str, Any]) -> str:
    above = heading(block["heading"], block.get("level", 2)) if "heading" in block else ""
    return above + (rich_text(block["text"]) if "text" in block else "")


def _callout(block: dict[str, Any]) -> dict[str, Any]:
    return {"tone": block["tone"], "title": block["title"], "text": rich_text(block["text"])}


def _decision(block: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": block["question"],
        "situation": block["situation"].strip(),
        "options": [
            {**option, "happens": rich_text(option["happens"])} for option in block["options"]
        ],
    }


_FORMS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "text": _text,
    "callout": _callout,
    "decision": _decision,
    "say": lambda block: {"safe": block["safe"], "never": block["never"]},
    "key_points": lambda block: {"title": "Remember", "points": block["items"]},
}
