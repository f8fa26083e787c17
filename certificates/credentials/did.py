"""The issuer's identifier on the web (did:web) and the document that says which keys are its own.

Pure functions. Sources: the did:web method, W3C Controlled Identifiers 1.0.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(base_url: str) -> str:
    """The did:web of the service at `base_url`; a port is written as %3A8000.

    Raises ValueError when the address has a path: /.well-known/did.json then belongs to somebody
    else.
    """
    parts = urlsplit(base_url)
    if not parts.netloc or parts.path.strip("/"):
        raise ValueError(f"{base_url} is no address of a host of its own.")
    return "did:web:" + quote(parts.netloc.lower(), safe=".-")


def method_of(did: str, multikey: str) -> str:
    """The address of one key, as proofs name it: the key itself is the fragment."""
    return f"{did}#{multikey}"


def did_document(did: str, multikeys: Iterable[str]) -> dict[str, Any]:
    """The DID document. Every key listed may have signed: a retired one stays in it for good."""
    methods = [
        {
            "id": method_of(did, key),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key,
        }
        for key in multikeys
    ]
    return {
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
