"""A focal person's part: coverage of their agency, and the workplaces that have nobody."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.names.queries import disputes_to_decide
from coverage.report import Report
from firstline.home.numbers import SHOWN, duplicates_link, figures, nobody_group, report_for
from firstline.home.sections import Empty, Figure, Group, Item, Section
from people.claims.queries import waiting_requests
from people.duplicates.queries import pairs_to_decide
from people.headcounts import Disagreement, disagreements
from people.models import User
from people.permissions import staff_visible_to
from people.states import HERE, in_state


@dataclass(frozen=True)
class FocalFacts:
    """Coverage within the own agency, and how many people its rosters hold."""

    report: Report | None
    on_roster: int
    asking: int
    pairs: int
    names: int
    differing: list[Disagreement]


def facts(user: User, day: date) -> FocalFacts:
    """A number of queries that does not grow with people or workplaces."""
    return FocalFacts(
        report=report_for(user, day),
        on_roster=in_state(staff_visible_to(user), HERE, day).count(),
        asking=waiting_requests(user),
        pairs=pairs_to_decide(user),
        names=disputes_to_decide(user),
        differing=disagreements(user, day),
    )


def section(known: FocalFacts) -> Section:
    """What the page says to a focal person. No queries."""
    title = _("Your agency")
    roster = Figure(
        _("People on your rosters"), f"{known.on_roster:,}", _("with an account or without")
    )
    asking = Figure(
        _("People asking to join"),
        f"{known.asking:,}",
        _("until you decide they count nowhere"),
        tone="bad" if known.asking else "",
        href=reverse("requests:list"),
    )
    if known.report is None:
        empty = Empty(
            _("Nothing is required of your agency yet"),
            _("When the Secretariat requires a certificate, you see here who is missing it."),
        )
        return Section(
            "focal",
            title,
            figures=[roster, asking],
            groups=_alarm(known),
            links=_links(known),
            empty=empty,
        )
    return Section(
        "focal",
        title,
        figures=[*figures(known.report), roster, asking],
        groups=[*_alarm(known), nobody_group(known.report)],
        links=[(_("Open coverage"), reverse("coverage:overview")), *_links(known)],
    )


def _alarm(known: FocalFacts) -> list[Group]:
    """Where a head-count and the roster cannot both be right. Nothing, where all fit."""
    if not known.differing:
        return []
    items = [
        Item(
            f"{one.place}, {one.cadre}",
            hint=_("%(roster)s on the roster, %(filled)s counted as filled on %(day)s")
            % {
                "roster": f"{one.on_roster:,}",
                "filled": f"{one.filled:,}",
                "day": date_format(one.counted_on, "j F Y"),
            },
            tag=_("Too many") if one.is_over else _("Too few"),
            tone="bad" if one.is_over else "due",
        )
        for one in known.differing[:SHOWN]
    ]
    more = (_("Send a new head-count or roster"), reverse("imports:list"))
    title = _("Head-counts that do not fit the roster (%(count)d)") % {
        "count": len(known.differing)
    }
    return [Group(title, items, "", more=more)]


def _links(known: FocalFacts) -> list[tuple[str, str]]:
    links = [
        (_("Files of rosters and head-counts"), reverse("imports:list")),
        (_("Slips and invitations"), reverse("sign_ins:list")),
        (_("Who needs another attempt"), reverse("assessments:stuck")),
    ]
    if known.names:
        words = _("Names that people dispute: %(count)d") % {"count": known.names}
        links.append((words, reverse("names:list")))
    return links + ([duplicates_link(known.pairs)] if known.pairs else [])
