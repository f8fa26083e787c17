"""Agencies, workplaces, parishes and posts by what a file calls them. Read once, for one import."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from people.models import Agency, Area, Cadre, Workplace

Thing = TypeVar("Thing")
# Of 5,000 names the nearest one takes some 50 ms.
MOST_TRIED = 200
LIKE = 0.75
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def place_key(text: str) -> str:
    """A name or code as it is compared: without case, accents and signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(plain))


class NotFound(Exception):
    """Nothing, or more than one thing, is called so. `code` says which, `near` what may be meant."""

    def __init__(self, code: str, near: str = "") -> None:
        super().__init__(code)
        self.code, self.near = code, near


@dataclass
class Nearest:
    """What a text that names nothing may have meant. Only so many texts are tried for one file."""

    names: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)

    def to(self, text: str) -> str:
        """The name that is most like `text`; empty if none is like it."""
        key = place_key(text)
        if key not in self.tried and len(self.tried) < MOST_TRIED:
            like = get_close_matches(key, self.names, n=1, cutoff=LIKE)
            self.tried[key] = self.names[like[0]] if like else ""
        return self.tried.get(key, "")


@dataclass(frozen=True)
class Found:
    """A workplace with what is needed of it."""

    pk: int
    name: str
    agency: int
    area_path: str


@dataclass
class Places:
    """Everything that rows of one agency may name."""

    agency: Agency
    units: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    areas: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    cadres: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    workplaces: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    near_cadre: Nearest = field(default_factory=Nearest)
    near_workplace: Nearest = field(default_factory=Nearest)

    def unit(self, text: str) -> int:
        """The agency's own unit called `text`. Raises NotFound."""
        return _only(self.units, text, "unit")

    def area(self, text: str) -> tuple[int, str]:
        """A parish or region: its key and its path. Raises NotFound."""
        return _only(self.areas, text, "area")

    def cadre(self, text: str) -> int:
        """A kind of post. Raises NotFound."""
        return _only(self.cadres, text, "cadre", self.near_cadre)

    def workplace(self, text: str, area_path: str = "") -> Found:
        """A workplace of the agency, in the area if one is named. Raises NotFound."""
        named = self.workplaces.get(place_key(text), [])
        there = [found for found in named if found.area_path.startswith(area_path)]
        if len(there) == 1:
            return there[0]
        if named and not there:
            raise NotFound("workplace_elsewhere")
        if there:
            raise NotFound("workplace_many")
        raise NotFound("workplace", self.near_workplace.to(text))


def _only(
    known: dict[str, list[Thing]], text: str, code: str, nearest: Nearest | None = None
) -> Thing:
    found = known.get(place_key(text), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"{code}_many")
    raise NotFound(code, nearest.to(text) if nearest else "")


def places_of(agency: Agency) -> Places:
    """What the rows of a file of `agency` may name: its units and their workplaces. Four queries."""
    places = Places(agency)
    for pk, code, name in Agency.objects.filter(path__startswith=agency.path).values_list(
        "pk", "code", "name"
    ):
        _enter(places.units, pk, code, name)
    for pk, code, name, path in Area.objects.values_list("pk", "code", "name", "path"):
        _enter(places.areas, (pk, path), code, name)
    for pk, code, name in Cadre.objects.values_list("pk", "code", "name"):
        _enter(places.cadres, pk, code, name)
        places.near_cadre.names[place_key(name)] = name
    rows = Workplace.objects.filter(agency__path__startswith=agency.path)
    for pk, code, name, unit, path in rows.values_list(
        "pk", "code", "name", "agency_id", "area__path"
    ):
        _enter(places.workplaces, Found(pk, name, unit, path), code, name)
        places.near_workplace.names[place_key(name)] = name
    return places


def _enter(known: dict[str, list[Thing]], thing: Thing, code: str, name: str) -> None:
    for key in {place_key(code), place_key(name)}:
        known[key].append(thing)
