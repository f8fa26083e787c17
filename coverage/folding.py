"""Many workplaces, folded by parish. No queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.presenters import Row, address, row
from coverage.report import Line, Report
from coverage.rules import WorkplaceState
from coverage.words import number

# As many as are read without folding, and as many as a fold shows before it leads on to its parish.
FEW, MOST_IN_FOLD = 20, 20


@dataclass(frozen=True)
class Fold:
    """The workplaces of a parish. `more` are the words and the address of all of them."""

    name: str
    hint: str
    rows: list[Row]
    more: tuple[str, str] | None


def folds(report: Report, places: Sequence[Line], chosen: dict[str, str], only: str) -> list[Fold]:
    """The parishes of `places`, in the order of the report. None: a table is shorter than folds."""
    names = list(dict.fromkeys([*(p.name for p in report.parishes), *(p.parish for p in places)]))
    by_parish = {name: [place for place in places if place.parish == name] for name in names}
    peopled = {name: lines for name, lines in by_parish.items() if lines}
    if len(places) <= FEW or len(peopled) < 2:
        return []
    codes = {line.name: line.code for line in report.parishes}
    return [
        _fold(name, lines, chosen | {"parish": codes.get(name, ""), "only": only})
        for name, lines in peopled.items()
    ]


def _fold(name: str, lines: list[Line], chosen: dict[str, str]) -> Fold:
    href = address(chosen) + "#workplaces" if chosen["parish"] else ""
    cut = href and len(lines) > MOST_IN_FOLD
    shown = lines[:MOST_IN_FOLD] if cut else lines
    more = _("See all %(count)s") % {"count": number(len(lines))}
    return Fold(
        name or _("Outside the parishes"),
        _hint(lines),
        [row(line, chosen) for line in shown],
        (more, href) if cut else None,
    )


def _hint(lines: list[Line]) -> str:
    """How many of them have nobody."""
    nobody = sum(line.state is WorkplaceState.NOBODY for line in lines)
    if not nobody:
        return ngettext(
            "%(all)s workplace, with somebody certified",
            "%(all)s workplaces, each with somebody certified",
            len(lines),
        ) % {"all": number(len(lines))}
    return ngettext(
        "%(nobody)s of %(all)s workplace has nobody",
        "%(nobody)s of %(all)s workplaces have nobody",
        len(lines),
    ) % {"nobody": number(nobody), "all": number(len(lines))}
