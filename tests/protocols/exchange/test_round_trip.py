"""What goes out as XLSForm comes back equal, and a reader of forms takes it without a warning."""

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pyxform.xls2xform import convert

from protocols.exchange.taking import take
from protocols.exchange.workbooks import book_of, file_of
from protocols.exchange.writing import form_of
from protocols.jobaids.printing import words
from tests.factories.documents import every_feature
from tests.factories.documents_at_random import documents

# Shrinking such a document takes minutes; the failing one is printed as it is.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
LANGUAGES = ("en", "es", "jam", "ht")
WORDS = {language: words(language) for language in LANGUAGES}


def written(document: dict[str, Any]) -> bytes:
    return file_of(form_of(document, WORDS))


def warnings_of(content: bytes) -> list[str]:
    """What pyxform has to say of a file. Raises its error where it cannot make a form of it."""
    return list(convert(io.BytesIO(content), validate=False, file_type=".xlsx").warnings)


def test_every_feature_comes_back_equal() -> None:
    document = every_feature()
    taken = take(book_of(written(document)))
    assert taken.lost == []
    assert taken.document == document


def test_a_reader_of_forms_has_no_warning() -> None:
    assert warnings_of(written(every_feature())) == []


@pytest.mark.parametrize("mode", ["ask", "observe", "integrate"])
def test_every_mode_has_its_answers(mode: str) -> None:
    document = every_feature() | {"mode": mode}
    taken = take(book_of(written(document)))
    assert taken.document == document


@pytest.mark.sqlite
@settings(max_examples=100, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(documents())
def test_random_documents_come_back_equal(document: dict[str, Any]) -> None:
    taken = take(book_of(written(document)))
    assert taken.lost == []
    assert taken.document == document


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(documents())
def test_random_documents_convert_without_a_warning(document: dict[str, Any]) -> None:
    assert warnings_of(written(document)) == []
