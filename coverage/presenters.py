"""What the coverage page and its CSV say. No queries here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.models import Requirement
from coverage.parish_map import tile_map
from coverage.report import Line, Report
from coverage.rules import LAPSE_DAYS, WorkplaceState
from coverage.words import number, share_text

MOST_WORKPLACES = 200


@dataclass(frozen=True)
class Row:
    """A row of one of the page's tables. `tag` is (words, tone) of a state or an alarm."""

    name: str
    href: str
    place: str
    certified: str
    filled: str
    share: str
    percent: int | None
    missing: str
    tags: list[tuple[str, str]]


STATE_TONES = {
    WorkplaceState.COVERED: "ok",
    WorkplaceState.NOBODY: "bad",
    WorkplaceState.NO_HEADCOUNT: "due",
}


def state_text(state: WorkplaceState) -> str:
    """A workplace's state in words."""
    return {
        WorkplaceState.COVERED: _("Covered"),
        WorkplaceState.NOBODY: _("Nobody certified"),
        WorkplaceState.NO_HEADCOUNT: _("No head-count"),
    }[state]


def _tags(line: Line) -> list[tuple[str, str]]:
    tags = []
    if line.state:
        tags.append((state_text(line.state), STATE_TONES[line.state]))
    if line.tally.is_over:
        tags.append((_("More on the roster than counted"), "bad"))
    return tags


def row(line: Line, chosen: dict[str, str]) -> Row:
    """A line as the page shows it, leading on to its workplaces."""
    href = "" if line.kind == "workplace" else address({**chosen, line.kind: line.code})
    return Row(
        name=line.name,
        href=href,
        place=line.parish,
        certified=number(line.tally.certified),
        filled=number(line.tally.filled),
        share=share_text(line.tally),
        percent=line.tally.percent,
        missing=number(line.tally.missing),
        tags=_tags(line),
    )


def address(chosen: dict[str, str], name: str = "coverage:overview") -> str:
    """The address of a view: what is not chosen is left out."""
    query = urlencode({key: value for key, value in chosen.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


def figures(report: Report, chosen: dict[str, str]) -> list[dict[str, str]]:
    """The large numbers at the top, each with what it is of."""
    total = report.total
    share = {"label": _("Coverage"), "value": share_text(total), "of": _("of people in post")}
    if total.filled is None:
        share |= {"value": _("not known"), "of": _("no head-count")}
    in_post = _("of %(filled)s in post") % {"filled": number(total.filled)}
    nobody = address({**chosen, "only": "nobody"}) + "#workplaces"
    return [
        share,
        {
            "label": _("Certified"),
            "value": number(total.certified),
            "of": in_post if total.filled is not None else _("no head-count"),
        },
        {
            "label": _("Workplaces with nobody"),
            "value": number(report.nobody),
            "of": _("of %(all)s workplaces") % {"all": number(len(report.workplaces))},
            "tone": "bad" if report.nobody else "ok",
            "href": nobody,
        },
        {
            "label": _("Lapse within %(days)d days") % {"days": LAPSE_DAYS},
            "value": number(total.lapsing),
            "of": _("of %(certified)s certified") % {"certified": number(total.certified)},
        },
    ]


def remarks(report: Report) -> list[str]:
    """What the total leaves out, and what cannot be right."""
    said = []
    if report.without:
        said.append(
            _("Not in the total, because nobody counted heads: %(names)s.")
            % {"names": ", ".join(report.without)}
        )
    if report.total.left_out:
        people = report.total.left_out
        said.append(
            ngettext(
                "%(people)s person on the roster is in a cadre without a head-count and is left out.",
                "%(people)s people on the roster are in cadres without a head-count and are left out.",
                people,
            )
            % {"people": number(people)}
        )
    over = [line.name for line in [*report.agencies, *report.parishes] if line.tally.is_over]
    if over:
        said.append(
            _("More people on the roster than were counted: %(names)s. One of the two is wrong.")
            % {"names": ", ".join(dict.fromkeys(over))}
        )
    return said


def through_text(report: Report, instead: Sequence[str]) -> str:
    """How many of the certified count through something else, and through what; empty for nobody."""
    if not report.through:
        return ""
    words = ngettext(
        "%(people)s of them counts through what counts instead of this certificate: %(names)s.",
        "%(people)s of them count through what counts instead of this certificate: %(names)s.",
        report.through,
    )
    return words % {"people": number(report.through), "names": ", ".join(instead)}


def page(
    report: Report,
    requirement: Requirement,
    chosen: dict[str, str],
    *,
    only: str,
    instead: Sequence[str] = (),
) -> dict[str, Any]:
    """Everything the page shows of a report. `instead` names what counts instead of its programme."""
    places = [
        line
        for line in report.workplaces
        if only != "nobody" or line.state is WorkplaceState.NOBODY
    ]
    narrowed = bool(chosen.get("agency") or chosen.get("parish"))
    return {
        "requirement": requirement,
        "day": date_format(report.day, "j F Y"),
        "figures": figures(report, chosen),
        "remarks": remarks(report),
        "through": through_text(report, instead),
        "instead": ", ".join(instead),
        "agencies": [row(line, chosen) for line in report.agencies],
        "parishes": [] if chosen.get("parish") else [row(line, chosen) for line in report.parishes],
        "map": tile_map(report),
        "workplaces": [row(line, chosen) for line in places[:MOST_WORKPLACES]],
        "places": places,
        "workplaces_all": len(places),
        "cut": len(places) > MOST_WORKPLACES,
        "narrowed": narrowed,
        "only": only,
        "all_href": address(chosen | {"agency": "", "parish": ""}),
        "csv_href": address(chosen, "coverage:csv"),
    }


def csv_header() -> list[str]:
    """The first line of the CSV. Names of columns are fixed: programs read them."""
    return [
        "day",
        "requirement",
        "level",
        "code",
        "name",
        "parish",
        "certified",
        "head_count",
        "per_cent",
        "missing",
        "on_roster",
        "lapse_within_90_days",
        "state",
    ]


def csv_rows(report: Report, requirement: Requirement) -> Iterator[list[object]]:
    """The report line by line: the total, agencies, parishes, workplaces. Empty: not known."""
    total = Line("total", "", _("Total"), report.total)
    for line in [total, *report.agencies, *report.parishes, *report.workplaces]:
        counted = line.tally
        yield [
            report.day,
            requirement.title,
            line.kind,
            line.code,
            line.name,
            line.parish,
            counted.certified,
            counted.filled,
            counted.percent,
            counted.missing,
            counted.roster,
            counted.lapsing,
            str(line.state) if line.state else "",
        ]
