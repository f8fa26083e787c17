"""What a person's page says, from objects that are loaded already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Exemption, Posting, StaffRecord
from people.presenters import Tag, is_open, leaving_tags, span_of

Link = tuple[str, str]


def day_words(day: date) -> str:
    """ "3 March 2026"."""
    return date_format(day, "j F Y")


@dataclass(frozen=True)
class ServiceRow:
    """A posting with what may be done to it."""

    place: str
    hint: str
    span: str
    tag: Tag | None
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class RecordCard:
    """One agency's record of the person."""

    agency: str
    login: str
    facts: list[tuple[str, str]]
    tags: list[Tag]
    service: list[ServiceRow]
    exemptions: list[ServiceRow]
    links: list[Link]


def state_tags(record: StaffRecord, exempt: bool, today: date) -> list[Tag]:
    """In a word: left, leaves, exempt; nothing for somebody who simply serves."""
    leaving = leaving_tags(record, today)
    return leaving or ([(_("Exempt"), "info")] if exempt else [])


def record_card(
    record: StaffRecord,
    *,
    today: date,
    keeps: bool,
    exemptions: Iterable[Exemption],
    elsewhere: bool = False,
) -> RecordCard:
    """A record with its postings, newest first. Links are for keepers; postings are prefetched.

    `elsewhere` says that the reader keeps another agency's roster as well.
    """
    standing = [e for e in exemptions if e.staff_record_id == record.pk]
    postings = sorted(record.postings.all(), key=lambda p: (p.starts_on, p.pk), reverse=True)
    in_force = any(e.starts_on <= today <= e.ends_on for e in standing)
    facts = [(_("Signs in as"), str(record))]
    if keeps and record.email:
        facts.append((_("E-mail address"), record.email))
    return RecordCard(
        agency=record.agency.name,
        login=str(record),
        facts=facts,
        tags=state_tags(record, in_force, today),
        service=[_service(record, posting, today, keeps=keeps) for posting in postings],
        exemptions=[_exemption(record, e, today, keeps=keeps) for e in standing],
        links=_links(record, postings, today, elsewhere=elsewhere) if keeps else [],
    )


def _to(name: str, record: StaffRecord, *args: int) -> str:
    return reverse(f"people:{name}", args=[record.person.uuid, record.pk, *args])


def _service(record: StaffRecord, posting: Posting, today: date, *, keeps: bool) -> ServiceRow:
    tag = None
    if posting.starts_on > today:
        tag = (_("Begins later"), "info")
    elif is_open(posting, today):
        tag = (_("Serves here"), "ok")
    links = []
    if keeps:
        links.append((_("Correct"), _to("correct", record, posting.pk)))
        if posting.ends_on is None:
            links.append((_("End"), _to("end", record, posting.pk)))
    parish = posting.workplace.area.name
    return ServiceRow(
        place=f"{posting.workplace.name}, {posting.cadre.name}",
        hint=parish,
        span=span_of(posting),
        tag=tag,
        links=links,
    )


def _exemption(record: StaffRecord, given: Exemption, today: date, *, keeps: bool) -> ServiceRow:
    span = _("%(start)s to %(end)s") % {
        "start": day_words(given.starts_on),
        "end": day_words(given.ends_on),
    }
    links = []
    if keeps:
        links = [
            (_("Change the last day"), _to("exempt_until", record, given.pk)),
            (_("Take back"), _to("exempt_not", record, given.pk)),
        ]
    now = given.starts_on <= today <= given.ends_on
    # Why somebody is away is for those who keep the roster.
    reason = given.get_reason_display() if keeps else _("Exempt")
    return ServiceRow(str(reason), "", span, (_("Now"), "info") if now else None, links)


def _links(
    record: StaffRecord, postings: list[Posting], today: date, *, elsewhere: bool
) -> list[Link]:
    if record.left_on is not None:
        back = [(_("Enter that they came back"), _to("return", record))]
        undo = [(_("They did not leave: take it back"), _to("undo_leaving", record))]
        return (back if record.left_on < today else []) + undo
    moves = any(posting.ends_on is None for posting in postings)
    move = [(_("Move to another place"), _to("move", record))] if moves else []
    post = _("Add a second post") if moves else _("Post them somewhere")
    return [
        *move,
        (post, _to("second", record)),
        *([(_("Move to another agency"), _to("agency", record))] if elsewhere else []),
        (_("Exempt for some time"), _to("exempt", record)),
        (_("Correct the staff number"), _to("number", record)),
        (_("Enter that they leave"), _to("leave", record)),
    ]
