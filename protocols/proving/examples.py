"""Shortest examples of what is wrong with a protocol, as answers that can be read. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from protocols.problems import Problem, Shown
from protocols.proving.deciding import Reading, Rule
from protocols.proving.questions import Question, Turn
from protocols.proving.search import Found, OutOfPatience, Patience, answers_to
from protocols.rules import Answer, Document, Outcome, evaluate, items_of
from protocols.rules.demands import Demand, Part
from protocols.rules.levels import Item

# Steps that one example is worth; without one the problem is told all the same.
_WORTH = 4_000


class Examples:
    """Examples from one reading of a protocol. They take what is left of the proof's patience."""

    def __init__(self, document: Document, reading: Reading, patience: Patience) -> None:
        self._document = document
        self._reading = reading
        self._patience = patience
        self._rows = {item["code"]: item for item in items_of(document)}

    def never_decides(self, rule: Rule) -> Problem:
        """The fewest answers with which the rule fires, and the gravest rule that then fires too."""
        problem = Problem("rule_overshadowed", "rule", rule.code)
        found = self._shortest(rule.demand)
        if found is None:
            return problem
        graver = max(
            (other for other in self._reading.rules if other.demand.holds(found)),
            key=lambda other: other.rank,
        )
        return replace(
            problem, detail=graver.code, example=self._shown(found), outcomes=(graver.outcome,)
        )

    def never_matters(self, item: Item, level: int, field: str) -> Problem:
        """The fewest answers, this one among them, with which a rule fires that looks at the item."""
        problem = Problem(
            "option_never_matters" if field else "item_never_matters",
            "item",
            item.code,
            field=field,
        )
        turn = Turn(item.code, level, level)
        tried = [
            self._shortest(rule.demand, turn=turn)
            for rule in self._reading.rules
            if item.code in rule.demand.codes
        ]
        found = min((one for one in tried if one is not None), key=len, default=None)
        if found is None:
            return problem
        return replace(problem, example=self._shown(found), outcomes=(self._outcome(found),))

    def lowering(self, item: Item, level: int) -> Problem | None:
        """The fewest answers with which the next option of an item gives a milder outcome, if any do."""
        turn = Turn(item.code, level, level + 1)
        tried = []
        for rule in self._reading.rules:
            as_grave = [other.demand for other in self._reading.rules if other.rank >= rule.rank]
            tried.append(self._shortest(rule.demand, as_grave, turn))
        found = min((one for one in tried if one is not None), key=len, default=None)
        if found is None:
            return None
        outcomes = self._outcome(found), self._outcome({**found, item.code: level + 1})
        text = _english(self._rows[item.code]["options"][level + 1]["text"])
        return Problem(
            "sign_lowers", "item", item.code, text, example=self._shown(found), outcomes=outcomes
        )

    def _shortest(
        self, demand: Demand, fails: Sequence[Demand] = (), turn: Turn | None = None
    ) -> Found | None:
        """The answers with the fewest that are yes or an option; None where patience ran out, or none are."""
        items = self._reading.items
        mine = Patience(min(_WORTH, self._patience.left), self._patience)
        counted = [item for item in items if turn is None or item.code != turn.code]
        gains = {item.code: ((1,),) * len(item.levels) for item in counted}
        try:
            for most in range(len(items) + 1):
                more = Demand((Part(gains, ((most + 1,),)),), 1)
                question = Question(items, demand, (*fails, more), turn)
                if (found := answers_to(question, mine)) is not None:
                    return found
        except OutOfPatience:
            return None
        return None

    def _outcome(self, world: Found) -> Outcome:
        """What the engine says where everything else is no, or open for want of a *no*."""
        answers = {item.code: _answer(item, world.get(item.code)) for item in self._reading.items}
        settled = {code: answer for code, answer in answers.items() if answer}
        return evaluate(self._document, settled, language=self._reading.languages[0]).outcome

    def _shown(self, world: Found) -> tuple[Shown, ...]:
        """The answers in the document's order, in English, which every protocol has."""
        return tuple(
            Shown(
                code,
                _english(row["wording"]),
                _english(row["options"][world[code]]["text"]) if row["kind"] == "choice" else "",
            )
            for code, row in self._rows.items()
            if code in world
        )


def _answer(item: Item, level: int | None) -> str:
    if item.is_choice:
        return item.levels[level].option if level is not None else ""
    return Answer.NO if level is None else Answer.YES


def _english(text: Any) -> str:
    return str(text["en"]).rstrip(".")
