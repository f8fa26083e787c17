"""The snapshot: everything printed on a certificate but the name, fixed when it is issued.

A programme, course, ministry or layout that changes later never changes a certificate, because
page and PDF read nothing else. Pure functions.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from certificates.rules import NO_QUIZ, QuizRule

LAYOUT = "classic-2"
LAYOUT_LANGUAGES = ("en",)


def printable(text: str) -> str:
    """A name as it is printed: composed (NFC), no control characters, single spaces.

    Control characters would break signatures between libraries, and print as boxes.
    """
    composed = unicodedata.normalize("NFC", text)
    cleaned = "".join(" " if unicodedata.category(c) == "Cc" else c for c in composed)
    return " ".join(cleaned.split())


def layout_language(language: str) -> str:
    """The language to print in for a person who reads `language`."""
    short = language.split("-")[0]
    return short if short in LAYOUT_LANGUAGES else "en"


@dataclass(frozen=True)
class Snapshot:
    """The facts of one certificate. Days are local days in `time_zone`; hours are as printed."""

    programme_code: str
    programme: str
    course: str
    edition: int
    hours: str
    needed: int
    out_of: int
    issued_on: str
    last_day: str
    time_zone: str
    issuer: str
    host_ministry: str
    signatory_name: str
    signatory_office: str
    verify_at: str
    layout: str = LAYOUT
    language: str = "en"
    # Not printed: the day of the month that renewals keep; 0 is the day of `last_day`.
    anniversary: int = 0
    # (category, hours) as printed; older certificates name none of these.
    hours_by_category: Sequence[Sequence[str]] = ()
    accrediting_body: str = ""
    accreditation_number: str = ""
    # Each {name, office, image_sha256}; older certificates name one, without a picture, above.
    signatories: Sequence[Mapping[str, str]] = field(default_factory=list)
    # Not printed: which course it was; older certificates do not say.
    course_slug: str = ""
    # What the office wrote into the fields of the layout.
    layout_fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """The snapshot of a stored certificate."""
        return cls(**stored)

    def to_json(self) -> dict[str, Any]:
        """What is stored."""
        return asdict(self)

    @property
    def signed_by(self) -> list[Mapping[str, str]]:
        """Everybody who signed, in the order of the paper."""
        if self.signatories or not self.signatory_name:
            return list(self.signatories)
        one = {"name": self.signatory_name, "office": self.signatory_office, "image_sha256": ""}
        return [one]

    @property
    def rule(self) -> QuizRule:
        return QuizRule(self.needed, self.out_of)

    @property
    def by_hand(self) -> bool:
        """Two officers accepted other evidence: no quiz is claimed."""
        return self.rule == NO_QUIZ

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.issued_on)

    @property
    def final_day(self) -> date:
        return date.fromisoformat(self.last_day)
