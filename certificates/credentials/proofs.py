"""Data Integrity proofs by `eddsa-rdfc-2022`: made, and checked.

Sources: W3C Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0,
section 3.2. What is signed is the canonical form of the document as RDF (RDFC-1.0), so spaces and the
order of keys do not matter, and a term that no context defines would not be signed at all.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

from certificates.credentials.contexts import load
from certificates.credentials.multibase import base58btc, from_base58btc, from_multikey

Document = dict[str, Any]
OPTIONS = {
    # Without a base PyLD makes up one, and a relative address would be signed as another site's.
    "base": None,
    "algorithm": "URDNA2015",
    "format": "application/n-quads",
    "rdfDirection": "i18n-datatype",
    "documentLoader": load,
}


class NotSigned(Exception):
    """Part of the document would not be covered by the signature."""


def moment_text(moment: datetime) -> str:
    """2026-10-02T15:00:00Z, the one way in which credentials write times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Watched(jsonld.JsonLdProcessor):
    """Remembers what it made of a document on the way: to expand twice costs a third of a signature."""

    def __init__(self) -> None:
        self.dropped: list[str] = []
        super().__init__(on_property_dropped=self.dropped.append)

    def expand(self, input_: Any, options: dict[str, Any]) -> Any:
        self.expanded = super().expand(input_, options)
        return self.expanded


def canonical(document: Document) -> str:
    """The N-Quads of a document in canonical order.

    Raises NotSigned for a term, type or address that no context defines: libraries drop these in
    silence, and the next verifier refuses what the last one let pass.
    """
    processor = _Watched()
    text = str(processor.normalize(document, dict(OPTIONS)))
    relative = [name for name in _names(processor.expanded) if ":" not in name]
    if processor.dropped or relative:
        raise NotSigned(f"No context defines: {', '.join(map(str, processor.dropped + relative))}")
    return text


def _names(node: Any) -> Iterator[str]:
    """Every identifier and type in an expanded document."""
    if isinstance(node, list):
        for item in node:
            yield from _names(item)
    elif isinstance(node, dict):
        kinds = node.get("@type", [])
        yield from [kinds] if isinstance(kinds, str) else kinds
        if "@id" in node:
            yield node["@id"]
        for item in node.values():
            yield from _names(item)


@lru_cache(maxsize=64)
def _options_digest(contexts: tuple[str, ...], **options: str) -> bytes:
    """The digest of a proof's own options; the same for a whole batch."""
    return _digest({"@context": list(contexts), **options})


def _digest(document: Document) -> bytes:
    return hashlib.sha256(canonical(document).encode()).digest()


def _signed_bytes(unsigned: Document, options: dict[str, str]) -> bytes:
    return _options_digest(tuple(unsigned["@context"]), **options) + _digest(unsigned)


def sign(unsigned: Document, *, private: Ed25519PrivateKey, method: str, at: datetime) -> Document:
    """The document with its proof, made at `at` by the key that `method` names."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": moment_text(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = base58btc(private.sign(_signed_bytes(unsigned, options)))
    return {**unsigned, "proof": {**options, "proofValue": value}}


def is_genuine(signed: Document, multikey: str) -> bool:
    """True if the proof was made by this key over exactly this document."""
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    public = Ed25519PublicKey.from_public_bytes(from_multikey(multikey))
    try:
        public.verify(
            from_base58btc(signed["proof"]["proofValue"]), _signed_bytes(unsigned, options)
        )
    except (InvalidSignature, NotSigned):
        return False
    return True
