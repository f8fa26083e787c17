"""The words in which rows of files are judged. Pure."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    LEFT = "left"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    ERROR = "error"


# What the register is changed by.
CHANGING = frozenset(
    [Verdict.NEW, Verdict.CHANGED, Verdict.TRANSFERRED, Verdict.RETURNED, Verdict.LEFT]
)


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: the column, a code, and what the sentence needs.

    `near` is what may have been meant.
    """

    column: str
    code: str
    value: str = ""
    near: str = ""

    def as_json(self) -> list[str]:
        """As it is kept with a row."""
        return [self.column, self.code, self.value, *([self.near] if self.near else [])]


@dataclass(frozen=True)
class Entry:
    """One row, understood. `details` holds only what the row says about the person."""

    line: int
    number: str
    details: dict[str, str]
    workplace: int
    cadre: int
    agency: int
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def post(self) -> tuple[int, int]:
        return (self.workplace, self.cadre)


@dataclass(frozen=True)
class Post:
    """A posting that is not over."""

    pk: int
    workplace: int
    cadre: int
    starts_on: date
    ends_on: date | None = None
    # At a workplace of the file's agency or its units: a file is silent about all others.
    in_scope: bool = True

    @property
    def post(self) -> tuple[int, int]:
        return (self.workplace, self.cadre)


@dataclass(frozen=True)
class Known:
    """What the register holds under a staff number."""

    record: int
    in_scope: bool
    details: dict[str, str]
    posts: tuple[Post, ...] = ()
    left_on: date | None = None
    # Postings that ever stood: none after an import was taken back.
    served: bool = True


@dataclass(frozen=True)
class Step:
    """One change: the name of what is done, on which posting, from or to which day.

    `before` is what the register said of the `details` that change.
    """

    kind: str
    posting: int | None = None
    day: date | None = None
    details: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """The verdict on one row, what it would do, and what the reader should know."""

    line: int
    verdict: Verdict
    steps: tuple[Step, ...] = ()
    problem: Problem | None = None
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """The day of the file, today, and whether the file names everybody."""

    as_of: date
    today: date
    complete: bool = False
