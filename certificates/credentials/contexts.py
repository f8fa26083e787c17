"""The JSON-LD contexts that our credentials use: our own copies, pinned by hash, never fetched."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FOLDER = Path(__file__).parent / "jsonld"
PINNED = {
    CREDENTIALS: (
        "credentials-v2.json",
        "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f",
    ),
    OPEN_BADGES: (
        "open-badges-3.0.3.json",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    ),
}


class ContextRefused(Exception):
    """A context that is not one of ours, or a copy that was changed."""


@lru_cache(maxsize=len(PINNED))
def context(address: str) -> dict[str, Any]:
    """The context of an address, read once. Raises ContextRefused."""
    if address not in PINNED:
        raise ContextRefused(f"{address} is none of our contexts, and nothing is fetched.")
    name, digest = PINNED[address]
    raw = (FOLDER / name).read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        raise ContextRefused(f"{name} is not the file that was pinned.")
    return dict(json.loads(raw))


def load(address: str, _options: dict[str, Any] | None = None) -> dict[str, Any]:
    """A document loader for PyLD that never touches the network."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context(address),
        # It never changes: PyLD may keep what it made of it.
        "tag": "static",
    }
