"""Reading XLSX line by line: values as they were last calculated, never a formula run.

openpyxl reads 100,000 rows in over 20 seconds, pads every line to the widest cell that was ever
formatted, and cannot tell an empty cell from a formula without a value. So the sheets are read here with
the same parser below it, and openpyxl says what is a date. Tests hold both readers against each other.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from foundation.formats.sheet_xml import SheetReader, StringsReader, Styles
from foundation.formats.tables import Line, Sheet, UnreadableFile

MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 3000
MAX_SMALL_PART = 8 * 1024 * 1024
PIECE = 64 * 1024


class XlsxTable:
    """A workbook. Opening it reads the list of sheets and the formats, not the cells."""

    def __init__(self, content: bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise _broken() from error
        self._refuse_bombs()
        book = self._small("xl/workbook.xml")
        if book is None:
            raise _broken()
        targets = self._targets()
        self._paths: dict[str, str] = {}
        self._sheets: list[Sheet] = []
        for sheet in _named(book, "sheet"):
            path = targets.get(_attribute(sheet, "id"), "")
            if "worksheets/" in path:
                self._sheets.append(
                    Sheet(sheet.get("name", ""), sheet.get("state", "visible") != "visible")
                )
                self._paths[sheet.get("name", "")] = path
        if not self._sheets:
            raise UnreadableFile(_("The workbook has no sheet with cells."))
        properties = next(_named(book, "workbookPr"), None)
        mac = properties is not None and properties.get("date1904") in {"1", "true"}
        self._styles = Styles(self._date_styles(), MAC_EPOCH if mac else WINDOWS_EPOCH)
        self._strings: list[str] | None = None

    @property
    def sheets(self) -> list[Sheet]:
        return self._sheets

    def lines(self, sheet: str) -> Iterator[Line]:
        """Every line that the file holds. Raises UnreadableFile, also half-way."""
        if sheet not in self._paths:
            raise UnreadableFile(_("The file has no such sheet."))
        reader = SheetReader(self._shared_strings(), self._styles)
        yield from self._read(self._paths[sheet], reader)

    def _shared_strings(self) -> list[str]:
        if self._strings is None:
            reader = StringsReader()
            if "xl/sharedStrings.xml" in self.archive.namelist():
                for _line in self._read("xl/sharedStrings.xml", reader):
                    """Strings come in no lines."""
            self._strings = reader.strings
        return self._strings

    def _read(self, path: str, reader: StringsReader | SheetReader) -> Iterator[Line]:
        try:
            with self.archive.open(path) as part:
                while piece := part.read(PIECE):
                    yield from reader.feed(piece)
                yield from reader.feed(b"", last=True)
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise _broken() from error

    def _refuse_bombs(self) -> None:
        """The sizes in the directory are what a reader gives at most."""
        parts = self.archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise UnreadableFile(
                _("Unpacked, this file is too large. Copy the list alone into a new file.")
            )

    def _small(self, path: str) -> Element | None:
        """A small part as a tree; None if it is missing."""
        try:
            if self.archive.getinfo(path).file_size > MAX_SMALL_PART:
                raise _broken()
            return fromstring(self.archive.read(path), forbid_dtd=True)
        except KeyError:
            return None
        except (ParseError, DefusedXmlException, zipfile.BadZipFile, RuntimeError) as error:
            raise _broken() from error

    def _targets(self) -> dict[str, str]:
        """Relation id to path inside the archive."""
        relations = self._small("xl/_rels/workbook.xml.rels")
        if relations is None:
            raise _broken()
        found = {}
        for relation in _named(relations, "Relationship"):
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            found[relation.get("Id", "")] = path
        return found

    def _date_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a date."""
        styles = self._small("xl/styles.xml")
        if styles is None:
            return frozenset()
        codes = dict(BUILTIN_FORMATS)
        for own in _named(styles, "numFmt"):
            codes[_number(own)] = own.get("formatCode", "")
        cells = next(_named(styles, "cellXfs"), None)
        formats = [_number(xf) for xf in _named(cells, "xf")] if cells else []
        return frozenset(
            number for number, code in enumerate(formats) if is_date_format(codes.get(code))
        )


def _number(own: Element) -> int:
    """The number of a format; 0, which is no date, where the file holds nonsense."""
    text = own.get("numFmtId", "0")
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else 0


def _named(tree: Element | None, name: str) -> Iterator[Element]:
    """Elements of this local name, in whichever of the two namespaces of the standard."""
    if tree is not None:
        yield from (element for element in tree.iter() if element.tag.rpartition("}")[2] == name)


def _attribute(element: Element, name: str) -> str:
    """An attribute by its local name, with a namespace first."""
    for key, value in element.attrib.items():
        if key.endswith("}" + name):
            return value
    return ""


def _broken() -> UnreadableFile:
    return UnreadableFile(
        _("The Excel file is damaged or locked. Open it, save it as a new XLSX, and send that.")
    )
