"""Private keys as files, outside the database: who copies the database cannot sign.

One file for each key, `<multikey>.pem` (PKCS #8), readable by the service's own user only, never
overwritten. The multikey is the public key, so a file says itself which one it belongs to.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.utils.translation import gettext as _

from certificates.credentials.errors import KeyUnusable
from certificates.credentials.multibase import multikey

FOLDER_MODE, FILE_MODE, OTHERS = 0o700, 0o600, 0o077


def multikey_of(private: Ed25519PrivateKey) -> str:
    """The public half of a key, as it is published."""
    return multikey(private.public_key().public_bytes_raw())


def make_key(folder: Path) -> str:
    """Make a key and keep its file. Returns the multikey. The folder is made if it is missing."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    name = multikey_of(private)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # O_EXCL: a file that is there is never written over.
    opened = os.open(_file(folder, name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    with os.fdopen(opened, "wb") as handle:
        handle.write(pem)
        handle.flush()
        os.fsync(handle.fileno())
    return name


def read_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """The private key of a multikey. Raises KeyUnusable, which says what to do."""
    path = _file(folder, name)
    try:
        opened = os.stat(path).st_mode & OTHERS
        pem = path.read_bytes()
    except OSError as missing:
        message = _("The private key %(path)s cannot be read. Put it back from its safe copy.")
        raise KeyUnusable(message % {"path": path}) from missing
    if opened:
        message = _("Others can read the private key %(path)s. Set its mode to 0600.")
        raise KeyUnusable(message % {"path": path})
    return _parsed(pem, path, name)


def _parsed(pem: bytes, path: Path, name: str) -> Ed25519PrivateKey:
    """The key of a file, if it is the one that the file's name says."""
    try:
        private = load_pem_private_key(pem, password=None)
    except ValueError:
        private = None
    if not isinstance(private, Ed25519PrivateKey) or multikey_of(private) != name:
        message = _("%(path)s does not hold the key it is named after. Put back its safe copy.")
        raise KeyUnusable(message % {"path": path})
    return private


def open_files(folder: Path) -> list[Path]:
    """The folder and the key files that others may read or write; none where there is no folder."""
    if not folder.is_dir():
        return []
    return [p for p in [folder, *sorted(folder.glob("*.pem"))] if p.stat().st_mode & OTHERS]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.pem"
