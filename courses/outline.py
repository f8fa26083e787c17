"""What is live of a course in Wagtail, read for a release and compared with the edition before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.models import ActivityPage, CourseEdition, CoursePage, EditionText, ModulePage
from courses.rules import ActivityShape, EditionShape


@dataclass(frozen=True)
class LiveText:
    """The words of an activity in one language, frozen."""

    language: str
    title: str
    body: Any


@dataclass(frozen=True)
class LiveActivity:
    """An approved activity with its words in every language in which it is live."""

    key: UUID
    kind: str
    module: UUID
    minutes: int
    slug: str
    texts: tuple[LiveText, ...]


@dataclass(frozen=True)
class LiveCourse:
    """Everything an edition is made of."""

    title: str
    summary: str
    hours: Decimal
    modules: tuple[dict[str, str], ...]
    activities: tuple[LiveActivity, ...]


def modules_of(page: CoursePage) -> list[ModulePage]:
    return list(ModulePage.objects.child_of(page).live().order_by("path"))


def activities_of(module: ModulePage) -> list[ActivityPage]:
    """The live activities of a module in the order of the editor."""
    children = module.get_children().live().order_by("path").specific()
    return [child for child in children if isinstance(child, ActivityPage)]


def read_live(page: CoursePage) -> LiveCourse:
    """Freeze all that is live below a course. Copies files; writes nothing else."""
    modules = [(module, activities_of(module)) for module in modules_of(page)]
    filled = [(module, activities) for module, activities in modules if activities]
    live = CoursePage.objects.get(pk=page.pk)
    return LiveCourse(
        title=live.title,
        summary=live.summary,
        hours=live.hours,
        modules=tuple(
            {"key": str(module.key), "title": module.title, "summary": module.summary}
            for module, _activities in filled
        ),
        activities=tuple(
            _read_activity(module, activity) for module, found in filled for activity in found
        ),
    )


def _read_activity(module: ModulePage, page: ActivityPage) -> LiveActivity:
    versions = [page, *page.get_translations().live().select_related("locale").specific()]
    return LiveActivity(
        key=page.key,
        kind=page.activity_kind,
        module=module.key,
        minutes=page.minutes,
        slug=page.slug[:50],
        texts=tuple(
            LiveText(version.locale.language_code, version.title, version.frozen_body())
            for version in versions
        ),
    )


def digest(value: Any) -> str:
    """A digest of any JSON value, the same for the same value."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _frame(title: str, summary: str, hours: Decimal, modules: Iterable[Any]) -> str:
    return digest([title, summary, f"{hours:.2f}", list(modules)])


def shape_of_live(course: LiveCourse) -> EditionShape:
    """What is live, for comparing."""
    return EditionShape(
        frame=_frame(course.title, course.summary, course.hours, course.modules),
        activities=tuple(
            ActivityShape(
                key=a.key,
                kind=a.kind,
                module=a.module,
                minutes=a.minutes,
                title=a.texts[0].title,
                texts={t.language: digest([t.title, t.body]) for t in a.texts},
            )
            for a in course.activities
        ),
    )


def newest_texts(edition: CourseEdition) -> dict[int, dict[str, EditionText]]:
    """By activity and language, the words that hold now: the correction with the highest number."""
    found: dict[int, dict[str, EditionText]] = {}
    texts = EditionText.objects.filter(lesson__edition=edition).order_by("number")
    for text in texts:
        found.setdefault(text.lesson_id, {})[text.language] = text
    return found


def shape_of_edition(edition: CourseEdition) -> EditionShape:
    """What was released, corrections included, for comparing."""
    texts = newest_texts(edition)
    return EditionShape(
        frame=_frame(edition.title, edition.summary, edition.hours, edition.modules),
        activities=tuple(
            ActivityShape(
                key=lesson.lesson_key,
                kind=lesson.kind,
                module=lesson.module_key,
                minutes=lesson.minutes,
                title=next(iter(texts[lesson.pk].values())).title,
                texts={k: digest([t.title, t.body]) for k, t in texts[lesson.pk].items()},
            )
            for lesson in edition.lessons.all()
        ),
    )
