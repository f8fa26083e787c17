"""Forms by command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from protocols.exchange.taking import take
from protocols.exchange.workbooks import book_of
from protocols.models import ProtocolVersion
from tests.factories.protocols import make_demo_version, make_version


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


def test_the_protocol_of_the_demo_comes_back_equal(db: None, tmp_path: Path) -> None:
    version = make_demo_version()
    taken = take(book_of(exported(version.slug, tmp_path)))
    assert taken.document == version.document
