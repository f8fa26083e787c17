"""A focal person's part: coverage of their agency, who is due, what waits, and where nobody is certified."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.elsewhere.permissions import courses_to_decide
from certificates.names.queries import disputes_to_decide
from coverage.report import Report
from firstline.home.numbers import courses_item, duplicates_link, figures, nobody_group, report_for
from firstline.home.sections import Empty, Figure, Group, Item, Section, waits
from people.claims.queries import waiting_requests
from people.duplicates.queries import pairs_to_decide
from people.headcounts import Disagreement, disagreements
from people.models import User
from people.permissions import staff_visible_to
from people.states import HERE, in_state

DISAGREEING = 3


@dataclass(frozen=True)
class FocalFacts:
    """Coverage within the own agency, how many people its rosters hold, and what waits."""

    report: Report | None
    on_roster: int
    overdue: int
    due: int
    asking: int
    pairs: int
    names: int
    courses: int
    differing: list[Disagreement]


def facts(user: User, day: date) -> FocalFacts:
    """A number of queries that does not grow with people or workplaces."""
    staff = staff_visible_to(user)
    return FocalFacts(
        report=report_for(user, day),
        on_roster=in_state(staff, HERE, day).count(),
        overdue=in_state(staff, "overdue", day).count(),
        due=in_state(staff, "due", day).count(),
        asking=waiting_requests(user),
        pairs=pairs_to_decide(user),
        names=disputes_to_decide(user),
        courses=courses_to_decide(user).count(),
        differing=disagreements(user, day),
    )


def section(known: FocalFacts) -> Section:
    """What the page says to a focal person. No queries."""
    empty = Empty(
        _("Nothing is required of your agency yet"),
        _("When the Secretariat requires a certificate, you see here who is missing it."),
    )
    report = known.report
    return Section(
        "focal",
        _("Your agency"),
        figures=[*figures(report), *_figures(known)],
        groups=[
            waits(_waiting(known)),
            *([nobody_group(report)] if report else []),
            *_disagreeing(known),
        ],
        links=_links(known),
        empty=None if report else empty,
        about=report.requirement if report else "",
    )


def _figures(known: FocalFacts) -> list[Figure]:
    people = reverse("people:roster")
    return [
        Figure(
            _("With a course due"),
            f"{known.due:,}",
            _("of %(count)s on your rosters") % {"count": f"{known.on_roster:,}"},
            href=f"{people}?state=due",
        ),
        Figure(
            _("Overdue"),
            f"{known.overdue:,}",
            _("you can remind them all at once") if known.overdue else _("everybody is in time"),
            tone="bad" if known.overdue else "ok",
            href=f"{people}?state=overdue",
        ),
    ]


def _waiting(known: FocalFacts) -> list[Item]:
    """What only the focal person can decide."""
    items = []
    if known.asking:
        words = ngettext("%(n)d person asks to join", "%(n)d people ask to join", known.asking)
        items.append(
            Item(
                words % {"n": known.asking},
                reverse("requests:list"),
                hint=_("Until you decide they count nowhere."),
                tag=_("To decide"),
                tone="due",
            )
        )
    if known.pairs:
        text, href = duplicates_link(known.pairs)
        items.append(Item(text, href, tag=_("To decide"), tone="due"))
    if known.names:
        words = _("Names that people dispute: %(count)d") % {"count": known.names}
        items.append(Item(words, reverse("names:list"), tag=_("To decide"), tone="due"))
    if known.courses:
        items.append(courses_item(known.courses))
    over = sum(one.is_over for one in known.differing)
    if over:
        words = ngettext(
            "%(n)d roster is larger than its head-count",
            "%(n)d rosters are larger than their head-counts",
            over,
        )
        items.append(
            Item(words % {"n": over}, reverse("imports:list"), tag=_("Look again"), tone="bad")
        )
    return items


def _disagreeing(known: FocalFacts) -> list[Group]:
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
        for one in known.differing[:DISAGREEING]
    ]
    more = (_("Send a new head-count or roster"), reverse("imports:list"))
    title = _("Head-counts that do not fit the roster (%(count)d)") % {
        "count": len(known.differing)
    }
    return [Group(title, items, "", more=more)]


def _links(known: FocalFacts) -> list[tuple[str, str]]:
    coverage = [(_("Open coverage"), reverse("coverage:overview"))] if known.report else []
    return [
        *coverage,
        (_("Files of rosters and head-counts"), reverse("imports:list")),
        (_("People without a sign-in"), reverse("sign_ins:list")),
        (_("Who needs another attempt"), reverse("assessments:stuck")),
    ]
