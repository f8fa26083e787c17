"""Drawings (SVG) that only draw. Browsers run what is in one, with the rights of its reader."""

import re
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

ACTIVE = {
    "script",
    "foreignobject",
    "iframe",
    "object",
    "embed",
    "handler",
    "listener",
    "set",
    "animate",
}
HTML = "{http://www.w3.org/1999/xhtml}"
INSIDE = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp|avif)[;,])", re.IGNORECASE)


def only_draws(content: IO[bytes]) -> bool:
    """True if a drawing holds no script, nothing that starts one, and no address outside itself.

    Reads `content` from its place to the end. What is no well-formed XML does not draw.
    """
    try:
        return all(_draws(event, found) for event, found in iterparse(content, ["start", "pi"]))
    except (ParseError, DefusedXmlException, ValueError):
        return False


def _draws(event: str, found: object) -> bool:
    tag, attributes = getattr(found, "tag", None), getattr(found, "attrib", {})
    # A processing instruction can name a style sheet that runs; it draws nothing itself.
    if event == "pi" or not isinstance(tag, str) or tag.startswith(HTML):
        return False
    return _plain(tag) not in ACTIVE and all(
        _harmless(_plain(name), value) for name, value in attributes.items()
    )


def _plain(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2].lower()


def _harmless(name: str, value: str) -> bool:
    if name.startswith("on"):
        return False
    return name not in {"href", "src"} or bool(INSIDE.match(value))
