"""Every layout in use or on offer: frozen, one page, accessible, complete, and the same each time."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import outloud
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certificates.errors import CannotPrint
from certificates.printing import HERE, facts_of, layout_data, render_pdf, render_volume
from certificates.vetted import LAYOUTS, OFFERED, completed, refused, written
from foundation.formats.typesetting import FONTS
from tests.factories.papers import (
    ADDRESS,
    CODE,
    HARD,
    ISSUED,
    PICTURES,
    SERIAL,
    hard_pdf,
    hard_picture,
)
from tests.factories.snapshots import SNAPSHOT

# What papers that people hold are made of. A change here changes them: make a new layout.
FROZEN = {
    "layouts/classic-1.en.json": "8d62e4f6bc35554dbdabdede50e2188b31e34e89fabba6723919e57b80970d6e",
    "layouts/classic-1.typ": "d3d15828338b2828413085e1327d6244a39caef69428155275f1125f3a0414d2",
    "layouts/classic-2.en.json": "85126c7bf93d7f7348ceded0c00180f29f9ca5c33b94621243c33909b93200e5",
    "layouts/classic-2.typ": "8a0e301b7373291cf663b42ca48a8b2fb419d0d08e8ec3ec6464a10a2da61782",
    "layouts/formal-1.en.json": "85126c7bf93d7f7348ceded0c00180f29f9ca5c33b94621243c33909b93200e5",
    "layouts/formal-1.typ": "a186c0b4c3128d6c6f5c92cd9c75259de35bd0e0f3704281e484792ada080db9",
    "layouts/paper-1.typ": "1e4d1d28c128ca695eb80deb5eddf0a69eda221b442af94d5ebf5b4858279fa0",
    "layouts/parts-1.typ": "f1fc304772bf9f776ba2dde594221c86923f789cc8db27a0a80d6a186ceb855d",
    "layouts/specimen-1.typ": "b1b4bdb16e1c5390222d3ce1d9fc481782602ebeb226ddee642566e541c5432a",
    "layouts/volume-1.typ": "c8fba876d66cd733e216a88460397e910dea91a96bd6f14b74582b288b58d9d6",
    "layouts/with-credential.typ": "807049a08a63a676aa2150a81d5cef5c919acac33a1b5f21c4c0321a94466356",
    "fonts/NotoSans-Bold.ttf": "e83493c945848ecd4a9ad0f6d19164541a0d3e23a9c952304a00a46e00272ac5",
    "fonts/NotoSans-Regular.ttf": "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d",
    "fonts/NotoSansArabic-Bold.ttf": "ded6fc7359ca36d15d7aab9ef0c066e21ce48b26a069994d6602fa2cb9a1b952",
    "fonts/NotoSansCJKsc-Bold.otf": "97f33bf331810c00251afb540becc3c50c674edad2ec9f2aa484ab2dfd08a6b0",
    "fonts/NotoSansDevanagari-Bold.ttf": "77ad688cfe1dc55185bf4edb4db3c614202c65dd23a1463ad0e23fc52bcc9a5c",
    "fonts/NotoSansHebrew-Bold.ttf": "d3b01343f71e8a93fffb84c345a1aecbaf4694b98d0eaace916cb9eac9e6dcd3",
    "fonts/NotoSansTamil-Bold.ttf": "7ef7071ba2fad67dcae397dc7f5bfd4dbce69d86cdc453c2cc4abe640df0b442",
    "fonts/NotoSansThai-Bold.ttf": "97bbc8ea98328325285f2f552228c7aac1db39d8f38f0096a61ba7df1f1f780e",
}
PAPERS = [(case, layout) for case in HARD for layout in OFFERED]


def test_what_papers_are_made_of_is_frozen() -> None:
    found = [*(HERE / "layouts").iterdir(), *FONTS.glob("*.?tf")]
    held = {
        f"{one.parent.name}/{one.name}": hashlib.sha256(one.read_bytes()).hexdigest()
        for one in found
        if one.suffix != ".md"
    }
    assert held == FROZEN


def test_every_layout_has_its_files_and_the_first_one_is_what_a_snapshot_gets() -> None:
    for name in LAYOUTS:
        assert (HERE / "layouts" / f"{name}.typ").exists()
        assert (HERE / "layouts" / f"{name}.en.json").exists()
    assert SNAPSHOT.layout == OFFERED[0]


@pytest.mark.parametrize(("case", "layout"), PAPERS)
def test_hard_papers_are_one_page_that_software_can_read_aloud(
    case: str, layout: str, tmp_path: Path
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(hard_pdf(case, layout))
    reader = PdfReader(file)
    assert len(reader.pages) == 1
    heard = outloud.check(str(file))
    assert heard.error is None
    assert (heard.verdict, heard.errors, heard.warnings) == ("pass", 0, 0)


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("layout", OFFERED)
@pytest.mark.parametrize("case", ["no space to break", "chinese"])
def test_the_qr_code_is_read_from_the_fullest_page_at_100_dpi(
    case: str, layout: str, paper: str
) -> None:
    (found,) = zxingcpp.read_barcodes(hard_picture(case, layout, paper))
    assert found.text == ADDRESS


@pytest.mark.parametrize("layout", OFFERED)
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_nothing_runs_over_the_edge(layout: str, paper: str) -> None:
    """The outermost 4 mm hold nothing but the band at the left."""
    page = hard_picture("no space to break", layout, paper, ppi=50)
    edge = 8
    wide, high = page.size
    for box in (
        (wide - edge, 0, wide, high),
        (30, 0, wide, edge),
        (30, high - edge, wide, high),
    ):
        assert page.crop(box).getextrema() == (255, 255)


@pytest.mark.parametrize("layout", OFFERED)
def test_rendered_again_it_is_the_same_to_the_byte(layout: str) -> None:
    assert hard_pdf("mixed", layout) == hard_pdf("mixed", layout)


@pytest.mark.parametrize("layout", OFFERED)
def test_everything_is_printed(layout: str) -> None:
    said = " ".join(
        PdfReader(io.BytesIO(hard_pdf("mixed", layout))).pages[0].extract_text().split()
    )
    shown = HARD["mixed"].snapshot
    for fact, text in facts_of(snapshot=shown, name="Zoë", serial=SERIAL, code=CODE).items():
        if fact not in {"title", "description", "signatory", "office", "qr_alt", "programme"}:
            assert text in said, fact
    for one in shown.signatories:
        if one["name"].isascii():
            assert one["name"] in said
            assert one["office"] in said
    assert "Hours by category: Law 2, Care 4.5" in said
    assert "Accredited by University Council, UC-2026-42" in said
    for text in written(layout, shown.layout_fields):
        assert text.strip() in said


def test_a_picture_of_a_signature_is_drawn() -> None:
    with_it = hard_picture("arabic", "classic-2")
    assert Image.Image.tobytes(with_it) != Image.Image.tobytes(hard_picture("plain", "classic-2"))
    reader = PdfReader(io.BytesIO(hard_pdf("arabic", "classic-2")))
    assert len(reader.pages[0].images) == 2


@pytest.mark.parametrize("name", ["ᏣᎳᎩ", "\U0001f600"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_letter_that_no_font_holds_is_refused_and_never_a_box(name: str, layout: str) -> None:
    snapshot = replace(SNAPSHOT, layout=layout)
    with pytest.raises(CannotPrint):
        render_pdf(snapshot=snapshot, name=name, serial=SERIAL, code=CODE, issued_at=ISSUED)


def test_fields_are_typed() -> None:
    assert completed("classic-2", {"motto": "One nation"}) == {
        "colour": "teal",
        "motto": "One nation",
        "closing": "",
    }
    assert completed("classic-1", {"motto": "One nation"}) == {}
    assert refused("classic-2", {"colour": "plum", "motto": "x" * 80}) == []
    assert refused("classic-2", {"colour": "#fff", "motto": "x" * 81, "no": ""}) == [
        "colour",
        "motto",
        "no",
    ]
    assert refused("classic-2", {"closing": "two\nlines"}) == ["closing"]


def test_a_volume_for_the_printer_holds_a_page_for_each(tmp_path: Path) -> None:
    papers = [
        layout_data(
            snapshot=replace(HARD[case].snapshot, layout=layout),
            name=HARD[case].name,
            serial=SERIAL,
            code=CODE,
            pictures=PICTURES,
        )
        for case, layout in PAPERS
    ]
    file = tmp_path / "volume.pdf"
    file.write_bytes(render_volume(papers, title="Certificates", at=ISSUED))
    pages = PdfReader(file).pages
    assert len(pages) == len(PAPERS)
    for (case, _layout), page in zip(PAPERS, pages, strict=True):
        if case in {"plain", "nobody signs"}:
            assert HARD[case].name in page.extract_text()
    heard = outloud.check(str(file))
    assert (heard.error, heard.errors) == (None, 0)
