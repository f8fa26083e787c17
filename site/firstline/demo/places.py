"""Areas, agencies, cadres, workplaces and head-counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstline.demo import texts
from foundation.audit.actors import Actor
from people import actions
from people.models import Agency, Area, Cadre, Workplace


@dataclass
class Places:
    """What was made, by code."""

    areas: dict[str, Area] = field(default_factory=dict)
    cadres: dict[str, Cadre] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    workplaces: dict[str, Workplace] = field(default_factory=dict)


def load_places(*, by: Actor, counted_on: date) -> Places:
    """Everything in `places.toml`. Head-counts are dated `counted_on`."""
    data, places = texts.places(), Places()
    _add_areas(by, data, places)
    for code, name in data["cadres"].items():
        places.cadres[code] = actions.add_cadre(by=by, code=code, name=name)
    for row in data["agencies"]:
        above = places.agencies.get(row.get("parent", ""))
        places.agencies[row["code"]] = actions.add_agency(
            by=by, code=row["code"], name=row["name"], parent=above
        )
    for row in data["workplaces"]:
        places.workplaces[row["code"]] = actions.add_workplace(
            by=by,
            code=row["code"],
            name=row["name"],
            agency=places.agencies[row["agency"]],
            area=places.areas[row["area"]],
        )
    _record_headcounts(by, data, places, counted_on)
    return places


def _add_areas(by: Actor, data: Mapping[str, Any], places: Places) -> None:
    kinds = Area.Kind
    country = actions.add_area(by=by, **data["country"], kind=kinds.COUNTRY)
    places.areas[country.code] = country
    for row in data["regions"]:
        region = actions.add_area(
            by=by, code=row["code"], name=row["name"], kind=kinds.REGION, parent=country
        )
        places.areas[region.code] = region
        for code, name in row["parishes"].items():
            places.areas[code] = actions.add_area(
                by=by, code=code, name=name, kind=kinds.PARISH, parent=region
            )


def _record_headcounts(by: Actor, data: Mapping[str, Any], places: Places, day: date) -> None:
    def count(agency: str, cadre: str, funded: int, filled: int, **level: Any) -> None:
        actions.record_establishment(
            by=by,
            agency=places.agencies[agency],
            cadre=places.cadres[cadre],
            counted_on=day,
            funded=funded,
            filled=filled,
            **level,
        )

    for row in data["agency_headcounts"]:
        for cadre, numbers in row["cadres"].items():
            count(row["agency"], cadre, numbers["funded"], numbers["filled"])
    for row in data["parish_headcounts"]:
        for parish, filled in row["filled"].items():
            count(row["agency"], row["cadre"], filled, filled, area=places.areas[parish])
    for row in data["workplaces"]:
        for cadre, filled in row["filled"].items():
            workplace = places.workplaces[row["code"]]
            count(row["agency"], cadre, filled, filled, workplace=workplace)
