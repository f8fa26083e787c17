"""What a form's settings say of the protocol as a whole. Pure."""

import re
from typing import Any

from protocols.documents import FORMAT
from protocols.exchange.book import Book, Row
from protocols.exchange.names import OURS, SETTINGS, language_of
from protocols.exchange.spoken import Languages, codes_cell, exact_cell

Json = dict[str, Any]
MODES = ("ask", "observe", "integrate")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
TEXTS = ("title", "summary", "audience", "brief")


def settings_of(book: Book) -> Row:
    """The row of settings; an empty one where there is none."""
    rows = book.rows(SETTINGS)
    return rows[0] if rows else Row(0, {})


def is_ours(settings: Row) -> bool:
    """Whether we wrote the form."""
    return settings.get("firstline_format") == FORMAT


def head_of(book: Book, languages: Languages) -> Json:
    """The protocol's own fields and texts, as far as the form has them."""
    settings = settings_of(book)
    ours = is_ours(settings)
    title = settings.get("form_title") or settings.get("form_id") or "Form"
    mode, version = settings.get("firstline_mode"), settings.get("version")
    listed = codes_cell(settings, "firstline_languages") or ["en"]
    texts: dict[str, dict[str, str]] = {key: {} for key in TEXTS}
    texts["title"] = {languages.default or "en": title}
    for row in book.rows(OURS) if ours else ():
        if row.get("role") == "text" and row.get("code") in TEXTS:
            texts[row.get("code")] = languages.text(row, "text")
    return {
        "format": FORMAT,
        "slug": slug_of(settings.get("form_id") or title),
        "version": version if _VERSION.fullmatch(version) else "1.0.0",
        **texts,
        "languages": list(
            dict.fromkeys([*(code for code in listed if language_of(code)), *languages.seen])
        ),
        "mode": mode if mode in MODES else "ask",
        "cadres": codes_cell(settings, "firstline_cadres") or [],
        "illustrative": settings.get("firstline_illustrative") != "no",
        **_lines(settings),
        "sources": codes_cell(settings, "firstline_sources") or [],
        "dimensions": list(_dimensions(book, languages)) if ours else [],
    }


def _lines(settings: Row) -> dict[str, str]:
    lines = {
        key: exact_cell(settings, f"firstline_{key}") for key in ("licence", "owner", "change_note")
    }
    permission = settings.get("firstline_permission")
    days = {key: settings.get(f"firstline_{key}") for key in ("effective_from", "review_due")}
    return {
        **lines,
        "permission": permission or "none",
        **{key: day if _DAY.fullmatch(day) else "" for key, day in days.items()},
    }


def _dimensions(book: Book, languages: Languages) -> list[Json]:
    return [
        {"code": row.get("code"), "title": languages.text(row, "text")}
        for row in book.rows(OURS)
        if row.get("role") == "dimension" and row.get("code")
    ]


def slug_of(text: str) -> str:
    """An address: small letters, digits and hyphens, 50 at most."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return plain[:50].strip("-") or "form"
