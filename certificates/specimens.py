"""Specimens of a layout, on names that are hard to print: seen before anything is saved or issued.

A specimen has a word across it, a serial number that is none, and a code that nobody was or will be given.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.pictures import NO_PICTURES, Pictures
from certificates.printing import LAYOUTS, compiled, layout_data
from certificates.snapshot import Snapshot
from foundation.formats.typesetting import Paper, pictures

# Neither can come from the register: both are too short.
SERIAL, CODE = "SPECIMEN", "SPECIMEN"
AT = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = LAYOUTS / "specimen-1.typ"
# As wide as the place beside the form, on a screen with two dots for one.
DOTS_PER_INCH = 110
LONGEST = (
    "Wilhelmina Maximiliana Featherstonehaugh-Cholmondeley Montgomery-Wollstonecraft of "
    "Upper Saint Andrew"
)[:100]
NAMES: dict[str, tuple[str | Promise, str]] = {
    "usual": (gettext_lazy("A usual name"), "Marcia A. Campbell"),
    "long": (gettext_lazy("A hundred letters"), LONGEST),
    "unbroken": (gettext_lazy("A hundred letters without a space"), "W" * 100),
    "one": (gettext_lazy("One word"), "Suharto"),
    "marks": (gettext_lazy("Apostrophes and accents"), "Zoë O'Brien-D'Souza Łukasiewicz-Ñandú"),
    "arabic": (gettext_lazy("Arabic"), "محمد بن سلمى الأحمد"),
    "hebrew": (gettext_lazy("Hebrew"), "אסתר כהן"),
    "devanagari": (gettext_lazy("Devanagari"), "राधा कृष्णमूर्ति"),
    "chinese": (gettext_lazy("Chinese"), "王秀英"),
    "mixed": (gettext_lazy("Two directions in one name"), "Zoë محمد Nguyễn"),
}


def snapshot_of(
    programme: str, layout: str, fields: Mapping[str, str], language: str = "en"
) -> Snapshot:
    """What a certificate of this programme would say, with a made-up course, days and signatory."""
    return Snapshot(
        programme_code="specimen",
        programme=programme,
        course=_("Name of the course"),
        edition=1,
        hours="6.5",
        needed=16,
        out_of=20,
        issued_on="2026-01-01",
        last_day="2027-01-01",
        time_zone=settings.TIME_ZONE,
        issuer=settings.ISSUER_NAME,
        host_ministry=settings.HOST_MINISTRY,
        signatory_name=_("Name of the signatory"),
        signatory_office=_("Office of the signatory"),
        verify_at=settings.BASE_URL + reverse("certificates:verify_form"),
        layout=layout,
        language=language,
        layout_fields=fields,
    )


def specimen_pdf(snapshot: Snapshot, name: str, paper: Paper = "a4") -> bytes:
    """The specimen with one of NAMES. Raises CannotPrint for a letter that our fonts lack."""
    return compiled(SOURCE, _data(snapshot, name, paper, NO_PICTURES), at=AT)


def specimen_picture(
    snapshot: Snapshot, name: str, paper: Paper, signatures: Pictures
) -> list[bytes]:
    """The specimen's page as PNG, to be looked at beside a form; two if it is too long for one.

    Raises CannotPrint for a letter that our fonts lack.
    """
    data = _data(snapshot, name, paper, signatures)
    # In a picture a missing letter would be a box: only a paper refuses it.
    compiled(SOURCE, data, at=AT)
    return pictures(SOURCE, json.dumps(data), dots_per_inch=DOTS_PER_INCH)


def _data(snapshot: Snapshot, name: str, paper: Paper, signatures: Pictures) -> dict[str, Any]:
    given = layout_data(
        snapshot=snapshot,
        name=NAMES[name][1],
        serial=SERIAL,
        code=CODE,
        paper=paper,
        pictures=signatures,
    )
    return json.loads(json.dumps(given)) | {"mark": _("Specimen").upper()}
