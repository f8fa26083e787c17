"""Certificates that are hard to print: for every layout the same."""

import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import typst
from PIL import Image, ImageDraw

from certificates.printing import layout_data, render_pdf, source_of
from certificates.snapshot import Snapshot
from foundation.formats.typesetting import Paper, fonts
from tests.factories.snapshots import SNAPSHOT

SERIAL, CODE = "TIP-2026-000417-K", "7K3M9QZT2F8HXW4D"
ADDRESS = "https://firstline.example/verify/7K3M-9QZT-2F8H-XW4D/"
ISSUED = datetime(2026, 10, 2, 15, tzinfo=UTC)
LONGEST = (
    "Wilhelmina Maximiliana Featherstonehaugh-Cholmondeley Montgomery-Wollstonecraft of "
    "Upper Saint Andrew"
)[:100]


def signature_png(width: int = 400) -> bytes:
    """A picture of a signature."""
    drawn, held = Image.new("RGBA", (width, 150), (0, 0, 0, 0)), io.BytesIO()
    ImageDraw.Draw(drawn).line([(10, 140), (width // 2, 20), (width - 10, 120)], "navy", 6)
    drawn.save(held, "PNG")
    return held.getvalue()


PICTURES = {"narrow": signature_png(), "wide": signature_png(3000)}
SIGNATORIES = [
    {"name": "Andrea Whyte", "office": "Director, TIP Secretariat", "image_sha256": "narrow"},
    {
        "name": "Wilberforce Montgomery-Featherstonehaugh of Upper Saint Andrew",
        "office": "Permanent Secretary, Ministry of National Security and Peace",
        "image_sha256": "wide",
    },
    {"name": "محمد الأحمد", "office": "Dean", "image_sha256": "narrow"},
    {"name": "王秀英", "office": "Consul", "image_sha256": ""},
    {"name": "Ana Roe", "office": "", "image_sha256": "wide"},
    {"name": "Bea Roe", "office": "Chair of the National Task Force", "image_sha256": ""},
]
FULL = replace(
    SNAPSHOT,
    programme=("Recognising and responding to child trafficking, " * 5)[:200].strip(),
    course=("What a teacher, a nurse and an officer can see first, " * 4)[:180].strip(),
    hours_by_category=[["Law", "2"], ["Care", "4.5"]],
    accrediting_body="University Council",
    accreditation_number="UC-2026-42",
    signatories=SIGNATORIES,
    layout_fields={"colour": "navy", "motto": "M" * 80, "closing": "Given under the plan. " * 5},
)


@dataclass(frozen=True)
class Hard:
    """A certificate that is hard to print."""

    name: str
    snapshot: Snapshot


HARD = {
    "plain": Hard("Marcia A. Campbell", SNAPSHOT),
    "a hundred letters": Hard(LONGEST, replace(SNAPSHOT, signatories=SIGNATORIES[:2])),
    "no space to break": Hard("W" * 100, FULL),
    "arabic": Hard("محمد بن سلمى الأحمد", replace(SNAPSHOT, signatories=SIGNATORIES[:3])),
    "hebrew": Hard("אסתר כהן", SNAPSHOT),
    "chinese": Hard("王秀英", FULL),
    "korean and japanese": Hard("김민수 さくら", SNAPSHOT),
    "hindi, tamil, thai": Hard("राधा कृष्ण சரவணன் สมชาย", SNAPSHOT),
    "mixed": Hard("Zoë محمد Łukasiewicz-Nguyễn", FULL),
    "nobody signs": Hard("Ana Roe", replace(SNAPSHOT, signatory_name="")),
}


def inputs(**facts: Any) -> dict[str, str]:
    """What Typst is given to draw a paper as a picture."""
    return {"data": json.dumps(layout_data(**facts))}


def hard_pdf(case: str, layout: str, paper: Paper = "a4") -> bytes:
    """The case as PDF in this layout."""
    return render_pdf(
        snapshot=replace(HARD[case].snapshot, layout=layout),
        name=HARD[case].name,
        serial=SERIAL,
        code=CODE,
        issued_at=ISSUED,
        paper=paper,
        pictures=PICTURES,
    )


def hard_picture(case: str, layout: str, paper: Paper = "a4", ppi: int = 100) -> Image.Image:
    """The case as a scanner or a phone sees it; fails if it needs a second page."""
    made = typst.compile(
        str(source_of(layout)),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs(
            snapshot=replace(HARD[case].snapshot, layout=layout),
            name=HARD[case].name,
            serial=SERIAL,
            code=CODE,
            paper=paper,
            pictures=PICTURES,
        ),
        format="png",
        ppi=ppi,
    )
    assert isinstance(made, bytes), "It needs a second page."
    return Image.open(io.BytesIO(made)).convert("L")
