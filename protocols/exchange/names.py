"""How sheets, columns, questions and languages are called in an XLSForm. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import Any

SURVEY, CHOICES, SETTINGS, OURS = "survey", "choices", "settings", "firstline"
LANGUAGES = {
    "en": "English (en)",
    "es": "Español (es)",
    "jam": "Jamaican (jam)",
    "ht": "Kreyòl ayisyen (ht)",
}
_NAMED = {
    "english": "en",
    "inglés": "en",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
    "jamaican": "jam",
    "patois": "jam",
    "patwa": "jam",
    "haitian creole": "ht",
    "kreyòl ayisyen": "ht",
    "kreyol": "ht",
}
_COLUMNS = {
    "list name": "list_name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "choice filter": "choice_filter",
    "guidance hint": "guidance_hint",
    "repeat_count": "repeat_count",
    "readonly": "read_only",
    "read only": "read_only",
    "constraint_msg": "constraint_message",
    "value": "name",
}
_CODED = re.compile(r"\(([a-z]{2,3})(?:-[A-Za-z0-9]+)*\)\s*$")
# Excel's own limit, and what XML cannot hold.
MAX_CELL = 32_000
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_CODE = 20
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}", re.ASCII)


def headed(column: str, language: str) -> str:
    """A column in one language: "label::Español (es)"."""
    return f"{column}::{LANGUAGES.get(language, f'{language} ({language})')}"


def language_of(name: str) -> str | None:
    """The code of a language as forms name it, or None: "Español (es)", "Spanish", "es"."""
    if found := _CODED.search(name.strip()):
        return found[1]
    plain = name.strip().lower()
    if plain in LANGUAGES:
        return plain
    return _NAMED.get(plain)


def column_of(header: str) -> tuple[str, str]:
    """(column, language or "") of a header: "Label::Spanish" is label in "Spanish"."""
    parts = [part.strip() for part in re.split(r"::?", header.strip())]
    if parts[0].lower() in {"bind", "control", "body", "instance"} and len(parts) > 1:
        parts = parts[1:]
    column = " ".join(parts[0].lower().split())
    if column == "media" and len(parts) > 1:
        return f"media::{parts[1].lower()}", ""
    column = _COLUMNS.get(column, column.replace(" ", "_"))
    return column, "::".join(parts[1:])


def safe(text: str) -> str:
    """The text as a cell can hold it, and as no reader of forms takes for a reference."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _NOT_XML.sub("", lines).replace("${", "$ {").replace("instance(", "instance (")
    # A question needs a text: "-" stands for one that no cell can hold.
    return plain[:MAX_CELL].strip() or (text and "-")


def code_from(name: str, taken: Collection[str], prefix: str = "Q") -> str:
    """A code for a name that no other has: letters, digits and underscores, 20 at most."""
    if CODE.fullmatch(name) and name not in taken:
        return name
    plain = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_")
    if not re.match(r"[A-Za-z]", plain):
        plain = f"{prefix}{plain}"
    used = {code.casefold() for code in taken}
    code, number = plain[:MAX_CODE], 2
    while code.casefold() in used:
        end = f"_{number}"
        code, number = plain[: MAX_CODE - len(end)] + end, number + 1
    return code


class Names:
    """Names of questions, no two of which differ only in capitals, as readers of forms ask."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def new(self, wanted: str) -> str:
        """`wanted`, or the like where it is taken."""
        name, number = wanted, 2
        while name.casefold() in self._used:
            name, number = f"{wanted}.{number}", number + 1
        self._used.add(name.casefold())
        return name


def languages_in(value: Any) -> set[str]:
    """Every language in which something is written below `value`, which is a document's text or more."""
    if isinstance(value, Mapping):
        if (
            value
            and all(re.fullmatch("[a-z]{2,3}", key) for key in value)
            and all(isinstance(text, str) for text in value.values())
        ):
            return set(value)
        return {code for child in value.values() for code in languages_in(child)}
    if isinstance(value, list):
        return {code for child in value for code in languages_in(child)}
    return set()
