"""What stops a protocol from being frozen, as the proofs tell it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple


class Shown(NamedTuple):
    """One answer of an example: the item's code and wording, and the text of the option; empty for yes."""

    code: str
    wording: str
    option: str


@dataclass(frozen=True)
class Problem:
    """Something that stops freezing: what (`code`), where (`kind` and `name`), and of what.

    `kind` is one of field, section, item, rule, outcome, step, precondition, stop_rule, document; for
    the last, `name` is a path into the document. `field` and `language` say which text, if it is one;
    of a rule or an item, in which language alone it is so. `example` are the answers that show it, and to all
    else the answer is no, or open.
    """

    code: str
    kind: str
    name: str = ""
    detail: str = ""
    field: str = ""
    language: str = ""
    example: tuple[Shown, ...] = ()
    outcomes: tuple[str, ...] = ()


def by_language(
    found: Iterable[tuple[Sequence[str], Iterable[Problem]]], everywhere: Sequence[str]
) -> Iterator[Problem]:
    """Problems found for some languages each: said once where it is so in all, else of each language.

    With the example of the first language.
    """
    first: dict[tuple[str, ...], Problem] = {}
    languages: dict[tuple[str, ...], list[str]] = {}
    for codes, problems in found:
        for problem in problems:
            key = problem.code, problem.kind, problem.name, problem.field
            first.setdefault(key, problem)
            languages.setdefault(key, []).extend(codes)
    for found_as, problem in first.items():
        if set(languages[found_as]) == set(everywhere):
            yield problem
        else:
            yield from (replace(problem, language=language) for language in languages[found_as])
