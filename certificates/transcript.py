"""A person's transcript: what they were certified in, and the hours of it by category."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.earlier.presenters import MARK, EarlierCard
from certificates.hours import add_up, hours_text
from certificates.models import Certificate, EarlierCertificate
from certificates.presenters import day_text, hours_line, state_tag
from certificates.snapshot import Snapshot


@dataclass(frozen=True)
class TranscriptRow:
    """A certificate in the transcript."""

    programme: str
    course: str
    hours: str
    issued: str
    until: str
    state: str
    tone: str
    serial: str


@dataclass(frozen=True)
class Transcript:
    """Every certificate that was not revoked, the newest first, and their hours."""

    rows: list[TranscriptRow]
    total: str
    categories: list[tuple[str, str]]


def transcript(certificates: Iterable[Certificate], now: datetime) -> Transcript:
    """The transcript of one holder. Certificates are loaded `with_life()`; a revoked one is left out.

    Hours that were learned count also after a certificate has ended.
    """
    counted = [one for one in certificates if one.revoked is None]
    shown = [Snapshot.read(one.snapshot) for one in counted]
    total, categories = add_up((one.hours, one.hours_by_category) for one in shown)
    rows = []
    for certificate, snapshot in zip(counted, shown, strict=True):
        words, tone = state_tag(certificate, now)
        rows.append(
            TranscriptRow(
                programme=snapshot.programme,
                course=_("%(title)s, edition %(edition)d")
                % {"title": snapshot.course, "edition": snapshot.edition},
                hours=hours_line(snapshot),
                issued=day_text(snapshot.first_day),
                until=day_text(snapshot.final_day),
                state=words,
                tone=tone,
                serial=certificate.serial,
            )
        )
    return Transcript(
        rows=rows,
        total=hours_text(total) if total else "0",
        categories=[(category, hours_text(hours)) for category, hours in categories],
    )


def pdf_data(
    shown: Transcript,
    *,
    name: str,
    today: date,
    language: str,
    earlier: Sequence[EarlierCard] = (),
) -> dict[str, object]:
    """What the sheet of the transcript is given."""
    made = _("Made on %(day)s. Each certificate can be checked by its own code.")
    return {
        "title": _("Transcript of %(name)s") % {"name": name},
        "heading": _("Transcript"),
        "issuer": settings.ISSUER_NAME,
        "language": language.split("-")[0],
        "name": name,
        "made": made % {"day": day_text(today)},
        "header": [
            _("Certificate"),
            _("Course"),
            _("Hours"),
            _("Issued"),
            _("Valid to"),
            _("Serial number"),
            _("State"),
        ],
        "rows": [
            [row.programme, row.course, row.hours, row.issued, row.until, row.serial, row.state]
            for row in shown.rows
        ],
        "hours_heading": _("Hours of learning"),
        "hours_header": [_("Category"), _("Hours")],
        "categories": [*map(list, shown.categories), [_("All together"), shown.total]],
        "note": _("Certificates that have ended count. Revoked ones do not."),
        "earlier_heading": _("Earlier certificates"),
        "earlier_header": [
            _("Certificate"),
            _("Issued by"),
            _("Its number"),
            _("Issued"),
            _("Valid to"),
            _("State"),
        ],
        "earlier": [
            [one.title, one.provider, one.number, one.issued, one.until, str(MARK)]
            for one in earlier
        ],
    }


def csv_header() -> list[object]:
    """The first line of the file."""
    return [
        _("Serial number"),
        _("Certificate"),
        _("Course"),
        _("Edition"),
        _("Category"),
        _("Hours"),
        _("Issued"),
        _("Valid to"),
        _("State"),
        _("Issued by"),
        _("Number of that issuer"),
    ]


def earlier_csv_rows(earlier: Iterable[EarlierCertificate]) -> Iterator[list[object]]:
    """A line for each earlier certificate: no serial number and no hours of ours."""
    for one in earlier:
        days = [one.issued_on, one.valid_until]
        yield ["", one.title, "", "", "", "", *days, str(MARK), one.provider, one.number]


def csv_rows(certificates: Iterable[Certificate], now: datetime) -> Iterator[list[object]]:
    """A line for each certificate and category; one for what has no category."""
    for certificate in certificates:
        if certificate.revoked is not None:
            continue
        shown = Snapshot.read(certificate.snapshot)
        for category, hours in _shares(shown):
            yield [
                certificate.serial,
                shown.programme,
                shown.course,
                shown.edition,
                category,
                hours,
                shown.first_day,
                shown.final_day,
                state_tag(certificate, now)[0],
                shown.issuer,
                "",
            ]


def _shares(shown: Snapshot) -> Iterator[tuple[str, Decimal]]:
    named = [(category, Decimal(hours)) for category, hours in shown.hours_by_category]
    yield from named
    left = Decimal(shown.hours) - sum((hours for _category, hours in named), Decimal(0))
    if left > 0 or not named:
        yield "", left
