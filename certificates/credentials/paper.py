"""The paper of a certificate, with its signed credential inside the file."""

from typing import Any

from certificates.credentials.queries import text_of
from certificates.models import Certificate
from certificates.printing import layout_data, render_pdf
from certificates.snapshot import Snapshot
from foundation.formats.typesetting import Paper


def paper_of(certificate: Certificate, *, paper: Paper = "a4", credential: str = "") -> bytes:
    """The PDF with this signed text in it, or with none. Raises CannotPrint."""
    return render_pdf(
        snapshot=Snapshot.read(certificate.snapshot),
        name=certificate.printed.legal_name,
        serial=certificate.serial,
        code=certificate.code,
        issued_at=certificate.issued_at,
        paper=paper,
        credential=credential,
    )


def paper_data(certificate: Certificate, *, paper: Paper = "a4") -> dict[str, Any]:
    """What a layout is given for this certificate in a volume, which holds no credentials."""
    return layout_data(
        snapshot=Snapshot.read(certificate.snapshot),
        name=certificate.printed.legal_name,
        serial=certificate.serial,
        code=certificate.code,
        paper=paper,
    )


def signed_text(certificate: Certificate) -> str:
    """The signed text to put into the file; empty while there is none. One query."""
    kept = text_of(certificate)
    return kept.text if kept else ""
