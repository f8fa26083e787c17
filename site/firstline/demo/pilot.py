"""The pilot: units that go first, who passed there, and the requirement that they follow."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from certificates.models import Programme
from courses.actions import enrol
from courses.models import CourseEdition
from coverage.actions import add_requirement
from coverage.models import Requirement
from firstline.demo import texts
from firstline.demo.attempts import take_quiz, versions_asking
from firstline.demo.nation import Member, Nation
from firstline.demo.places import Places
from foundation.audit.actors import Actor
from people import actions
from people.models import StaffRecord, User

SEED = 14
# Before today: the day of the last group that sat the quiz, and how many days lie between two groups.
LAST_GROUP, BETWEEN_GROUPS = timedelta(days=4), timedelta(days=3)
GROUPS = 12
# The first groups sat it on the first edition.
EARLY_GROUPS = (timedelta(days=300), timedelta(days=210))
# How many questions people who pass get wrong, as often as it stands here.
WRONG = (0, 1, 1, 2, 2, 2, 3, 3, 4)
# The share of people who stumble over a hard question.
STUMBLES = 0.75


@dataclass(frozen=True)
class Certified:
    """Somebody of the pilot who passed: with which group, and with how many wrong answers."""

    member: Member
    group: int
    wrong: int


def plan_pilot(nation: Nation) -> tuple[Certified, ...]:
    """Who passed, the first group first. Pure: the same people whenever it is asked."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    passed = [
        Certified(member, chance.randrange(GROUPS), chance.choice(WRONG))
        for unit in texts.pilot()["units"]
        for place, count in unit["workplaces"].items()
        for member in _first(nation.members, place, count)
    ]
    return tuple(sorted(passed, key=lambda one: (one.group, one.member.number)))


def _first(members: Iterable[Member], place: str, count: int) -> list[Member]:
    return [member for member in members if member.workplace == place][:count]


def load_head_counts(*, by: Actor, nation: Nation, places: Places, counted_on: date) -> None:
    """The units' own head-counts, as a whole and in each parish: the sum of their workplaces."""
    filled = {row["code"]: (row["area"], row["filled"]) for row in texts.places()["workplaces"]}
    filled |= {place.code: (place.area, place.filled) for place in nation.places}
    for unit in texts.pilot()["units"]:
        if not unit.get("counted", True):
            continue
        whole, by_parish = Counter[str](), Counter[tuple[str, str]]()
        for code in unit["workplaces"]:
            area, cadres = filled[code]
            whole.update(cadres)
            by_parish.update({(area, cadre): number for cadre, number in cadres.items()})
        for area, cadre, number in _levels(whole, by_parish):
            vacant = 0 if area else unit["vacant"].get(cadre, 0)
            actions.record_establishment(
                by=by,
                agency=places.agencies[unit["code"]],
                cadre=places.cadres[cadre],
                counted_on=counted_on,
                funded=number + vacant,
                filled=number,
                area=places.areas[area] if area else None,
            )


def _levels(
    whole: Counter[str], by_parish: Counter[tuple[str, str]]
) -> Iterator[tuple[str, str, int]]:
    """Parish ("" is the whole unit), cadre, and how many serve there."""
    yield from (("", cadre, number) for cadre, number in whole.items())
    yield from ((area, cadre, number) for (area, cadre), number in by_parish.items())


def load_passes(
    *,
    by: Actor,
    passed: Iterable[Certified],
    first: CourseEdition,
    edition: CourseEdition,
    now: datetime,
) -> None:
    """Attempts that earn certificates. They were taught in a room: the quiz alone is on record.

    `first` is the edition of a year ago.
    """
    numbers = [one.member.number for one in passed]
    rows = StaffRecord.objects.filter(number__in=numbers).select_related("person")
    people = {row.number: row.person for row in rows}
    hard = versions_asking(texts.course()["quiz"]["hard"])
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    for one in passed:
        early = one.group < len(EARLY_GROUPS)
        at = now - (EARLY_GROUPS[one.group] if early else _before(one.group))
        person = people[one.member.number]
        enrolment = enrol(by=by, person=person, edition=first if early else edition, now=at)
        stumbles = hard if chance.random() < STUMBLES else frozenset[UUID]()
        take_quiz(
            by=by, enrolment=enrolment, wrong=one.wrong, now=at, stumbles=stumbles, chance=chance
        )


def _before(group: int) -> timedelta:
    return LAST_GROUP + BETWEEN_GROUPS * (GROUPS - 1 - group)


def load_pilot_requirement(
    *, by: User, programme: Programme, places: Places, starts_on: date
) -> Requirement:
    """The people of the pilot's units must hold the programme."""
    data: dict[str, Any] = texts.pilot()
    return add_requirement(
        by=by,
        title=data["title"],
        programme=programme,
        agencies=[places.agencies[unit["code"]] for unit in data["units"]],
        cadres=[places.cadres[code] for code in data["cadres"]],
        starts_on=starts_on,
        within_days=data["within_days"],
    )
