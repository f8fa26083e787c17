"""Files that are no forms, or that mean harm, are refused with a sentence."""

import io
import zipfile

import pytest

from foundation.formats.tables import UnreadableFile
from protocols.exchange.workbooks import MAX_BYTES, book_of
from tests.factories.forms import form_file


def changed(part: str, old: bytes, new: bytes) -> bytes:
    """A good form with something else in one of its parts."""
    out = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(form_file([["select_one yn", "a", "A"]])))
    with good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            content = good.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            bad.writestr(name, content)
    return out.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet '


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"], ids=["sheet", "workbook"]
)
def test_entities_are_refused(part: str) -> None:
    tag = b"<worksheet " if "sheet1" in part else b"<workbook "
    with pytest.raises(UnreadableFile):
        book_of(changed(part, tag, ENTITY.replace(b"<worksheet ", tag)))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO(form_file([]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/media/big.bin", b"\0" * (301 * 1024 * 1024))
    content = out.getvalue()
    assert len(content) < 1024 * 1024
    with pytest.raises(UnreadableFile, match="too large"):
        book_of(content)


def test_what_is_larger_than_10_mb_is_not_opened() -> None:
    with pytest.raises(UnreadableFile, match="10 MB"):
        book_of(b"PK" + b"\0" * MAX_BYTES)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="more than 3000 rows"):
        book_of(form_file([["note", f"n{number}", "x"] for number in range(3001)]))


def test_formulas_that_take_minutes_to_read_are_refused() -> None:
    long = " or ".join(["${a} = 'yes'"] * 1400)
    rows = [["calculate", f"c{number}", "", "", long] for number in range(60)]
    with pytest.raises(UnreadableFile, match="million characters"):
        book_of(form_file(rows))


@pytest.mark.parametrize("content", [b"", b"type,name\nnote,a", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        book_of(content)


def test_a_workbook_without_a_survey_is_no_form() -> None:
    content = changed("xl/workbook.xml", b'name="survey"', b'name="other"')
    with pytest.raises(UnreadableFile, match="survey"):
        book_of(content)
