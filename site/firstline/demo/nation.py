"""Who serves in the thirteen parishes beside St Thomas. Pure: the same people whenever it is asked.

Only days depend on the day of loading: they lie so many days before it.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from firstline.demo import texts

SEED = 2026
SINCE_DAYS = (500, 4200)
MORE_COUNTED = 3


@dataclass(frozen=True)
class Place:
    """A workplace with its head-count by cadre."""

    code: str
    name: str
    agency: str
    area: str
    filled: Mapping[str, int]


@dataclass(frozen=True)
class Member:
    """A person on a roster."""

    agency: str
    number: str
    legal_name: str
    sex: str
    cadre: str
    workplace: str
    since_days: int

    def starts_on(self, today: date) -> date:
        """The first day of their post."""
        return today - timedelta(days=self.since_days)


@dataclass(frozen=True)
class Nation:
    """Workplaces, and everybody on their rosters in the order of workplaces."""

    places: tuple[Place, ...]
    members: tuple[Member, ...]

    def of(self, agency: str) -> list[Member]:
        """The members on the roster of one agency."""
        return [member for member in self.members if member.agency == agency]

    @property
    def agencies(self) -> list[str]:
        """The agencies that keep a roster here, each once."""
        return list(dict.fromkeys(member.agency for member in self.members))


def plan_nation() -> Nation:
    """The nation of `content/nation.toml`."""
    data, chance = texts.nation(), random.Random(SEED)  # noqa: S311 - nothing secret
    names = _names(data["names"], chance)
    places, members = [], []
    for kind in data["kinds"]:
        count = 0
        for area, name in kind["workplaces"].items():
            code = f"{kind['agency'].lower()}-{area}"
            places.append(_place(kind, code, name, area, data["overfull"], chance))
            for cadre, posts in kind["posts"].items():
                for _post in range(posts):
                    count += 1
                    legal_name, sex = next(names)
                    number = f"{kind['number']}{count:03d}"
                    since = chance.randint(*SINCE_DAYS)
                    members.append(
                        Member(kind["agency"], number, legal_name, sex, cadre, code, since)
                    )
    return Nation(tuple(places), tuple(_with_one_twice(members, data["twice"])))


def _names(words: Mapping[str, list[str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Names with their sex, none of them twice."""
    women = [(first, "female") for first in words["women"]]
    men = [(first, "male") for first in words["men"]]
    every = [
        (f"{first} {last}", sex) for first, sex in [*women, *women, *men] for last in words["last"]
    ]
    every = list(dict.fromkeys(every))
    chance.shuffle(every)
    return iter(every)


def _place(
    kind: Mapping[str, Any],
    code: str,
    name: str,
    area: str,
    overfull: Mapping[str, Any],
    chance: random.Random,
) -> Place:
    """A workplace where at least as many were counted as its roster names, except at the overfull one."""
    filled = {
        cadre: overfull["filled"]
        if code == overfull["workplace"]
        else posts + (chance.randint(0, MORE_COUNTED) if posts > 1 else 0)
        for cadre, posts in kind["posts"].items()
    }
    return Place(code, name, kind["agency"], area, filled)


def _with_one_twice(members: list[Member], twice: Mapping[str, Any]) -> Iterator[Member]:
    """The members, of whom the last of each of two agencies bears the same name."""
    last = {member.agency: member.number for member in members}
    for member in members:
        if member.agency in twice["agencies"] and member.number == last[member.agency]:
            member = replace(member, legal_name=twice["legal_name"], sex=twice["sex"])
        yield member
