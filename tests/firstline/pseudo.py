"""A pseudo-locale: every translated text comes out between marks, so that what has none was forgotten.

`pseudo_locale()` switches it on; `unmarked(html, known)` says what a page shows that went past
gettext. Texts that people wrote (names, lessons, questions) are known by being in the database.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation
from wagtail.fields import StreamField

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = {"alt", "aria-label", "placeholder", "title", "data-label"}
SILENT = {"script", "style", "template"}
# A name is the same in every language; a unit and a sign too.
SAME_EVERYWHERE = {"firstline", "kb", "mb", "csv", "pdf", "json"}
WRITTEN_BY_MACHINES = {"sessions", "contenttypes", "migrations", "auth"}


def _mark(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}" if text.strip() else text


@contextmanager
def pseudo_locale() -> Iterator[None]:
    """While it lasts every text of the catalogue is shown between marks."""
    trans = translation._trans  # type: ignore[attr-defined]
    marked = {
        "gettext": lambda message: _mark(str(message)),
        "pgettext": lambda context, message: _mark(str(message)),
        "ngettext": lambda one, many, n: _mark(str(one if n == 1 else many)),
        "npgettext": lambda context, one, many, n: _mark(str(one if n == 1 else many)),
    }
    with patch.multiple(trans, create=True, **marked):
        yield


class _Reader(HTMLParser):
    """Collects what a reader sees or hears: one running text, and each spoken attribute alone."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []
        self.spoken: list[str] = []
        self.links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT:
            self._silent += 1
        self.spoken += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.spoken.append(given.get("value") or "")
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.running.append(data)


def _outside_marks(text: str) -> str:
    """What is left of a text without everything between marks, which may be nested."""
    depth, left = 0, []
    for sign in text:
        if sign == OPEN:
            depth += 1
        elif sign == CLOSE:
            depth -= 1
        elif depth == 0:
            left.append(sign)
    assert depth == 0, text
    return "".join(left)


def pieces(text: str) -> Iterator[str]:
    """The words between punctuation, numbers left out: what is compared with the known texts."""
    for piece in re.split(r"[^\w\s'’-]+|\n", unescape(re.sub(r"<[^>]+>", "\n", text))):
        words = [word for word in piece.split() if re.search(r"[^\W\d_]", word)]
        if words:
            yield " ".join(words).casefold()


def unmarked(html: str, known: set[str]) -> list[str]:
    """What the page says that is neither translated nor among the known texts."""
    reader = _Reader()
    reader.feed(html)
    running = "\n".join(reader.running)
    texts = [_outside_marks(running), *map(_outside_marks, reader.spoken)]
    # A letter of the alphabet alone is no word.
    found = {piece for text in texts for piece in pieces(text) if len(piece) > 1}
    return sorted(found - known - SAME_EVERYWHERE)


def links_of(html: str) -> list[str]:
    """The addresses the page links to."""
    reader = _Reader()
    reader.feed(html)
    return reader.links


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def texts_people_wrote() -> set[str]:
    """Every piece of text in the database and the settings that somebody could have typed."""
    known = {
        piece for text in _strings(list(vars(settings.ENV).values())) for piece in pieces(text)
    }
    for model in apps.get_models():
        if model._meta.app_label in WRITTEN_BY_MACHINES:
            continue
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(
                field, models.CharField | models.TextField | models.JSONField | StreamField
            )
            and not field.choices
        ]
        for row in model._default_manager.values_list(*fields) if fields else []:
            for value in row:
                plain = list(value.raw_data) if hasattr(value, "raw_data") else value
                known.update(piece for text in _strings(plain) for piece in pieces(text))
    return known
