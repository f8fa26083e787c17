"""What the pages of work in bulk say. No queries here."""

from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import BulkWork
from foundation.jobs.models import Job
from foundation.jobs.presenters import TONES


@dataclass(frozen=True)
class BulkRow:
    """A work in the list."""

    title: str
    href: str
    count: int
    asked: str
    state: str
    tone: str


@dataclass(frozen=True)
class BulkPage:
    """One work: what it is, and its file while there is one."""

    title: str
    rows: list[tuple[str, str]]
    fetch: str
    gone: bool
    left_out: list[tuple[str, str]]


def bulk_row(work: BulkWork, now: datetime) -> BulkRow:
    """A work in the list, its job loaded."""
    state = Job.Status(work.job.status) if work.job else Job.Status.DONE
    return BulkRow(
        title=work.get_kind_display(),
        href=reverse("register:bulk_work", args=[work.uuid]),
        count=len(work.certificates),
        asked=_moment(work.asked_at),
        state=str(state.label),
        tone=TONES[state],
    )


def bulk_page(work: BulkWork, now: datetime) -> BulkPage:
    """One work, its job loaded."""
    rows = [(_("Certificates"), str(len(work.certificates)))]
    there = bool(work.file_name and work.expires_at and work.expires_at > now)
    if there and work.expires_at:
        rows += [
            (_("File"), f"{work.file_name}, {filesizeformat(work.file_bytes)}"),
            (_("Can be fetched until"), _moment(work.expires_at)),
            (_("SHA-256 of the file"), work.file_digest),
        ]
    return BulkPage(
        title=work.get_kind_display(),
        rows=rows,
        fetch=reverse("register:bulk_file", args=[work.uuid]) if there else "",
        gone=bool(work.expires_at) and not there,
        left_out=[(serial, why) for serial, why in work.left_out],
    )


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")
