"""What the map of parishes says: a tile for each, and its message in words. No queries here."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.report import Report
from coverage.rules import Tally, WorkplaceState
from coverage.tiles import TOTAL_WIDTH, height_of, lay_out
from coverage.words import share_text


def tile_map(report: Report) -> dict[str, Any] | None:
    """The parishes as tiles with the message in words; None for fewer than two."""
    if len(report.parishes) < 2:
        return None
    covered: dict[str, list[bool]] = {}
    for place in report.workplaces:
        covered.setdefault(place.parish, []).append(place.state is WorkplaceState.COVERED)
    tiles = lay_out(
        [
            (
                line.code,
                line.name,
                line.tally.percent,
                _tile_text(line.tally),
                _places_text(covered.get(line.name, [])),
            )
            for line in report.parishes
        ]
    )
    return {
        "tiles": tiles,
        "width": TOTAL_WIDTH,
        "height": height_of(tiles),
        "message": lowest_text(report),
    }


def _tile_text(counted: Tally) -> str:
    if counted.percent == 0 and counted.certified:
        return "<1%"
    return f"{counted.percent}%" if counted.percent is not None else "–"


def _places_text(covered: Sequence[bool]) -> str:
    """In how many of a parish's workplaces somebody is certified; short, for a tile."""
    if not covered:
        return ""
    return _("%(covered)d of %(all)d places") % {"covered": sum(covered), "all": len(covered)}


def lowest_text(report: Report) -> str:
    """The map's message: where coverage is lowest, and how many workplaces there have nobody."""
    known = [line for line in report.parishes if line.tally.percent is not None]
    if not known:
        return _("No parish has a head-count.")
    share = {line.code: line.tally.certified / (line.tally.filled or 1) for line in known}
    lowest = min(share.values())
    worst = [line for line in known if share[line.code] == lowest]
    # Somebody certified in a cadre without a head-count is somebody, though no share counts them.
    nobody = [line for line in known if not line.tally.certified_here]
    if len(nobody) > 1:
        return _("In %(count)d of %(all)d parishes nobody is certified.") % {
            "count": len(nobody),
            "all": len(known),
        }
    worst = nobody or worst
    empty = sum(
        line.state is WorkplaceState.NOBODY and line.parish == worst[0].name
        for line in report.workplaces
    )
    return ngettext(
        "Lowest: %(name)s, %(share)s; %(count)d workplace with nobody.",
        "Lowest: %(name)s, %(share)s; %(count)d workplaces with nobody.",
        empty,
    ) % {"name": worst[0].name, "share": share_text(worst[0].tally), "count": empty}
