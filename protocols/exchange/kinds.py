"""What a form's question types are to a protocol. Pure."""

import re
from dataclasses import dataclass

_SELECT = re.compile(
    r"(?P<kind>select[ _]one|select1|select[ _]multiple|select all that apply)"
    r"(?:\s+from)?\s+(?P<list>\S+)(?P<other>\s+(?:or[ _]other|or specify other))?\s*",
    re.IGNORECASE,
)
_BORDER = re.compile(r"(?P<edge>begin|end)[ _](?P<what>group|repeat|loop|lgroup)", re.IGNORECASE)
# Type to the reason why a protocol has no such question.
REFUSED = {
    **dict.fromkeys(("text", "string", "note_text"), "free_text"),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "start-geopoint", "osm"), "place"),
    **dict.fromkeys(
        ("image", "photo", "audio", "video", "file", "signature", "background-audio"), "media"
    ),
    **dict.fromkeys(
        (
            "start",
            "end",
            "today",
            "deviceid",
            "username",
            "email",
            "phonenumber",
            "phone number",
            "simserial",
            "subscriberid",
            "audit",
            "barcode",
            "imei",
        ),
        "identifies",
    ),
    **dict.fromkeys(("datetime", "time"), "date"),
    **dict.fromkeys(("decimal", "range"), "number"),
    "rank": "rank",
    "hidden": "hidden",
    "note": "note",
    **dict.fromkeys(
        ("csv-external", "xml-external", "select_one_external", "entity", "image-map"), "outside"
    ),
}
_ALIKE = {"int": "integer", "trigger": "acknowledge", "acknowledgement": "acknowledge"}


@dataclass(frozen=True)
class Kind:
    """A type taken apart: select_one with its list, begin_group, integer."""

    name: str
    list_name: str = ""
    or_other: bool = False


def kind_of(cell: str) -> Kind:
    """What the cell `type` asks for; its own text where that is nothing special."""
    text = " ".join(cell.split())
    if found := _BORDER.fullmatch(text):
        what = "repeat" if found["what"].lower() in {"repeat", "loop"} else "group"
        return Kind(f"{found['edge'].lower()}_{what}")
    if text.lower().startswith(("select_one_from_file", "select_multiple_from_file")):
        return Kind("csv-external")
    if found := _SELECT.fullmatch(text):
        several = "m" in found["kind"].lower() or "all" in found["kind"].lower()
        return Kind("several" if several else "one", found["list"], bool(found["other"]))
    plain = text.lower()
    return Kind(_ALIKE.get(plain, plain))
