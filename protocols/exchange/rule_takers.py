"""A form's calculations as the rules of a protocol. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from protocols.exchange.book import Row
from protocols.exchange.calculations import Calculations
from protocols.exchange.meanings import Meaning
from protocols.exchange.names import SURVEY, code_from
from protocols.exchange.parts import Known, exactly
from protocols.exchange.report import Line, NotKept, Reason
from protocols.exchange.spoken import Languages
from protocols.rules import DEFAULTS, Outcome

Json = dict[str, Any]
_WEIGHT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)


class RuleTaker:
    """Collects calculations, and makes rules of them when every item is known."""

    def __init__(self, meanings: Mapping[str, Meaning], languages: Languages) -> None:
        self.meanings = meanings
        self.languages = languages
        self.reasons: dict[str, dict[str, str]] = {}
        self._rows: list[Row] = []

    def note(self, row: Row) -> None:
        """A calculation, for later."""
        self._rows.append(row)

    def taken(self, known: Known) -> tuple[list[Json], list[Line]]:
        """The rules, and a line for each calculation."""
        formulas = {row.get("name"): row.get("calculation") for row in self._rows}
        calculations = Calculations(formulas, self.meanings)
        rules: list[Json] = []
        lines = []
        for row in self._rows:
            kind, name = row.get("type"), row.get("name")
            try:
                made = list(self._made(row, calculations, known, [rule["code"] for rule in rules]))
            except NotKept as lost:
                reasons = (Reason("calculation", row.get("calculation")), lost.reason)
                lines.append(Line(SURVEY, row.number, kind, name, reasons=reasons))
                continue
            closed = [known.close(rule["when"]) for rule in made if "default" not in rule["when"]]
            rules += made
            codes = ", ".join(rule["code"] for rule in made)
            lines.append(Line(SURVEY, row.number, kind, name, "rule", codes, _told(closed)))
        return rules, lines

    def _made(
        self, row: Row, calculations: Calculations, known: Known, taken: list[str]
    ) -> Iterator[Json]:
        if row.get("firstline_role") == "rule":
            yield self._ours(row, calculations, known)
            return
        name, reason = row.get("name"), self.languages.text(row, "label")
        for outcome, when in calculations.rules_of(row.get("calculation")):
            self._weigh(when, known, Decimal(1))
            known.check(when)
            code = code_from(name, taken, "R")
            taken.append(code)
            yield _rule(code, outcome, when, reason, override=False)

    def _ours(self, row: Row, calculations: Calculations, known: Known) -> Json:
        code, outcome = row.get("firstline_code"), row.get("firstline_outcome")
        if outcome not in set(Outcome) or not code:
            raise NotKept("no_outcome", outcome)
        when = exactly(row, "firstline_when", "calculation")
        if when is None and outcome in DEFAULTS:
            settled = outcome == Outcome.NONE_NOW
            when = {"default": "settled" if settled else "open"}
        elif when is None:
            when = calculations.when_of(row.get("calculation"))
            self._weigh(when, known, Decimal(100))
        known.check(when)
        override = row.get("firstline_override") == "yes"
        return _rule(code, outcome, when, self.reasons.get(code, {}), override=override)

    def _weigh(self, when: Json, known: Known, per: Decimal) -> None:
        """Give the items the weights that a sum says they have. Raises NotKept if they have others."""
        weights = when.pop("weights", {})
        if not weights:
            return
        when["sum"]["at_least"] = _weight(Decimal(when["sum"]["at_least"]) / per)
        for code, points in weights.items():
            item = known.items.get(code, {})
            weight = _weight(points / per)
            if item.get("weight") not in {"0", weight}:
                raise NotKept("two_weights", code)
            item["weight"] = weight


def _told(closed: list[bool]) -> tuple[Reason, ...]:
    return (Reason("closed_upwards"),) if any(closed) else ()


def _weight(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    if not _WEIGHT.fullmatch(text):
        raise NotKept("weight", text)
    return text


def _rule(code: str, outcome: str, when: Json, reason: dict[str, str], *, override: bool) -> Json:
    return {"code": code, "outcome": outcome, "override": override, "when": when, "reason": reason}
