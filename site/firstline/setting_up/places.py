"""A country's areas, agencies and kinds of post from one file. What is there already stays as it is."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from foundation.audit.actors import Actor
from people import actions
from people.errors import BadValue
from people.models import Agency, Area, Cadre

_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_TEXTS = {"type": "object", "minProperties": 1, "additionalProperties": _TEXT}


def _object(**properties: object) -> dict[str, object]:
    required = [name for name in properties if name != "parent"]
    return {"type": "object", "required": required, "properties": properties}


SHAPE = _object(
    country=_object(code=_TEXT, name=_TEXT),
    regions={"type": "array", "items": _object(code=_TEXT, name=_TEXT, parishes=_TEXTS)},
    cadres=_TEXTS,
    agencies={"type": "array", "items": _object(code=_TEXT, name=_TEXT, parent=_TEXT)},
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
    known: set[str] = set()
    for agency in data["agencies"]:
        above = agency.get("parent")
        if above is not None and above not in known:
            raise BadValue(
                _("%(name)s: %(code)s stands below %(above)s, which has to come before it.")
                % {"name": name, "code": agency["code"], "above": above}
            )
        known.add(agency["code"])


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
        if row["code"] not in agencies:
            agencies[row["code"]] = actions.add_agency(
                by=by, code=row["code"], name=row["name"], parent=agencies.get(row.get("parent"))
            )
    return len(agencies) - before
