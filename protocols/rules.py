"""The engine: what a protocol's document recommends for a set of answers. Pure.

Answers have five values. The logic is three-valued: `yes`, `no`, and everything else is *open*. Truth
is ordered NO < OPEN < YES and outcomes NONE_NOW < NOT_COMPLETED < POSSIBLE < STRONG < URGENT. Every
condition is monotone in that order and the highest outcome among the rules that fired counts, so
one more danger sign can never lower the outcome. The engine recommends; a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

Document = Mapping[str, Any]


class Answer(StrEnum):
    """What can be said of one sign. There is no free text."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    NOT_OBSERVED = "not_observed"


class Truth(IntEnum):
    """Three-valued truth, ordered so that `min` and `max` work."""

    NO = 0
    OPEN = 1
    YES = 2


class Outcome(StrEnum):
    """What a protocol can recommend."""

    NONE_NOW = "NONE_NOW"
    NOT_COMPLETED = "NOT_COMPLETED"
    POSSIBLE = "POSSIBLE"
    STRONG = "STRONG"
    URGENT = "URGENT"

    @property
    def rank(self) -> int:
        """Its place in the order; higher needs more."""
        return list(Outcome).index(self)


class AgeBand(StrEnum):
    """Age in bands only, because an exact date of birth is never recorded."""

    UNDER_12 = "under_12"
    FROM_12_TO_17 = "12_17"
    UNSURE = "unsure"
    FROM_18_TO_24 = "18_24"
    FROM_25 = "25_over"


class AgeGroup(StrEnum):
    """Which pathway applies."""

    CHILD = "child"
    ADULT = "adult"


DEFAULTS = (Outcome.NONE_NOW, Outcome.NOT_COMPLETED)
RAISING = tuple(outcome for outcome in Outcome if outcome not in DEFAULTS)


@dataclass(frozen=True)
class Result:
    """What the engine recommends, and why.

    `fired` are the codes of the rules that fired, those that decided first. `open_items` are the
    codes of unanswered or open items that could still raise the outcome, in the document's order.
    """

    outcome: Outcome
    age_group: AgeGroup
    fired: tuple[str, ...]
    open_items: tuple[str, ...]


def age_group_of(band: str | None) -> AgeGroup:
    """Under 18, unsure or not answered is the child pathway. Raises ValueError for other words."""
    if band is None:
        return AgeGroup.CHILD
    adult = AgeBand(band) in {AgeBand.FROM_18_TO_24, AgeBand.FROM_25}
    return AgeGroup.ADULT if adult else AgeGroup.CHILD


def truth_of(answer: str | None) -> Truth:
    """`yes` and `no` are settled; the other three answers, and none at all, are open.

    Raises ValueError for anything that is not an answer: nothing is coerced.
    """
    if answer is None:
        return Truth.OPEN
    settled = {Answer.YES: Truth.YES, Answer.NO: Truth.NO}
    return settled.get(Answer(answer), Truth.OPEN)


def items_of(document: Document) -> Iterator[Mapping[str, Any]]:
    """Every item, in the order in which it is asked."""
    for section in document["sections"]:
        yield from section["items"]


def items_in(condition: Mapping[str, Any]) -> Sequence[str]:
    """The codes a condition depends on; none for a default."""
    if "any" in condition:
        return list(condition["any"])
    if "count" in condition:
        return list(condition["count"]["of"])
    return []


def needed_in(condition: Mapping[str, Any]) -> int:
    """How many of its items a condition needs: one for *any of*, k for *k of n*."""
    return int(condition["count"]["at_least"]) if "count" in condition else 1


def holds(condition: Mapping[str, Any], truths: Mapping[str, Truth]) -> Truth:
    """The truth of *any of* or *k of n*, the latter open while it can still be reached."""
    needed = needed_in(condition)
    values = [truths[code] for code in items_in(condition)]
    settled = sum(value is Truth.YES for value in values)
    reachable = sum(value is not Truth.NO for value in values)
    if settled >= needed:
        return Truth.YES
    return Truth.OPEN if reachable >= needed else Truth.NO


def evaluate(document: Document, answers: Mapping[str, str], age_band: str | None = None) -> Result:
    """What `document` recommends for `answers` (item code to answer).

    NONE_NOW only if no open item could still raise the outcome, else NOT_COMPLETED. Raises
    ValueError for an answer to an item that is not in the document, or that is no answer.
    """
    codes = [item["code"] for item in items_of(document)]
    unknown = set(answers) - set(codes)
    if unknown:
        raise ValueError(f"not items of this protocol: {sorted(unknown)}")
    truths = {code: truth_of(answers.get(code)) for code in codes}
    raising = [rule for rule in document["rules"] if "default" not in rule["when"]]
    fired = [rule for rule in raising if holds(rule["when"], truths) is Truth.YES]
    fired.sort(key=lambda rule: -Outcome(rule["outcome"]).rank)
    floor = Outcome(fired[0]["outcome"]) if fired else Outcome.NONE_NOW
    open_items = _could_raise(raising, truths, floor)
    if not fired:
        outcome = Outcome.NOT_COMPLETED if open_items else Outcome.NONE_NOW
        fired = [rule for rule in document["rules"] if rule["outcome"] == outcome]
    else:
        outcome = floor
    return Result(
        outcome=outcome,
        age_group=age_group_of(age_band),
        fired=tuple(rule["code"] for rule in fired),
        open_items=tuple(code for code in codes if code in open_items),
    )


def _could_raise(
    raising: Sequence[Mapping[str, Any]], truths: Mapping[str, Truth], floor: Outcome
) -> set[str]:
    """Open items of the rules that may yet fire and would give more than `floor`.

    Exact for *any of* and *k of n*: while such a rule is open, each of its open items belongs to
    some smallest set of further signs that makes it fire.
    """
    return {
        code
        for rule in raising
        if Outcome(rule["outcome"]).rank > floor.rank and holds(rule["when"], truths) is Truth.OPEN
        for code in items_in(rule["when"])
        if truths[code] is Truth.OPEN
    }


def steps_for(
    document: Document, outcome: str, age_group: str, area: str | None
) -> list[Mapping[str, Any]]:
    """The pathway's steps for an outcome and age group in an area (a parish's code), in order.

    A step without areas is for everywhere.
    """
    return [
        step
        for step in document["steps"]
        if outcome in step["outcomes"]
        and age_group in step["age_groups"]
        and (not step["areas"] or area in step["areas"])
    ]


def contact_codes(document: Document) -> list[str]:
    """Every contact the document refers to, once, in the order of the steps."""
    return list(dict.fromkeys(step["contact"] for step in document["steps"] if step["contact"]))
