"""Calculations of a form as decision rules of a protocol. Pure.

A rule is kept where a calculation says one of our outcomes: `if(<condition>, 'URGENT', ...)`, and the condition is *any of*,
*k of n* or a sum with a threshold.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from protocols.exchange.conditions import Meanings, merged, terms_of
from protocols.exchange.expressions import Call, Node, NotUnderstood, Number, Op, Ref, Text, parse
from protocols.exchange.meanings import Term
from protocols.exchange.report import NotKept
from protocols.rules import DEFAULTS, Outcome

Json = dict[str, Any]
MAX_FOLLOWED = 100
_BOOLEAN = frozenset({"number", "int", "boolean", "once", "coalesce"})


class Calculations:
    """The calculations of a form by name, so that one may refer to another."""

    def __init__(self, formulas: Mapping[str, str], meanings: Meanings) -> None:
        self.formulas = formulas
        self.meanings = meanings
        self._followed_names = 0

    def rules_of(self, formula: str) -> list[tuple[str, Json]]:
        """(outcome, when) of each branch. Raises NotKept for what says no outcome of ours."""
        self._followed_names = 0
        try:
            return list(self._branches(_parsed(formula)))
        except RecursionError as error:
            raise NotKept("not_understood", formula[:200]) from error

    def _branches(self, node: Node) -> Iterator[tuple[str, Json]]:
        if isinstance(node, Text) and node.text in set(DEFAULTS):
            settled = node.text == Outcome.NONE_NOW
            yield node.text, {"default": "settled" if settled else "open"}
            return
        if not (isinstance(node, Call) and node.name == "if" and len(node.given) == 3):
            raise NotKept("no_outcome")
        condition, then, otherwise = node.given
        if not (isinstance(then, Text) and then.text in set(Outcome) - set(DEFAULTS)):
            raise NotKept("no_outcome")
        yield then.text, self.when(condition)
        if not (isinstance(otherwise, Text) and not otherwise.text):
            yield from self._branches(otherwise)

    def when_of(self, formula: str) -> Json:
        """The condition of a rule of ours whose formula was changed: `if(<condition>, 'yes', ...)`."""
        self._followed_names = 0
        node = _parsed(formula)
        if isinstance(node, Call) and node.name == "if" and node.given:
            node = node.given[0]
        try:
            return self.when(node)
        except RecursionError as error:
            raise NotKept("not_understood", formula[:200]) from error

    def when(self, node: Node) -> Json:
        """The condition of a rule. Raises NotKept."""
        node = self._followed(node)
        if isinstance(node, Op) and node.sign in {">", ">="} and isinstance(node.right, Number):
            left = self._followed(node.left)
            if not isinstance(left, Ref) or left.name not in self.meanings:
                return self._counted(left, node.sign, node.right.number)
        return {"any": merged(terms_of(node, self.meanings))}

    def _followed(self, node: Node) -> Node:
        """The calculation that a name refers to, instead of the name."""
        if isinstance(node, Ref) and node.name in self.formulas:
            self._followed_names += 1
            if self._followed_names > MAX_FOLLOWED:
                raise NotKept("round", node.name)
            return self._followed(_parsed(self.formulas[node.name]))
        return node

    def _counted(self, node: Node, sign: str, needed: Decimal) -> Json:
        parts = list(self._parts(node))
        codes = [term for term, _points in parts if isinstance(term, str)]
        if sign == ">" and not all(points == 1 for _term, points in parts):
            raise NotKept("not_more", f"> {needed}")
        if all(points == 1 for _term, points in parts):
            least = int(needed) + (1 if sign == ">" or needed != int(needed) else 0)
            return {"count": {"of": [term for term, _points in parts], "at_least": max(least, 1)}}
        if len(codes) < len(parts):
            raise NotKept("weighed_options")
        weights = {code: points for code, (_term, points) in zip(codes, parts, strict=True)}
        return {"sum": {"of": codes, "at_least": format(needed, "f")}, "weights": weights}

    def _parts(self, node: Node) -> Iterator[tuple[Term, Decimal]]:
        """What is added up: each term with its points."""
        node = self._followed(node)
        if isinstance(node, Op) and node.sign == "+":
            yield from self._parts(node.left)
            yield from self._parts(node.right)
        elif isinstance(node, Number) and not node.number:
            return
        else:
            yield self._part(node)

    def _part(self, node: Node) -> tuple[Term, Decimal]:
        if isinstance(node, Op) and node.sign == "*":
            one, other = node.left, node.right
            node, times = (other, one) if isinstance(one, Number) else (one, other)
            if not isinstance(times, Number):
                raise NotKept("not_a_condition")
            term, points = self._part(node)
            return term, points * times.number
        if isinstance(node, Call) and node.name in _BOOLEAN and node.given:
            return self._part(node.given[0])
        if isinstance(node, Call) and node.name == "if" and len(node.given) == 3:
            return self._branch(node)
        return self._term(node), Decimal(1)

    def _branch(self, node: Call) -> tuple[Term, Decimal]:
        condition, then, otherwise = (self._followed(part) for part in node.given)
        if _points(otherwise) != 0:
            raise NotKept("not_a_condition")
        return self._term(condition), _points(then)

    def _term(self, node: Node) -> Term:
        terms = merged(terms_of(self._followed(node), self.meanings))
        if len(terms) != 1:
            raise NotKept("mixed")
        return terms[0]


def _points(node: Node) -> Decimal:
    if isinstance(node, Number):
        return node.number
    if isinstance(node, Text) and node.text.isdigit():
        return Decimal(node.text)
    raise NotKept("not_a_condition")


def _parsed(formula: str) -> Node:
    try:
        return parse(formula)
    except NotUnderstood as error:
        raise NotKept("not_understood", formula[:200]) from error
