"""What other rooms and the pages ask of protocols."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from people.models import Agency, Area, Cadre, Posting, User, rows_of
from people.permissions import Viewer, person_of
from protocols.compiling import Compiled, compile_draft
from protocols.contacts import current_entries
from protocols.models import ContactEntry, ProtocolDraft, ProtocolVersion
from protocols.permissions import signing_roles
from protocols.presenters import Where
from protocols.proof import Known
from protocols.rules import Document
from protocols.suspension import suspended_among

# Shown wherever somebody may be in danger, in this order. Codes of the ContactBook.
EMERGENCY_CODES = (
    "police-emergency",
    "fire-ambulance",
    "childrens-registry",
    "childrens-registry-whatsapp",
    "tip-secretariat",
)


@dataclass(frozen=True)
class Sheet:
    """A printable protocol in force: what it is called and where it is."""

    title: str
    url: str


def versions_in_force(day: date) -> list[ProtocolVersion]:
    """The newest version of each protocol that had begun by `day`, by title. One query."""
    newest: dict[str, ProtocolVersion] = {}
    for version in ProtocolVersion.objects.effective_on(day):
        newest.setdefault(version.slug, version)
    return sorted(newest.values(), key=lambda version: version.title)


def overdue_reviews(day: date) -> list[ProtocolVersion]:
    """Versions in force whose day of review has come, the longest overdue first. One query."""
    due = [version for version in versions_in_force(day) if version.review_due <= day]
    return sorted(due, key=lambda version: version.review_due)


def version_in_force(slug: str, day: date) -> ProtocolVersion | None:
    """The version of one protocol that holds on `day`, or None."""
    return ProtocolVersion.objects.effective_on(day).filter(slug=slug).first()


def emergency_contacts(day: date) -> list[ContactEntry]:
    """The numbers to show where somebody may be in danger, with their contacts. One query."""
    entries = current_entries(EMERGENCY_CODES, day)
    return [entries[code] for code in EMERGENCY_CODES if code in entries]


def sheets(day: date) -> list[Sheet]:
    """The printable sheets of all protocols in force and not suspended, open to all. Two queries."""
    versions = versions_in_force(day)
    suspended = suspended_among(versions)
    return [
        Sheet(version.title, reverse("protocols:sheet", args=[version.slug]))
        for version in versions
        if version.pk not in suspended
    ]


def compile_as_it_stands(draft: ProtocolDraft, day: date) -> Compiled:
    """A draft compiled against the ContactBook of `day`, parishes, cadres and its waivers. Four queries."""
    entries = current_entries(None, day)
    parishes = Area.objects.filter(kind=Area.Kind.PARISH).values_list("code", flat=True)
    waived = draft.waivers.values_list("wording_key", flat=True) if draft.pk else ()
    known = Known(
        contacts={code: entry.verified_on for code, entry in entries.items()},
        areas=frozenset(parishes),
        cadres=frozenset(Cadre.objects.values_list("code", flat=True)),
        waived=frozenset(waived),
    )
    return compile_draft(draft, known, day)


def last_version(draft: ProtocolDraft) -> ProtocolVersion | None:
    """The version that was frozen last, whether it is in force yet or not."""
    return draft.versions.order_by("frozen_at", "pk").last()


def version_before(version: ProtocolVersion) -> ProtocolVersion | None:
    """The version of the same draft that was frozen just before."""
    earlier = ProtocolVersion.objects.filter(draft=version.draft_id, pk__lt=version.pk)
    return earlier.order_by("pk").last()


def missing_roles(draft: ProtocolDraft, content_hash: str) -> list[str]:
    """The roles that have yet to sign exactly this content."""
    held = set(draft.signatures.filter(content_hash=content_hash).values_list("role", flat=True))
    return [role for role in signing_roles() if role not in held]


def same_human(field: str, user: User) -> Q:
    """Rows whose `field` is a sign-in of the human being behind `user`, whichever of theirs."""
    same = Q(**{field: user})
    if (person := person_of(user)) is not None:
        same |= Q(**{f"{field}__person__in": rows_of(person.pk)})
    return same


def wrote_since_last_version(draft: ProtocolDraft, user: User) -> bool:
    """True if this human being saved the draft since it was last frozen, under any sign-in."""
    edits = draft.edits.filter(same_human("edited_by", user))
    last = draft.versions.order_by("frozen_at").last()
    return (edits.filter(edited_at__gt=last.frozen_at) if last else edits).exists()


def parishes() -> list[tuple[str, str]]:
    """(code, name) of every parish by name."""
    rows = Area.objects.filter(kind=Area.Kind.PARISH).order_by("name")
    return list(rows.values_list("code", "name"))


@dataclass(frozen=True)
class Setting:
    """What a run offers to choose from, and where the user serves."""

    parishes: list[tuple[str, str]]
    agencies: list[tuple[str, str]]
    where: Where


def setting_of(user: Viewer, document: Document, day: date) -> Setting:
    """Parishes, the agencies to which steps of `document` speak, and where `user` serves on `day`.

    Three queries at most. An agency stands for those below it.
    """
    agencies = _agencies_of(document)
    area, path = _posting_of(user, day)
    above = [agency for agency in agencies if path.startswith(agency.path)]
    nearest = max(above, key=lambda agency: len(agency.path)).code if above else ""
    offered = [(agency.code, agency.name) for agency in agencies]
    return Setting(parishes(), offered, Where(area, nearest))


def agency_names(document: Document) -> dict[str, str]:
    """The names of the agencies to which steps of `document` speak, by their codes. One query at most."""
    return {agency.code: agency.name for agency in _agencies_of(document)}


def _agencies_of(document: Document) -> list[Agency]:
    codes = {code for step in document["steps"] for code in step["agencies"]}
    return list(Agency.objects.filter(code__in=codes).order_by("name")) if codes else []


def _posting_of(user: Viewer, day: date) -> tuple[str, str]:
    """(code of the parish, path of the agency) of somebody's newest posting, empty without one."""
    person = person_of(user)
    if person is None:
        return "", ""
    postings = Posting.objects.open_on(day).filter(staff_record__person__in=rows_of(person.pk))
    fields = ("workplace__area__kind", "workplace__area__code", "staff_record__agency__path")
    newest = postings.values_list(*fields).order_by("-starts_on").first()
    if newest is None:
        return "", ""
    kind, code, path = newest
    return (code if kind == Area.Kind.PARISH else ""), path
