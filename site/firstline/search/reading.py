"""What there is to read for somebody who is signed in."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.addresses import activity_url
from courses.frozen import frozen_edition, newest_text
from courses.glossary import live_words
from courses.models import CourseEdition
from courses.permissions import courses_visible_to
from courses.registry import activity_kind
from firstline.models import HelpPage, PlainPage
from firstline.search.matching import Passage
from people.models import User

# What a frozen block holds besides words.
NO_WORDS = frozenset(
    {"type", "id", "tone", "file", "mime", "extension", "image", "template", "anchor"}
)
APART = re.compile(r"</?(?:p|li|ul|ol|h\d|br|hr)\b[^>]*>")
TAG = re.compile(r"<[^>]+>")


def passages_for(user: User) -> Iterator[Passage]:
    """Courses and lessons that the user may take, in their newest edition, the glossary, and help.

    Four queries, and two more for each edition the first time that a process reads it.
    """
    yield from _courses(user)
    yield from _glossary()
    yield from _pages()
    yield _first_steps()


def _courses(user: User) -> Iterator[Passage]:
    newest = CourseEdition.objects.filter(course=OuterRef("course")).order_by("-number")
    editions = (
        CourseEdition.objects.filter(course__in=courses_visible_to(user))
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("course")
        .annotate(newest_text=newest_text("pk"))
    )
    for edition in editions:
        slug = edition.course.slug
        yield Passage(
            _("Course"), edition.title, edition.summary, reverse("courses:course", args=[slug])
        )
        frozen = frozen_edition(edition, edition.newest_text)
        for lesson in frozen.lessons:
            kind = activity_kind(lesson.kind)
            text = "" if kind else words_in(frozen.texts[lesson.pk].body["blocks"])
            yield Passage(
                kind.describe(lesson) if kind else _("Lesson"),
                frozen.titles[lesson.pk],
                text,
                activity_url(slug, lesson.slug, lesson.kind),
            )


def _glossary() -> Iterator[Passage]:
    for word in live_words():
        names = [name for _code, _language, name in word.elsewhere]
        text = " ".join([word.meaning, *names])
        yield Passage(_("Glossary"), word.word, text, word.address)


def _first_steps() -> Passage:
    """The page for whoever is worried now, also by the words that people use for it."""
    text = _(
        "First steps, who to call, the screening aid. Hotline, helpline, phone numbers, police, "
        "emergency, report a child."
    )
    return Passage(_("Help"), _("Worried about someone now?"), text, reverse("worried"))


def _pages() -> Iterator[Passage]:
    for model in (HelpPage, PlainPage):
        for page in model.objects.live().public():
            yield Passage(_("Help"), page.title, plain(page.body), page.get_url() or "/")


def words_in(value: Any) -> str:
    """All that can be read in frozen blocks, as running text."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return " ".join(words_in(one) for key, one in value.items() if key not in NO_WORDS).strip()
    if isinstance(value, list):
        return " ".join(words_in(one) for one in value)
    return ""


def plain(text: str) -> str:
    """Rich text without its marks."""
    return " ".join(html.unescape(TAG.sub("", APART.sub(" ", text))).split())
