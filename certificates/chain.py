"""The register's chain: each certificate seals the one before it. Pure functions.

What is sealed holds no name but a commitment to it: the digest of a random salt and the name. Once
both are erased nobody can guess the name from the digest, and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Sealed:
    """Everything of a certificate that the chain covers. Ids are those of the database."""

    serial: str
    code: str
    uuid: str
    person: str
    programme: int
    cycle: int
    issued_at: str
    valid_until: str
    evidence: str
    replaces: int | None
    name_commitment: str
    snapshot: Mapping[str, Any]


def moment(at: datetime) -> str:
    """A moment as it is sealed: the same text from both engines."""
    return at.astimezone(UTC).isoformat()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def commit_name(salt: str, name: str) -> str:
    """The commitment to a printed name."""
    return _digest("name", salt, name)


def first_link(issuer: str, year: int) -> str:
    """What the first certificate of an issuer in a year is linked to."""
    return _digest("register", issuer, str(year))


def next_link(before: str, sealed: Sealed) -> str:
    """The link of a certificate, after the link of the one before it."""
    facts = json.dumps(asdict(sealed), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _digest("certificate", before, facts)
