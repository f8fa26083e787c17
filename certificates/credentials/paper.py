"""The paper of a certificate, with its signed credential inside the file."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from certificates.credentials.queries import text_of
from certificates.models import Certificate, SignaturePicture
from certificates.pictures import Pictures
from certificates.printing import layout_data, render_pdf
from certificates.snapshot import Snapshot
from foundation.formats.typesetting import Paper


def pictures_of(certificates: Iterable[Certificate]) -> Pictures:
    """The pictures of the signatures on these certificates. One query, none where there are none."""
    digests = {
        one["image_sha256"]
        for certificate in certificates
        for one in Snapshot.read(certificate.snapshot).signed_by
        if one["image_sha256"]
    }
    if not digests:
        return {}
    kept = SignaturePicture.objects.filter(pk__in=digests).values_list("pk", "content")
    return {digest: bytes(content) for digest, content in kept}


def paper_of(
    certificate: Certificate,
    *,
    paper: Paper = "a4",
    credential: str = "",
    pictures: Pictures | None = None,
) -> bytes:
    """The PDF with this signed text in it, or with none. Raises CannotPrint.

    `pictures` spares the query where many are printed.
    """
    return render_pdf(
        snapshot=Snapshot.read(certificate.snapshot),
        name=certificate.printed.legal_name,
        serial=certificate.serial,
        code=certificate.code,
        issued_at=certificate.issued_at,
        paper=paper,
        credential=credential,
        pictures=pictures_of([certificate]) if pictures is None else pictures,
    )


def paper_at_hand(certificate: Certificate, *, paper: Paper = "a4", credential: str = "") -> bytes:
    """The same for somebody who waits, perhaps not for the first time. Raises CannotPrint.

    Nothing on a paper changes but its name: some are kept in memory, in this process only, because
    what names somebody belongs into no other store.
    """
    name = certificate.printed.legal_name
    return _kept(certificate, certificate.link, name, paper, credential)


@lru_cache(maxsize=32)
def _kept(certificate: Certificate, _link: str, _name: str, paper: Paper, credential: str) -> bytes:
    return paper_of(certificate, paper=paper, credential=credential)


def paper_data(
    certificate: Certificate, *, paper: Paper = "a4", pictures: Pictures
) -> dict[str, Any]:
    """What a layout is given for this certificate in a volume, which holds no credentials."""
    return layout_data(
        snapshot=Snapshot.read(certificate.snapshot),
        name=certificate.printed.legal_name,
        serial=certificate.serial,
        code=certificate.code,
        paper=paper,
        pictures=pictures,
    )


def signed_text(certificate: Certificate) -> str:
    """The signed text to put into the file; empty while there is none. One query."""
    kept = text_of(certificate)
    return kept.text if kept else ""
