"""Files an edition needs, kept under the digest of their content: no later change reaches them."""

import hashlib
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "editions"


def keep(handle: IO[bytes], extension: str) -> tuple[str, int]:
    """Store a copy once, and return its name in the storage and its size in bytes."""
    content = handle.read()
    digest = hashlib.sha256(content).hexdigest()[:32]
    name = f"{FOLDER}/{digest[:2]}/{digest}.{extension.lower()}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return name, len(content)


def address(name: str) -> str:
    """Where a browser finds a kept file."""
    return default_storage.url(name)
