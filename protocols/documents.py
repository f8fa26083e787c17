"""The document of a protocol: its canonical form, its hash, and the schema it must keep."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FORMAT = "firstline-protocol-1"
SCHEMA_FILE = Path(__file__).parent / "schema" / "protocol-1.json"


@cache
def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a frozen protocol."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator() -> Any:
    return Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@dataclass(frozen=True)
class SchemaError:
    """One breach: where ("/rules/0/outcome"), whether something is just missing, and the words."""

    place: str
    missing: bool
    message: str


def schema_errors(document: Mapping[str, Any]) -> list[SchemaError]:
    """Where and how the document breaks the schema, in the document's order."""
    errors = sorted(
        _validator().iter_errors(document), key=lambda error: list(map(str, error.path))
    )
    return [_schema_error(error) for error in errors]


def _schema_error(error: Any) -> SchemaError:
    place = "/" + "/".join(str(part) for part in error.path)
    empty = error.instance is None or error.instance in ("", {}, [])
    return SchemaError(place, empty or error.validator == "required", error.message)


def canonical(document: Mapping[str, Any]) -> bytes:
    """One form for one content: keys sorted, no spaces, UTF-8, no fractions of binary numbers.

    Raises TypeError for a float, whose text is not the same everywhere.
    """
    _refuse_floats(document)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal. What a signature binds to."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a protocol holds no binary fractions")
    children: Iterable[object] = ()
    if isinstance(value, Mapping):
        children = value.values()
    elif isinstance(value, list):
        children = value
    for child in children:
        _refuse_floats(child)
