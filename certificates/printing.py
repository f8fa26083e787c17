"""The PDF of a certificate: set with Typst from the snapshot, the same bytes every time.

Names and titles reach the layout as data, never as source.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from certificates.errors import CannotPrint
from certificates.pictures import NO_PICTURES, Pictures, picture_svg
from certificates.serials import grouped
from certificates.snapshot import Snapshot
from certificates.vetted import completed
from foundation.formats.typesetting import LetterMissing, Paper, printed_day, qr_svg, typeset

HERE = Path(__file__).parent
LAYOUTS = HERE / "layouts"
SHEETS = HERE / "sheets"
# What sets a page in a layout; the first one reads its data by itself.
FIRST, FIRST_WITH_CREDENTIAL, LATER = "classic-1", "with-credential", "paper-1"

# How it was earned where no quiz is claimed. Never changed: papers are set again from what was recorded.
BY_HAND = {"en": "Evidence accepted by two officers of the issuer"}


@lru_cache(maxsize=16)
def words(layout: str, language: str) -> dict[str, Any]:
    """A layout's own words in one language. They belong to the layout and never change with it."""
    text = (LAYOUTS / f"{layout}.{language}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def source_of(layout: str, credential: str = "") -> Path:
    """The Typst file to compile for a paper in this layout."""
    if layout != FIRST:
        return LAYOUTS / f"{LATER}.typ"
    return LAYOUTS / f"{FIRST_WITH_CREDENTIAL if credential else FIRST}.typ"


def verify_address(snapshot: Snapshot, code: str) -> str:
    """The public address of a certificate, as in its QR code."""
    return f"{snapshot.verify_at}{grouped(code)}/"


def facts_of(*, snapshot: Snapshot, name: str, serial: str, code: str) -> dict[str, str]:
    """Every line that the layout prints."""
    said = words(snapshot.layout, snapshot.language)
    address = verify_address(snapshot, code)
    return {
        "title": said["title"].format(serial=serial),
        "description": said["description"].format(programme=snapshot.programme, name=name),
        "issuer": snapshot.issuer,
        "ministry": snapshot.host_ministry,
        "name": name,
        "programme": snapshot.programme,
        "course": said["course"].format(title=snapshot.course, edition=snapshot.edition),
        "rule": _rule(snapshot, said),
        "hours": snapshot.hours,
        "issued": printed_day(date.fromisoformat(snapshot.issued_on), said),
        "valid_to": printed_day(date.fromisoformat(snapshot.last_day), said),
        "serial": serial,
        "signatory": snapshot.signatory_name,
        "office": snapshot.signatory_office,
        "code": grouped(code),
        "verify_at": snapshot.verify_at.split("://")[-1],
        "qr_alt": said["qr_alt"].format(address=address),
        "categories": _categories(snapshot, said),
        "accredited": _accredited(snapshot, said),
    }


def _rule(snapshot: Snapshot, said: dict[str, Any]) -> str:
    """How it was earned."""
    if snapshot.by_hand:
        return BY_HAND[snapshot.language]
    return str(said["quiz_rule"]).format(needed=snapshot.needed, out_of=snapshot.out_of)


def _categories(snapshot: Snapshot, said: dict[str, Any]) -> str:
    """Hours by category: Law 2, Care 4.5; empty where there are none, or the layout has no place."""
    parts = ", ".join(f"{category} {hours}" for category, hours in snapshot.hours_by_category)
    return str(said.get("categories", "")).format(parts=parts) if parts else ""


def _accredited(snapshot: Snapshot, said: dict[str, Any]) -> str:
    body = ", ".join(filter(None, [snapshot.accrediting_body, snapshot.accreditation_number]))
    return str(said.get("accredited", "")).format(body=body) if body else ""


def _signatories(
    snapshot: Snapshot, said: dict[str, Any], pictures: Pictures
) -> list[dict[str, str]]:
    """Who signed, each with the picture of the signature where there is one."""
    return [
        {
            "name": one["name"],
            "office": one["office"],
            "picture": picture_svg(pictures.get(one["image_sha256"], b"")),
            "alt": str(said.get("signature_alt", "")).format(name=one["name"]),
        }
        for one in snapshot.signed_by
    ]


def layout_data(
    *,
    snapshot: Snapshot,
    name: str,
    serial: str,
    code: str,
    paper: Paper = "a4",
    credential: str = "",
    pictures: Pictures = NO_PICTURES,
) -> dict[str, Any]:
    """What a layout is given: its words, the facts, what the office filled in, and the QR code."""
    said = words(snapshot.layout, snapshot.language)
    return {
        "layout": snapshot.layout,
        "paper": paper,
        "credential": {
            "name": f"{serial}.json",
            "text": credential,
            "description": said["credential"].format(serial=serial),
        },
        "language": snapshot.language,
        "words": said,
        "facts": facts_of(snapshot=snapshot, name=name, serial=serial, code=code),
        "fields": completed(snapshot.layout, snapshot.layout_fields),
        "signatories": _signatories(snapshot, said, pictures),
        "qr": qr_svg(verify_address(snapshot, code)),
    }


def compiled(source: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """A PDF of our own source and this data. Equal input gives equal bytes. Raises CannotPrint."""
    try:
        return typeset(source, json.dumps(data), at=at)
    except LetterMissing as failure:
        raise CannotPrint(
            _(
                "This certificate cannot be printed yet: our fonts lack a letter in it. It is "
                "valid, and its page shows everything. The Secretariat was told."
            )
        ) from failure


def render_pdf(
    *,
    snapshot: Snapshot,
    name: str,
    serial: str,
    code: str,
    issued_at: datetime,
    paper: Paper = "a4",
    credential: str = "",
    pictures: Pictures = NO_PICTURES,
) -> bytes:
    """The certificate as PDF/A-3a and PDF/UA-1. Equal input gives equal bytes.

    `credential` is the signed JSON: it goes into the file, so that whoever has the paper's file can
    check it without us.

    Raises CannotPrint when a letter of the name is in none of our fonts: better no paper than one
    with boxes in it.
    """
    data = layout_data(
        snapshot=snapshot,
        name=name,
        serial=serial,
        code=code,
        paper=paper,
        credential=credential,
        pictures=pictures,
    )
    return compiled(source_of(snapshot.layout, credential), data, at=issued_at)


def render_volume(papers: Sequence[Mapping[str, Any]], *, title: str, at: datetime) -> bytes:
    """Papers (`layout_data`) in one file for the printer, a page each. Raises CannotPrint.

    None may be in the first layout, which sets one page only.
    """
    first = papers[0]
    data = {
        "title": title,
        "issuer": first["facts"]["issuer"],
        "language": first["language"],
        "papers": papers,
    }
    return compiled(LAYOUTS / "volume-1.typ", data, at=at)
