"""The paper: what it says, that its QR code leads to its page, and that it is always the same."""

import io
import re
from datetime import UTC, datetime

import pytest
import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certificates.printing import render_pdf, source_of
from foundation.formats.typesetting import fonts, qr_svg
from tests.factories.papers import inputs
from tests.factories.snapshots import SNAPSHOT

SERIAL, CODE = "TIP-2026-000417-K", "7K3M9QZT2F8HXW4D"
ISSUED = datetime(2026, 10, 2, 15, tzinfo=UTC)
LONGEST = "Wilhelmina Maximiliana Featherstonehaugh-Cholmondeley Montgomery-Wollstonecraft of Upper Saint Andrew "[
    :100
]


def paper(name: str = "Marcia A. Campbell") -> bytes:
    return render_pdf(snapshot=SNAPSHOT, name=name, serial=SERIAL, code=CODE, issued_at=ISSUED)


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_the_paper_says_everything() -> None:
    said = text_of(paper())
    for expected in [
        "Marcia A. Campbell",
        "Recognising child trafficking: nurse track",
        "Course: Recognising child trafficking, edition 3",
        "at least 16 of 20 questions right",
        "6.5",
        "2 October 2026",
        "2 October 2027",
        SERIAL,
        "7K3M-9QZT-2F8H-XW4D",
        "firstline.example/verify/",
        "TIP Secretariat (demo)",
        "Ministry of National Security",
        "Andrea Whyte",
    ]:
        assert expected in said


def test_it_is_one_a4_page_titled_tagged_and_archival() -> None:
    reader = PdfReader(io.BytesIO(paper()))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [297, 210]
    assert reader.metadata.title == f"Certificate {SERIAL}"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    identity = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part>1<", identity)
    assert re.search(r"pdfaid:part>3<.*pdfaid:conformance>A<", identity, re.S)


def test_rendered_again_it_is_the_same_to_the_byte() -> None:
    assert paper() == paper()


def picture(name: str, ppi: int) -> Image.Image:
    """The same layout as a picture, which is how a scanner or a phone sees it."""
    made = typst.compile(
        str(source_of("classic-2")),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs(snapshot=SNAPSHOT, name=name, serial=SERIAL, code=CODE),
        format="png",
        ppi=ppi,
    )
    return Image.open(io.BytesIO(made)).convert("L")


def test_the_qr_code_on_the_page_leads_to_its_verification() -> None:
    (found,) = zxingcpp.read_barcodes(picture("Marcia A. Campbell", ppi=100))
    assert found.text == "https://firstline.example/verify/7K3M-9QZT-2F8H-XW4D/"


def test_the_qr_code_is_at_least_30_mm_wide() -> None:
    (found,) = zxingcpp.read_barcodes(picture("Marcia A. Campbell", ppi=254))
    corners = found.position
    assert corners.top_right.x - corners.top_left.x >= 290
    assert 'viewBox="0 0 41 41"' in qr_svg("https://firstline.example/verify/7K3M-9QZT-2F8H-XW4D/")


def test_a_name_of_100_letters_shrinks_onto_one_line_of_one_page() -> None:
    assert len(LONGEST) == 100
    pdf = paper(LONGEST)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert LONGEST in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("name", ["#set page()[x]", "$x$ *b* _i_ @ref <l> \\", '"); panic("'])
def test_a_name_is_data_and_never_typst(name: str) -> None:
    assert name in text_of(paper(name))


@pytest.mark.parametrize(
    "name", ["Zoë Łukasiewicz-Ñandú", "Nguyễn Thị Hằng", "Дмитрий Иванов", "Ελένη"]
)
def test_our_fonts_hold_these_names(name: str) -> None:
    assert name in text_of(paper(name))
