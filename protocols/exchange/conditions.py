"""Expressions of a form as conditions of a protocol, where a protocol has such a condition. Pure.

A condition is held as clauses: all of them have to hold, and one term of each is enough.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from protocols.exchange.expressions import Call, Node, NotUnderstood, Number, Op, Ref, Text, parse
from protocols.exchange.meanings import Bands, Lost, Meaning, Several, Term, compared, equalled
from protocols.exchange.report import NotKept

Meanings = Mapping[str, Meaning]
Clauses = list[list[Term]]
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ONE_OR_MORE = {(">", 0), (">=", 1)}


def clauses_of(text: str, meanings: Meanings) -> Clauses:
    """The clauses of an expression. Raises NotKept."""
    try:
        return _clauses(parse(text), meanings)
    except (NotUnderstood, RecursionError) as error:
        raise NotKept("not_understood", text[:200]) from error


def _clauses(node: Node, meanings: Meanings) -> Clauses:
    if isinstance(node, Op) and node.sign == "and":
        return _clauses(node.left, meanings) + _clauses(node.right, meanings)
    if isinstance(node, Op) and node.sign == "or":
        left, right = _clauses(node.left, meanings), _clauses(node.right, meanings)
        if len(left) > 1 or len(right) > 1:
            raise NotKept("mixed")
        return [merged([*left[0], *right[0]])]
    return [terms_of(node, meanings)]


def terms_of(node: Node, meanings: Meanings) -> list[Term]:
    """What an expression without *and* asks for: one of these terms is enough. Raises NotKept."""
    if isinstance(node, Call):
        return _called(node, meanings)
    if isinstance(node, Op):
        if node.sign == "or":
            return merged([*terms_of(node.left, meanings), *terms_of(node.right, meanings)])
        return _compared(node, meanings)
    if isinstance(node, Ref):
        raise NotKept("not_compared", node.name)
    raise NotKept("not_a_condition")


def _called(node: Call, meanings: Meanings) -> list[Term]:
    if node.name == "selected" and len(node.given) == 2:
        ref, value = node.given
        if isinstance(ref, Ref) and isinstance(value, Text):
            return [equalled(meaning_of(ref.name, meanings), value.text)]
    if node.name in {"boolean", "once"} and len(node.given) == 1:
        return terms_of(node.given[0], meanings)
    raise NotKept("only_yes" if node.name == "not" else "function", node.name)


def _compared(node: Op, meanings: Meanings) -> list[Term]:
    left, right, sign = node.left, node.right, node.sign
    if isinstance(left, Text | Number):
        left, right, sign = right, left, _TURNED.get(sign, sign)
    if sign == "!=":
        raise NotKept("only_yes", "!=")
    if isinstance(left, Call) and left.name == "count-selected" and isinstance(right, Number):
        return _several(left, sign, right.number, meanings)
    if not isinstance(left, Ref):
        raise NotKept("not_a_condition")
    meaning = meaning_of(left.name, meanings)
    if isinstance(right, Number) and (sign != "=" or isinstance(meaning, Bands)):
        return [compared(meaning, sign, right.number)]
    if sign == "=" and isinstance(right, Text | Number):
        return [equalled(meaning, right.text if isinstance(right, Text) else str(right.number))]
    raise NotKept("not_a_condition")


def _several(node: Call, sign: str, number: Decimal, meanings: Meanings) -> list[Term]:
    """Any of the signs that one question with several answers became."""
    ref = node.given[0] if node.given else None
    meaning = meaning_of(ref.name, meanings) if isinstance(ref, Ref) else None
    if not isinstance(meaning, Several) or (sign, int(number)) not in _ONE_OR_MORE:
        raise NotKept("function", node.name)
    return list(meaning.codes.values())


def meaning_of(name: str, meanings: Meanings) -> Meaning:
    """What a name refers to. Raises NotKept for what comes later, is lost, or is nowhere."""
    meaning = meanings.get(name)
    if meaning is None:
        raise NotKept("later", name)
    if isinstance(meaning, Lost):
        raise NotKept("lost_question", name)
    return meaning


def merged(terms: list[Term]) -> list[Term]:
    """The same terms, with the options of one item in one term, in the order given."""
    found: list[Any] = []
    for term in terms:
        same = next(
            (
                one
                for one in found
                if isinstance(one, dict) and isinstance(term, dict) and one["item"] == term["item"]
            ),
            None,
        )
        if same is not None and isinstance(term, dict):
            same["options"] = list(dict.fromkeys([*same["options"], *_options(term)]))
        elif term not in found:
            found.append(dict(term) if isinstance(term, dict) else term)
    return found


def _options(term: Mapping[str, Any]) -> list[str]:
    return list(term["options"])


def condition_of(clauses: Clauses) -> dict[str, Any] | None:
    """The clauses as one condition of a protocol; None for none. Raises NotKept."""
    if not clauses:
        return None
    if len(clauses) == 1:
        return {"any": clauses[0]}
    if all(len(clause) == 1 for clause in clauses):
        return {"all": [clause[0] for clause in clauses]}
    raise NotKept("mixed")
