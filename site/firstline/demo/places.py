"""Areas, agencies, cadres, workplaces and head-counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstline.demo import texts
from firstline.setting_up.places import add_missing, read_places
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

    def keeper_of(self, workplace: str, agency: str) -> Agency:
        """The pilot's unit for one of its workplaces, else the agency."""
        return self.agencies[texts.pilot_units().get(workplace, agency)]


def load_places(*, by: Actor, counted_on: date) -> Places:
    """Everything in `places.toml`. Head-counts are dated `counted_on`."""
    data, places = texts.places(), Places()
    add_missing(by=by, data=read_places("jamaica"))
    places.areas = {area.code: area for area in Area.objects.all()}
    places.cadres = {cadre.code: cadre for cadre in Cadre.objects.all()}
    places.agencies = {agency.code: agency for agency in Agency.objects.all()}
    for unit in texts.pilot()["units"]:
        places.agencies[unit["code"]] = actions.add_agency(
            by=by, code=unit["code"], name=unit["name"], parent=places.agencies[unit["below"]]
        )
    for row in data["workplaces"]:
        places.workplaces[row["code"]] = actions.add_workplace(
            by=by,
            code=row["code"],
            name=row["name"],
            agency=places.keeper_of(row["code"], row["agency"]),
            area=places.areas[row["area"]],
        )
    _record_headcounts(by, data, places, counted_on)
    return places


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
            count(workplace.agency.code, cadre, filled, filled, workplace=workplace)
