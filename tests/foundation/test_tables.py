"""Reading what spreadsheets send: encodings, separators, dates, numbers as text, and files that bite."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.formats import sheet_xml, table_csv, table_xlsx, tables
from foundation.formats.cells import NoDay, as_code, as_count, as_day, as_text, label_key
from foundation.formats.safe_csv import csv_chunks
from foundation.formats.tables import Fault, UnreadableFile, open_table

ROWS = "Staff number;Name\n00123;José Núñez\n"


def read(content: bytes, sheet: str | None = None) -> list[tuple[int, tuple]]:
    table = open_table(content)
    name = table.sheets[0].name if sheet is None else sheet
    return [(line.number, line.cells) for line in table.lines(name) if not line.is_empty]


def workbook(*rows: list, **sheets: list[list]) -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Staff"
    for row in rows:
        first.append(row)
    for name, lines in sheets.items():
        other = book.create_sheet(name)
        for row in lines:
            other.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, **changes: str) -> bytes:
    """The workbook with some parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            short = name.rpartition("/")[2].removesuffix(".xml")
            new.writestr(name, changes.pop(short, old.read(name)))
        for short, text in changes.items():
            new.writestr(f"xl/{short}.xml", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_reads_the_same(encoding: str, separator: str) -> None:
    content = ROWS.replace(";", separator).encode(encoding)
    assert read(content) == [(1, ("Staff number", "Name")), (2, ("00123", "José Núñez"))]


def test_the_separator_is_what_divides_and_not_what_stands_in_a_name() -> None:
    content = b'Number;Name\n1234;"Brown, Ann"\n1235;"Reid, Bo"\n'
    assert read(content)[1] == (2, ("1234", "Brown, Ann"))
    assert read(b"sep=;\nNumber;Name\n1234;Ann")[1] == (3, ("1234", "Ann"))


def test_empty_lines_and_columns_keep_the_row_numbers() -> None:
    assert read(b"\n\nNumber,Name,,\n,,\n1234,,\n") == [(3, ("Number", "Name")), (5, ("1234",))]


def test_a_quotation_mark_that_is_never_closed_swallows_nobody() -> None:
    with pytest.raises(UnreadableFile, match=r"Row 2 .* never closed"):
        read(b'Number,Name\n1234,"Ann\n1235,Bo\n1236,Cy\n')


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"  \n ", "is empty"),
        (b"%PDF-1.7 and so on", "no CSV and no XLSX"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "no CSV and no XLSX"),
        (b"<html><table>", "no CSV and no XLSX"),
        (b"Number\n12\x0034\n" * 20, "no CSV and no XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or a locked Excel"),
        (b"Name\nAnn \x81\x8d\n", "letters of the file"),
        (b"PK\x03\x04 broken", "Excel file is damaged|no CSV"),
    ],
)
def test_other_files_are_refused_in_words(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read(content)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (table_csv, tables):
        monkeypatch.setattr(module, "MAX_ROWS", 3)
    assert len(read(b"a\n\nb\n\nc\n")) == 3
    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        read(b"a\nb\nc\nd\n")
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read((",".join("x" * 201)).encode())
    monkeypatch.setattr(tables, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(UnreadableFile, match="larger than 1 MB"):
        open_table(b"a" * (1024 * 1024 + 1))


def test_a_workbook_gives_values_dates_and_sheets() -> None:
    content = workbook(
        ["Roster of June"],
        [],
        ["Number", None, "Since"],
        ["00123", 4.0, dt.date(2020, 4, 1)],
        [123, True, dt.datetime(2020, 4, 1, 9, 30)],
        Other=[["x"]],
    )
    assert read(content) == [
        (1, ("Roster of June",)),
        (3, ("Number", None, "Since")),
        (4, ("00123", 4, dt.datetime(2020, 4, 1))),
        (5, (123, True, dt.datetime(2020, 4, 1, 9, 30))),
    ]
    assert [sheet.name for sheet in open_table(content).sheets] == ["Staff", "Other"]
    assert read(content, "Other") == [(1, ("x",))]
    with pytest.raises(UnreadableFile, match="no such sheet"):
        read(content, "Third")


def test_hidden_sheets_say_so_and_far_formatted_cells_cost_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(["a"], Lists=[["x"]])))
    book["Lists"].sheet_state = "hidden"
    book["Staff"]["XFD1"].font = openpyxl.styles.Font(bold=True)
    content = saved(book)
    assert [(s.name, s.hidden) for s in open_table(content).sheets] == [
        ("Staff", False),
        ("Lists", True),
    ]
    assert read(content) == [(1, ("a",))]


def test_a_formula_gives_its_last_value_or_a_fault_and_is_never_run() -> None:
    content = workbook(["=1+1", "x"])
    assert read(content) == [(1, (Fault("formula"), "x"))]
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f><v>two</v></c>'
        '<c r="C1" t="e"><v>#N/A</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>'
        "</row></sheetData></worksheet>"
    )
    assert read(repacked(content, sheet1=sheet)) == [
        (1, (2, "two", Fault("error", "#N/A"), "inline"))
    ]


def test_strings_that_a_workbook_shares_are_read_without_their_phonetic_signs() -> None:
    sheet = (
        '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row><x:c t="s"><x:v>1</x:v></x:c>'
        '<x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    shared = (
        "<sst><si><t>Brown</t></si><si><r><t>José </t></r><r><t>Núñez</t></r>"
        "<rPh><t>ho-se</t></rPh></si></sst>"
    )
    content = repacked(workbook(["a"]), sheet1=sheet, sharedStrings=shared)
    assert read(content) == [(1, ("José Núñez", "Brown"))]
    with pytest.raises(UnreadableFile, match="damaged"):
        read(repacked(content, sharedStrings="<sst/>"))


def test_days_are_counted_from_the_files_own_first_day() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append([dt.date(2020, 4, 1)])
    assert read(saved(book)) == [(1, (dt.datetime(2020, 4, 1),))]


def test_bombs_and_document_types_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(["a"])
    doctype = '<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet><sheetData>&a;</sheetData></worksheet>'
    shared = '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>'
    for parts in ({"sheet1": doctype}, {"sheet1": shared, "sharedStrings": doctype}):
        with pytest.raises(UnreadableFile):
            read(repacked(content, **parts))
    with pytest.raises(UnreadableFile):
        read(repacked(content, workbook=doctype))
    for broken in ("<worksheet><sheetData>", "no xml"):
        with pytest.raises(UnreadableFile, match="damaged"):
            read(repacked(content, sheet1=broken))
    strings = f"<sst>{'<si/>' * 11}</sst>"
    bomb = repacked(content, sheet1=shared, sharedStrings=strings)
    assert read(bomb) == []
    monkeypatch.setattr(sheet_xml, "MAX_STRINGS", 10)
    with pytest.raises(UnreadableFile, match="too large"):
        read(bomb)
    monkeypatch.setattr(table_xlsx, "MAX_UNPACKED", 100)
    with pytest.raises(UnreadableFile, match="too large"):
        open_table(content)


def test_a_workbook_without_sheets_and_odd_formats_are_no_surprise() -> None:
    content = workbook(["a"])
    with pytest.raises(UnreadableFile, match="no sheet"):
        open_table(repacked(content, workbook="<workbook><sheets/></workbook>"))
    odd = (
        '<styleSheet><numFmts><numFmt numFmtId="x" formatCode="dd"/></numFmts>'
        '<cellXfs><xf numFmtId=""/></cellXfs></styleSheet>'
    )
    assert read(repacked(content, styles=odd)) == read(content)


CELLS = st.one_of(
    st.none(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8
    ).filter(lambda text: not text.startswith("=") and text.strip()),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
    st.booleans(),
    st.dates(dt.date(1955, 1, 1), dt.date(2090, 1, 1)),
)


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_both_readers_of_xlsx_agree(rows: list[list]) -> None:
    content = workbook(*rows)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    theirs = []
    for number, cells in enumerate(book["Staff"].iter_rows(values_only=True), start=1):
        while cells and cells[-1] is None:
            cells = cells[:-1]
        if cells:
            theirs.append((number, cells))
    ours = [(number, cells) for number, cells in read(content) if cells]
    assert ours == [row for row in theirs if any(str(cell or "x").strip() for cell in row[1])]


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_our_own_csv_holds_is_read_back(rows: list[list[str]]) -> None:
    rows = [[text.replace("\0", "") for text in row] for row in rows]
    try:
        content = "".join(csv_chunks(["Number", "Name"], rows)).encode()
    except UnicodeEncodeError:
        return
    got = [[as_text(cell) for cell in cells] for _number, cells in read(content)[1:]]
    wanted = [[" ".join(text.split()) for text in row] for row in rows]
    for row in (*got, *wanted):
        while row and not row[-1]:
            row.pop()
    assert [row for row in got if row] == [row for row in wanted if row]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (dt.datetime(2020, 4, 1, 9), dt.date(2020, 4, 1)),
        (dt.date(2020, 4, 1), dt.date(2020, 4, 1)),
        (43922, dt.date(2020, 4, 1)),
        (43922.0, dt.date(2020, 4, 1)),
        ("43922", dt.date(2020, 4, 1)),
        ("2020-04-01", dt.date(2020, 4, 1)),
        ("2020-04-01T00:00:00", dt.date(2020, 4, 1)),
        ("1/4/2020", dt.date(2020, 4, 1)),
        ("01.04.2020", dt.date(2020, 4, 1)),
        (" 1 April 2020 ", dt.date(2020, 4, 1)),
        ("01-Apr-2020", dt.date(2020, 4, 1)),
        ("1st april, 2020", dt.date(2020, 4, 1)),
        ("", None),
        (None, None),
    ],
)
def test_days_in_every_form(value: object, day: dt.date | None) -> None:
    assert as_day(value) == day


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("04/13/2020", "month"),
        ("31/2/2020", "day"),
        ("1/4/20", "year"),
        ("1-Apr-20", "year"),
        ("1 Quatsch 2020", "month"),
        ("soon", "day"),
        (7, "day"),
        (Fault("formula"), "day"),
    ],
)
def test_what_is_no_day_is_not_guessed(value: object, code: str) -> None:
    with pytest.raises(NoDay, match=f"^{code}$"):
        as_day(value)


def test_numbers_as_text_and_text_as_numbers() -> None:
    assert [as_code(v) for v in (123.0, 123, "123.0", "00123", " A 12 ")] == [
        "123",
        "123",
        "123",
        "00123",
        "A 12",
    ]
    assert as_text("'=SUM(A1)") == "=SUM(A1)"
    assert as_text("'tis so") == "'tis so"
    assert as_text(Fault("error", "#N/A")) == ""
    assert [as_count(v) for v in ("1,204", 12.0, 0, "", None)] == [1204, 12, 0, None, None]
    for wrong in (-1, 1.5, "many", Fault("formula"), "99999999"):
        with pytest.raises(ValueError, match=r"."):
            as_count(wrong)
    assert Decimal(as_text(1.5)) == Decimal("1.5")


def test_headings_are_compared_without_signs() -> None:
    assert label_key("Staff No. *") == label_key("staff_no") == "staff no"
    assert label_key("Prénom") == "prenom"
