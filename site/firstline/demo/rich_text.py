"""The little Markdown that demo texts use, as the HTML that rich text fields keep."""

import re
from html import escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
_BULLET = re.compile(r"- ")
_NUMBER = re.compile(r"\d+\. ")


def inline(text: str) -> str:
    """One run of text: `**bold**` and `*italic*`; everything else is escaped."""
    html = escape(text, quote=False)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", html))


def _list(lines: list[str], marker: re.Pattern[str], tag: str) -> str:
    items = "".join(f"<li>{inline(marker.sub('', line, count=1))}</li>" for line in lines)
    return f"<{tag}>{items}</{tag}>"


def _part(lines: list[str]) -> str:
    for marker, tag in ((_BULLET, "ul"), (_NUMBER, "ol")):
        if all(marker.match(line) for line in lines):
            return _list(lines, marker, tag)
    return f"<p>{inline(' '.join(lines))}</p>"


def rich_text(markdown: str) -> str:
    """Paragraphs divided by empty lines; a part whose lines all begin with `- ` or `1. ` is a list."""
    parts = [part.splitlines() for part in re.split(r"\n\s*\n", markdown.strip())]
    return "".join(_part([line.strip() for line in lines]) for lines in parts if lines)


def heading(text: str, level: int = 2) -> str:
    """A heading of level 2 or 3."""
    return f"<h{level}>{inline(text)}</h{level}>"
