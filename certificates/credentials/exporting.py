"""Everything that verifiers fetch from us as plain files, so that it outlives the server."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from certificates.credentials.did import did_document, did_of
from certificates.credentials.models import CredentialText, SigningKey, StatusList
from certificates.serials import grouped


def export_static(folder: Path) -> int:
    """Write the DID document, the status lists and every signed credential below `folder`.

    The files lie where their addresses say: any web server that is given the folder answers as we
    did. Earlier files are written over, and files of what was withdrawn or erased since are removed.
    Returns how many files there are.
    """
    written = set()
    for name, text in _files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.add(path)
    for path in (folder / "credentials").rglob("*.json"):
        if path not in written:
            path.unlink()
    return len(written)


def _files() -> Iterator[tuple[str, str]]:
    """Each file's place and text."""
    did = did_of(settings.BASE_URL)
    keys = SigningKey.objects.published(did).values_list("multikey", flat=True)
    yield ".well-known/did.json", json.dumps(did_document(did, keys), indent=2) + "\n"
    # Later versions come later, and are written over the earlier ones.
    for listed in StatusList.objects.filter(key__withdrawal=None).order_by("number", "version"):
        yield f"credentials/status/{listed.number}.json", listed.text
    named = CredentialText.objects.exclude(credential__certificate__printed__legal_name="")
    texts = named.exclude(text="").filter(credential__key__withdrawal=None)
    rows = texts.order_by("pk").values_list("credential__certificate__code", "text")
    for code, text in rows.iterator(chunk_size=500):
        yield f"credentials/{grouped(code)}.json", text
