"""A country's areas, agencies and kinds of post from one file. What is there already stays as it is."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from foundation.audit.actors import Actor
from people import actions
from people.errors import BadValue
from people.models import Agency, Area, Cadre


def _name(most: int) -> dict[str, object]:
    """One line of text that says something, of at most so many letters."""
    return {
        "type": "string",
        "pattern": r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$",
        "maxLength": most,
    }


# The lengths are those that the register keeps. An agency's code is typed at sign-in: case does not matter.
_CODE = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,50}$"}
_AGENCY = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]{1,11}$"}


def _names(most: int) -> dict[str, object]:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": _CODE,
        "additionalProperties": _name(most),
    }


def _object(**properties: object) -> dict[str, object]:
    required = [name for name in properties if name != "parent"]
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


SHAPE = _object(
    country=_object(code=_CODE, name=_name(100)),
    regions={"type": "array", "items": _object(code=_CODE, name=_name(100), parishes=_names(100))},
    cadres=_names(80),
    agencies={"type": "array", "items": _object(code=_AGENCY, name=_name(120), parent=_AGENCY)},
)
KNOWN = {"jamaica": Path(__file__).with_name("jamaica.toml")}


def read_places(name: str) -> dict[str, Any]:
    """The file of a known country, or the TOML file at this path. Raises BadValue."""
    path = KNOWN.get(name, Path(name))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadValue(
            _("%(name)s cannot be read: %(why)s") % {"name": name, "why": error}
        ) from error
    _check(name, data)
    return data


def _check(name: str, data: Mapping[str, Any]) -> None:
    """Raise BadValue with the first place that is not as `SHAPE` says."""
    if (error := next(Draft202012Validator(SHAPE).iter_errors(data), None)) is not None:
        place = "/".join(str(part) for part in error.absolute_path) or _("its first lines")
        raise BadValue(
            _("%(name)s, at %(place)s: %(why)s. jamaica.toml shows the shape.")
            % {"name": name, "place": place, "why": error.message}
        )
    _once(name, [data["country"]["code"], *_area_codes(data)])
    _once(name, [agency["code"].upper() for agency in data["agencies"]])
    known: set[str] = set()
    for agency in data["agencies"]:
        above = agency.get("parent")
        if above is not None and above.upper() not in known:
            raise BadValue(
                _("%(name)s: %(code)s stands below %(above)s, which has to come before it.")
                % {"name": name, "code": agency["code"], "above": above}
            )
        known.add(agency["code"].upper())


def _area_codes(data: Mapping[str, Any]) -> Iterator[str]:
    for region in data["regions"]:
        yield region["code"]
        yield from region["parishes"]


def _once(name: str, codes: Iterable[str]) -> None:
    """Raise BadValue with the first code that stands there twice: the second place would be lost."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise BadValue(
                _("%(name)s: the code %(code)s stands there twice.") % {"name": name, "code": code}
            )
        seen.add(code)


@transaction.atomic
def add_missing(*, by: Actor, data: Mapping[str, Any]) -> int:
    """Add what the file names and the register does not have, by code. Returns how many were added."""
    return _add_areas(by, data) + _add_cadres(by, data) + _add_agencies(by, data)


def _add_areas(by: Actor, data: Mapping[str, Any]) -> int:
    areas = {area.code: area for area in Area.objects.all()}
    before = len(areas)

    def area(code: str, name: str, kind: str, parent: Area | None = None) -> Area:
        if code not in areas:
            areas[code] = actions.add_area(by=by, code=code, name=name, kind=kind, parent=parent)
        return areas[code]

    country = area(**data["country"], kind=Area.Kind.COUNTRY)
    for row in data["regions"]:
        region = area(row["code"], row["name"], Area.Kind.REGION, country)
        for code, name in row["parishes"].items():
            area(code, name, Area.Kind.PARISH, region)
    return len(areas) - before


def _add_cadres(by: Actor, data: Mapping[str, Any]) -> int:
    there = set(Cadre.objects.values_list("code", flat=True))
    missing = {code: name for code, name in data["cadres"].items() if code not in there}
    for code, name in missing.items():
        actions.add_cadre(by=by, code=code, name=name)
    return len(missing)


def _add_agencies(by: Actor, data: Mapping[str, Any]) -> int:
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    before = len(agencies)
    for row in data["agencies"]:
        code, above = row["code"].upper(), row.get("parent", "").upper()
        if code not in agencies:
            agencies[code] = actions.add_agency(
                by=by, code=code, name=row["name"], parent=agencies.get(above)
            )
    return len(agencies) - before
