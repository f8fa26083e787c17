"""What the questions of a form mean as signs and options, for conditions to refer to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from protocols.exchange.report import NotKept

Term = str | dict[str, object]


@dataclass(frozen=True)
class Sign:
    """A question answered yes or no. `answers` are the answers by the names of its choices."""

    code: str
    answers: Mapping[str, str]

    def chosen(self, value: str) -> Term:
        """The term for one of its choices."""
        if self.answers.get(value) != "yes":
            raise NotKept("not_yes", value)
        return self.code


@dataclass(frozen=True)
class Several:
    """A question with several answers: each is a sign of its own."""

    codes: Mapping[str, str]

    def chosen(self, value: str) -> Term:
        """The term for one of its choices."""
        if value not in self.codes:
            raise NotKept("unknown_choice", value)
        return self.codes[value]


@dataclass(frozen=True)
class Choice:
    """A question with options, from the least to the most worrying. `names` are codes by choice."""

    code: str
    names: Mapping[str, str]

    def chosen(self, value: str) -> Term:
        """The term for one of its options."""
        if value not in self.names:
            raise NotKept("unknown_choice", value)
        return {"item": self.code, "options": [self.names[value]]}


@dataclass(frozen=True)
class Bands:
    """A number as bands. Each band begins at one of `starts`, the first below all of them."""

    code: str
    starts: Sequence[int]
    options: Sequence[str]

    def at_least(self, number: int) -> Term:
        """The term for this number or more."""
        if number not in self.starts:
            raise NotKept("not_a_band", str(number))
        return {"item": self.code, "options": list(self.options[self.starts.index(number) + 1 :])}


@dataclass(frozen=True)
class Age:
    """The age: it decides the pathway and no rule."""


@dataclass(frozen=True)
class Lost:
    """A question that was not kept."""


Meaning = Sign | Several | Choice | Bands | Age | Lost


def compared(meaning: Meaning, sign: str, number: Decimal) -> Term:
    """The term for a number that is compared. Raises NotKept."""
    if isinstance(meaning, Age):
        raise NotKept("age_decides")
    if not isinstance(meaning, Bands):
        raise NotKept("not_a_number", str(number))
    whole = int(number)
    if number != whole or sign not in {">", ">="}:
        raise NotKept("not_more", f"{sign} {number}")
    return meaning.at_least(whole + 1 if sign == ">" else whole)


def equalled(meaning: Meaning, value: str) -> Term:
    """The term for an answer that is asked for. Raises NotKept."""
    if isinstance(meaning, Age):
        raise NotKept("age_decides")
    if isinstance(meaning, Bands):
        raise NotKept("not_more", f"= {value}")
    if isinstance(meaning, Lost):
        raise NotKept("lost_question")
    return meaning.chosen(value)
