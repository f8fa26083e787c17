"""Evaluating a document: what fires, what it recommends, and what could still raise it."""

from collections.abc import Sequence
from dataclasses import dataclass

from protocols.rules.conditions import Condition, Document
from protocols.rules.demands import Demand, demand_of
from protocols.rules.levels import (
    Item,
    check_answers,
    is_open,
    items_seen,
    level_given,
    world_of,
)
from protocols.rules.openings import Answers, raisers
from protocols.rules.vocabulary import AgeGroup, Outcome, Truth, age_group_of


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


def evaluate(
    document: Document, answers: Answers, age_band: str | None = None, language: str = "en"
) -> Result:
    """What `document` recommends for `answers` (item code to answer), asked in `language`.

    NONE_NOW only if no open item could still raise the outcome, else NOT_COMPLETED. What was answered
    to an item that is not shown counts for nothing. Raises ValueError for an answer to an item that
    is not in the document, or that its item does not take.
    """
    items = items_seen(document)
    check_answers(items, answers, document["mode"])
    raising = [rule for rule in document["rules"] if "default" not in rule["when"]]
    demands = [demand_of(rule["when"], items, language) for rule in raising]
    truths = _truths(demands, items, answers)
    fired = [rule for rule, truth in zip(raising, truths, strict=True) if truth is Truth.YES]
    fired.sort(key=lambda rule: -Outcome(rule["outcome"]).rank)
    outcome = Outcome(fired[0]["outcome"]) if fired else Outcome.NONE_NOW
    graver = [
        demand
        for rule, demand, truth in zip(raising, demands, truths, strict=True)
        if truth is Truth.OPEN and Outcome(rule["outcome"]).rank > outcome.rank
    ]
    if not fired:
        outcome = Outcome.NOT_COMPLETED if graver else Outcome.NONE_NOW
        fired = [rule for rule in document["rules"] if rule["outcome"] == outcome]
    named = {code for demand in graver for code in raisers(demand, items, answers)}
    return Result(
        outcome=outcome,
        age_group=age_group_of(age_band),
        fired=tuple(rule["code"] for rule in fired),
        open_items=tuple(item.code for item in items if item.code in named),
    )


def holds(
    document: Document, condition: Condition, answers: Answers, language: str = "en"
) -> Truth:
    """The truth of one condition that is no default: open while it can still be reached."""
    items = items_seen(document)
    return _truths([demand_of(condition, items, language)], items, answers)[0]


def _truths(demands: Sequence[Demand], items: Sequence[Item], answers: Answers) -> list[Truth]:
    """YES where a demand is met if nothing open is so, NO where it is not met if everything is.

    All is monotone, so that these two worlds are the least and the most that can come.
    """

    def least(item: Item) -> int | None:
        return level_given(item, answers.get(item.code))

    def most(item: Item) -> int | None:
        return item.top if is_open(answers.get(item.code)) else least(item)

    low, high = world_of(items, least), world_of(items, most)
    return [
        Truth.YES if demand.holds(low) else Truth.OPEN if demand.holds(high) else Truth.NO
        for demand in demands
    ]
