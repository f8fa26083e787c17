"""The smallest valid courses: written, approved and released through the product's own actions."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, Site

from courses import actions
from courses.models import (
    CataloguePage,
    Course,
    CourseEdition,
    CoursePage,
    EditionLesson,
    EditionText,
    Enrolment,
    GlossaryPage,
    LessonPage,
    ModulePage,
)
from foundation.audit.actors import SYSTEM
from people.models import User
from tests.factories.people import make_user

RELEASED = datetime(2026, 4, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 10, 2, 15, 42, tzinfo=UTC)
WORDS = [("text", "<p>One sign is not proof.</p>")]
MODULE = UUID("6d6f6475-6c65-4000-8000-000000000001")
_serial = count(1)


def make_catalogue() -> CataloguePage:
    """The catalogue at /catalogue/ with its workflow, made if it is missing."""
    found = CataloguePage.objects.first()
    if found:
        return found
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    catalogue = actions.add_catalogue(by=SYSTEM, parent=site.root_page, title="Courses")
    actions.ensure_workflow(by=SYSTEM, catalogue=catalogue)
    return catalogue


def make_glossary(*words: str) -> GlossaryPage:
    """The glossary with these words, approved."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    page = actions.ensure_glossary(by=SYSTEM, parent=site.root_page, title="Glossary", intro="")
    meanings = [{"word": word, "meaning": f"What {word} means."} for word in words]
    actions.write_words(by=SYSTEM, page=page, words=meanings)
    approve(page)
    return page


def approve(page: Page) -> None:
    """Send a page on its way and approve it: it is live afterwards."""
    actions.submit_for_approval(by=SYSTEM, page=page)
    actions.approve_page(by=SYSTEM, page=page)
    page.refresh_from_db()


def make_course_page(
    title: str = "Recognising child trafficking", slug: str = "", *, live: bool = True
) -> CoursePage:
    page = actions.add_course(
        by=SYSTEM,
        catalogue=make_catalogue(),
        title=title,
        slug=slug or f"course-{next(_serial)}",
        summary="What to look for, and what to do.",
        hours=Decimal("1.5"),
    )
    if live:
        approve(page)
    return page


def make_module(
    course: CoursePage | None = None, title: str = "Signs", slug: str = "", *, live: bool = True
) -> ModulePage:
    page = actions.add_module(
        by=SYSTEM,
        course=course or make_course_page(),
        title=title,
        slug=slug or f"module-{next(_serial)}",
    )
    if live:
        approve(page)
    return page


def make_lesson(
    module: ModulePage | None = None,
    title: str = "What a visit can show",
    slug: str = "",
    blocks: Iterable[tuple[str, Any]] = WORDS,
    minutes: int = 5,
    *,
    live: bool = True,
) -> LessonPage:
    page = actions.add_lesson(
        by=SYSTEM,
        module=module or make_module(),
        title=title,
        slug=slug or f"lesson-{next(_serial)}",
        minutes=minutes,
        blocks=blocks,
    )
    if live:
        approve(page)
    return page


def make_edition(
    lessons: int = 3, *, course: CoursePage | None = None, slug: str = ""
) -> CourseEdition:
    """A released course of one module with lessons "Lesson 1", "Lesson 2" and so on."""
    page = course or make_course_page(slug=slug)
    module = make_module(page)
    for number in range(1, lessons + 1):
        make_lesson(module, title=f"Lesson {number}", slug=f"lesson-{number}")
    return release(page)


def release(page: CoursePage) -> CourseEdition:
    return actions.release_edition(by=SYSTEM, page=page, now=RELEASED)


def make_stored_edition(lessons: int, *, slug: str) -> CourseEdition:
    """A long course as its rows alone, without pages: quick, for counting queries."""
    edition = CourseEdition.objects.create(
        course=Course.objects.create(slug=slug),
        number=1,
        title="Recognising child trafficking",
        hours=Decimal("1.5"),
        modules=[{"key": str(MODULE), "title": "Signs", "summary": ""}],
        released_at=RELEASED,
    )
    rows = EditionLesson.objects.bulk_create(
        EditionLesson(
            edition=edition,
            lesson_key=uuid4(),
            kind="lesson",
            module_key=MODULE,
            position=number,
            slug=f"lesson-{number}",
            minutes=5,
        )
        for number in range(1, lessons + 1)
    )
    EditionText.objects.bulk_create(
        EditionText(
            lesson=row,
            language="en",
            number=1,
            title=f"Lesson {row.position}",
            body={"blocks": [], "bytes": 0},
            approved_at=RELEASED,
        )
        for row in rows
    )
    return edition


def make_enrolment(edition: CourseEdition | None = None, user: User | None = None) -> Enrolment:
    learner = user or make_user()
    assert learner.person is not None
    return actions.enrol(
        by=SYSTEM, person=learner.person, edition=edition or make_edition(), now=NOW
    )


def make_image(width: int = 1200, height: int = 800, title: str = "A clinic door") -> Image:
    content = BytesIO()
    Picture.effect_noise((width, height), 40).convert("RGB").save(content, "JPEG")
    return Image.objects.create(title=title, file=ContentFile(content.getvalue(), "door.jpg"))


def make_document(name: str = "sheet.pdf", content: bytes = b"%PDF-1.7") -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name))
