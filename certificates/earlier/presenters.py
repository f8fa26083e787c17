"""What pages say of earlier certificates. No queries here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from certificates.earlier.checking import Judged, Verdict
from certificates.models import EarlierCertificate
from certificates.presenters import day_text

MARK = lazy("Recorded, not issued here")
WORDS = {
    Verdict.NEW: (lazy("New"), "ok"),
    Verdict.SAME: (lazy("On record already"), "info"),
    Verdict.TWICE: (lazy("Twice in the list"), "due"),
    Verdict.ERROR: (lazy("To be mended"), "bad"),
}


@dataclass(frozen=True)
class EarlierCard:
    """An earlier certificate, wherever it is shown."""

    key: UUID
    who: str
    title: str
    provider: str
    number: str
    issued: str
    until: str
    ends: bool
    over: bool


def earlier_card(one: EarlierCertificate, today: date, *, who: str = "") -> EarlierCard:
    """What is known of it. `who` where it is shown to somebody else than its holder."""
    return EarlierCard(
        key=one.uuid,
        who=who,
        title=one.title,
        provider=one.provider,
        number=one.number,
        issued=day_text(one.issued_on),
        until=day_text(one.valid_until) if one.valid_until else _("No last day given"),
        ends=one.valid_until is not None,
        over=one.valid_until is not None and one.valid_until < today,
    )


@dataclass(frozen=True)
class CheckedRow:
    """A row of a list with its verdict."""

    line: int
    who: str
    title: str
    verdict: str
    tone: str
    problems: list[str]


def checked_row(one: Judged) -> CheckedRow:
    """A line of the page."""
    words, tone = WORDS[one.verdict]
    return CheckedRow(one.line, one.who, one.title, str(words), tone, one.problems)


def counted(judged: Iterable[Judged]) -> list[tuple[str, str]]:
    """How many rows of each verdict, those that there are."""
    found = Counter(one.verdict for one in judged)
    return [(str(WORDS[v][0]), str(found[v])) for v in Verdict if found[v]]
