"""Forms by command."""

import io
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pypdf import PdfReader
from pyxform.xls2xform import convert

from protocols.documents import schema_errors
from protocols.exchange.taking import take
from protocols.exchange.workbooks import book_of, file_of
from protocols.exchange.writing import form_of
from protocols.jobaids.printing import all_words, render_sheet
from protocols.jobaids.queries import asked_for
from protocols.models import ProtocolVersion
from protocols.queries import compile_as_it_stands
from tests.factories.documents import every_feature
from tests.factories.protocols import TODAY, make_demo_draft, make_version


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version()


def exported(slug: str, tmp_path: Path) -> bytes:
    file = tmp_path / f"{slug}.xlsx"
    words = ["export", slug, "--format", "xlsform", "--output", str(file)]
    call_command("protocols", *words, stdout=StringIO())
    return file.read_bytes()


def test_what_is_exported_as_a_form_reads_as_what_was_frozen(
    version: ProtocolVersion, tmp_path: Path
) -> None:
    taken = take(book_of(exported("small", tmp_path)))
    assert taken.lost == []
    assert taken.document == version.document


@pytest.mark.parametrize("name", ["observe", "ask", "integrate"])
def test_the_protocols_of_the_demo_come_back_equal(db: None, tmp_path: Path, name: str) -> None:
    document = compile_as_it_stands(make_demo_draft(name), TODAY).document
    content = file_of(form_of(document, all_words()))
    assert take(book_of(content)).document == document
    assert convert(io.BytesIO(content), validate=False, file_type=".xlsx").warnings == []
    asked = asked_for(document, language="es", area="st-thomas", day=TODAY)
    assert len(PdfReader(io.BytesIO(render_sheet(document, asked))).pages) == 2


def test_the_document_of_these_tests_keeps_the_format() -> None:
    assert schema_errors(every_feature()) == []
