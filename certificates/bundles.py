"""The files that come of work in bulk: a ZIP of papers, volumes for the printer, a CSV.

Each is written as it is read, some certificates at a time, so that ten thousand need no more memory
than a hundred.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from certificates.credentials.paper import paper_data, paper_of, pictures_of
from certificates.credentials.queries import texts_of
from certificates.errors import CannotPrint
from certificates.models import BulkWork, Certificate
from certificates.pictures import Pictures
from certificates.printing import FIRST, render_volume
from certificates.register.presenters import export_header, export_row
from certificates.snapshot import Snapshot
from foundation.formats.safe_csv import BOM, csv_chunks, safe_cell
from foundation.formats.typesetting import Paper

Steps = Iterable[Sequence[Certificate]]
SIZES: dict[str, Paper] = {"a4": "a4", "us-letter": "us-letter"}


class _Hashing(io.RawIOBase):
    """Writes through, from the first byte to the last, and knows the digest of what it wrote."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.digest = out, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        held = bytes(data)  # type: ignore[call-overload]
        self.digest.update(held)
        return self.out.write(held)


@dataclass
class Built:
    """A file that was written: its name for who fetches it, and what is not in it."""

    name: str
    digest: str = ""
    left_out: list[list[str]] = field(default_factory=list)


@dataclass
class _Manifest:
    """What is in a ZIP, and what is not."""

    rows: list[list[object]] = field(default_factory=list)
    left_out: list[list[str]] = field(default_factory=list)

    def add(self, certificate: Certificate, file: str, page: int, content: bytes) -> None:
        shown = Snapshot.read(certificate.snapshot)
        digest = hashlib.sha256(content).hexdigest() if content else ""
        last = shown.last_day
        self.rows.append([certificate.serial, shown.programme, last, file, page, digest])

    def leave_out(self, certificate: Certificate, why: str) -> None:
        self.left_out.append([certificate.serial, why])
        self.rows.append([certificate.serial, "", "", "", "", why])

    def text(self) -> str:
        """The manifest as CSV."""
        held = io.StringIO()
        held.write(BOM)
        lines = csv.writer(held)
        lines.writerow(
            [
                _("Serial number"),
                _("Certificate"),
                _("Valid to"),
                _("File"),
                _("Page"),
                _("SHA-256"),
            ]
        )
        lines.writerows([safe_cell(cell) for cell in row] for row in self.rows)
        return held.getvalue()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    """An entry with a fixed date. PDFs are compressed inside already."""
    made = zipfile.ZipInfo(name, now.astimezone(UTC).timetuple()[:6])
    made.external_attr = 0o600 << 16
    return made


def write_zip(out: BinaryIO, work: BulkWork, steps: Steps, now: datetime) -> Built:
    """A PDF with its signed credential for each certificate, and a manifest."""
    through, manifest = _Hashing(out), _Manifest()
    with zipfile.ZipFile(through, "w") as held:
        for certificates in steps:
            texts, pictures = texts_of(certificates), pictures_of(certificates)
            for one in certificates:
                text = texts.get(one.pk, "")
                _put(held, one, text, SIZES[work.paper], manifest, now, pictures)
        held.writestr(_entry("manifest.csv", now), manifest.text())
    name = f"certificates-{now:%Y-%m-%d}.zip"
    return Built(name, through.digest.hexdigest(), manifest.left_out)


def _put(
    held: zipfile.ZipFile,
    certificate: Certificate,
    text: str,
    paper: Paper,
    manifest: _Manifest,
    now: datetime,
    pictures: Pictures | None = None,
) -> None:
    """One paper into the ZIP, unless it was ended meanwhile or cannot be printed."""
    if certificate.revoked or not certificate.printed.legal_name:
        manifest.leave_out(certificate, _("Revoked meanwhile"))
        return
    try:
        made = paper_of(certificate, paper=paper, credential=text, pictures=pictures)
    except CannotPrint:
        manifest.leave_out(certificate, _("Our fonts lack a letter of the name"))
        return
    file = f"{certificate.serial}.pdf"
    held.writestr(_entry(file, now), made)
    manifest.add(certificate, file, 1, made)


def write_print(out: BinaryIO, work: BulkWork, steps: Steps, now: datetime) -> Built:
    """Volumes of some dozen pages in the order of the list, and a manifest.

    A paper that cannot be in a volume comes as a file of its own.
    """
    through, manifest = _Hashing(out), _Manifest()
    paper = SIZES[work.paper]
    with zipfile.ZipFile(through, "w") as held:
        for number, certificates in enumerate(steps, start=1):
            volume = []
            for one in certificates:
                if _fits(one):
                    volume.append(one)
                else:
                    _put(held, one, "", paper, manifest, now)
            _volume(held, f"print-{number:03}.pdf", volume, paper, manifest, now)
        held.writestr(_entry("manifest.csv", now), manifest.text())
    name = f"print-{now:%Y-%m-%d}.zip"
    return Built(name, through.digest.hexdigest(), manifest.left_out)


def _fits(certificate: Certificate) -> bool:
    """In a layout that can stand in a volume, still in force, and with a name."""
    layout = certificate.snapshot.get("layout")
    return layout != FIRST and not certificate.revoked and bool(certificate.printed.legal_name)


def _volume(
    held: zipfile.ZipFile,
    file: str,
    certificates: Sequence[Certificate],
    paper: Paper,
    manifest: _Manifest,
    now: datetime,
) -> None:
    """One file of many pages; without those that stop it, which are looked for one by one."""
    if not certificates:
        return
    pictures = pictures_of(certificates)
    papers = [paper_data(one, paper=paper, pictures=pictures) for one in certificates]
    try:
        made = render_volume(papers, title=file, at=now)
    except CannotPrint:
        good = [one for one in certificates if _prints(one, manifest)]
        if len(good) < len(certificates):
            _volume(held, file, good, paper, manifest, now)
            return
        raise
    held.writestr(_entry(file, now), made)
    for page, one in enumerate(certificates, start=1):
        manifest.add(one, file, page, b"")


def _prints(certificate: Certificate, manifest: _Manifest) -> bool:
    try:
        paper_of(certificate)
    except CannotPrint:
        manifest.leave_out(certificate, _("Our fonts lack a letter of the name"))
        return False
    return True


def write_register(out: BinaryIO, work: BulkWork, steps: Steps, now: datetime) -> Built:
    """The list as CSV, with names where who asked may read them."""
    digest = hashlib.sha256()
    rows = (export_row(one, now, names=work.names) for chunk in steps for one in chunk)
    for text in csv_chunks(export_header(names=work.names), rows):
        data = text.encode()
        digest.update(data)
        out.write(data)
    return Built(f"register-{now:%Y-%m-%d}.csv", digest.hexdigest())
