"""The job aid as PDF: set with Typst, the same bytes for the same protocol, day and numbers."""

import json
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import DomainError
from foundation.formats.typesetting import LetterMissing, Paper, qr_svg, typeset
from protocols.jobaids.facts import Asked, facts_of
from protocols.languages import ENGLISH, LANGUAGES
from protocols.rules import Document

LAYOUTS = Path(__file__).parent / "layouts"
LAYOUT = "job-aid-1"


class CannotPrintSheet(DomainError):
    """The fonts lack a letter of a text. The page on the screen shows everything."""


@lru_cache(maxsize=8)
def words(language: str) -> dict[str, Any]:
    """The layout's own words in a language; in English where they are not translated."""
    file = LAYOUTS / f"{LAYOUT}.{language}.json"
    if not file.exists():
        file = LAYOUTS / f"{LAYOUT}.{ENGLISH}.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def all_words() -> dict[str, dict[str, Any]]:
    """The layout's words in every language that a protocol can have."""
    return {language: words(language) for language in LANGUAGES}


def sheet_inputs(document: Document, asked: Asked, paper: Paper = "a4") -> dict[str, str]:
    """What the layout is given: one JSON text with its words, the lines and the QR code."""
    facts = facts_of(document, asked, words(asked.language))
    return {"data": json.dumps({**facts, "paper": paper, "qr": qr_svg(asked.address)})}


def render_sheet(document: Document, asked: Asked, paper: Paper = "a4") -> bytes:
    """The sheet as PDF/UA-1 and PDF/A. Equal input gives equal bytes.

    Raises CannotPrintSheet when a letter is in none of our fonts: better no sheet than one with
    boxes in it.
    """
    inputs = sheet_inputs(document, asked, paper)
    return _set(inputs["data"], datetime.combine(asked.day, time(), tzinfo=UTC))


@lru_cache(maxsize=64)
def _set(data: str, stamp: datetime) -> bytes:
    """Set once and kept for a while: everybody in a parish asks for the same sheet."""
    try:
        return typeset(LAYOUTS / f"{LAYOUT}.typ", data, at=stamp)
    except LetterMissing as failure:
        raise CannotPrintSheet(
            _("This sheet cannot be made as a PDF: our fonts lack a letter in it. Print the page.")
        ) from failure
