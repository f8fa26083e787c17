"""The course: written by the trainer, approved and released by the Secretariat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Page

from assessments.actions import add_quiz, write_topic
from assessments.blocks import drawn_section
from assessments.models import QuizPage, Topic
from courses.actions import (
    add_course,
    add_lesson,
    add_module,
    approve_page,
    ensure_workflow,
    folder_of,
    give_course,
    release_edition,
    submit_for_approval,
)
from courses.models import CataloguePage, CourseEdition, CoursePage, LessonPage, ModulePage
from firstline.demo import texts
from firstline.demo.rich_text import heading, rich_text
from foundation.audit.actors import Actor
from people.models import User


@dataclass(frozen=True)
class Desk:
    """Who does what with a course: nobody approves what they wrote."""

    owner: User
    writer: User
    approver: User


def load_course(*, by: Actor, desk: Desk, topics: dict[str, Topic], now: datetime) -> CourseEdition:
    """The workflow of the catalogue, the course in it, and its first edition."""
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
    pages = [page, *_write_module(User.objects.get(pk=desk.writer.pk), page, topics)]
    for written in pages:
        author = desk.owner if written is page else User.objects.get(pk=desk.writer.pk)
        submit_for_approval(by=author, page=written)
        approve_page(by=desk.approver, page=written)
    _tell_where_topics_are_taught(desk.owner, topics, pages)
    page.refresh_from_db()
    return release_edition(by=desk.owner, page=page, now=now)


def _write_module(writer: User, page: CoursePage, topics: dict[str, Topic]) -> list[Page]:
    """The module, its lessons and its quiz, as drafts in order."""
    data = texts.course()
    module = add_module(by=writer, course=page, slug="module-1", **data["module"])
    pictures = _upload_pictures(writer, page)
    lessons = [
        add_lesson(
            by=writer,
            module=module,
            title=lesson.title,
            slug=lesson.slug,
            minutes=lesson.minutes,
            blocks=[block_of(block, pictures) for block in lesson.blocks],
        )
        for lesson in texts.lessons()
    ]
    return [module, *lessons, _write_quiz(writer, module, topics)]


def _tell_where_topics_are_taught(by: User, topics: dict[str, Topic], pages: list[Page]) -> None:
    """Each topic is taught by one lesson: both are written in the same order."""
    lessons = [page for page in pages if isinstance(page, LessonPage)]
    for topic, lesson in zip(topics.values(), lessons, strict=True):
        write_topic(by=by, code=topic.code, title=topic.title, lessons=[lesson], topic=topic)


def _write_quiz(writer: User, module: ModulePage, topics: dict[str, Topic]) -> QuizPage:
    data = texts.course()["quiz"]
    must = data["must_not_miss"]
    needed = {code: must["at_least"] if code == must["topic"] else 0 for code in topics}
    return add_quiz(
        by=writer,
        module=module,
        title=data["title"],
        slug=data["slug"],
        minutes=data["minutes"],
        sections=[
            drawn_section(topic, data["draw"], at_least=needed[code])
            for code, topic in topics.items()
        ],
        pass_mark=data["pass_mark"],
        attempts_allowed=data["attempts_allowed"],
    )


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
