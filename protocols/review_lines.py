"""What the back office says of a draft: problems, languages, findings, changes. No queries."""

from collections.abc import Iterable
from typing import Any

from protocols.comparing import Change
from protocols.identity import Finding
from protocols.languages import LANGUAGE_NAMES
from protocols.models import WordingWaiver
from protocols.places import Places, place_of
from protocols.problems import Problem
from protocols.rules import Document
from protocols.texts import completeness
from protocols.wording import (
    CHANGED_FIELDS,
    IDENTITY_WORDS,
    STEP_WORDS,
    place_words,
    problem_place,
    problem_text,
)


def language_lines(document: Document) -> list[dict[str, Any]]:
    """Each language of the protocol, with how many of its texts are written."""
    return [
        {"name": LANGUAGE_NAMES.get(code, code), "written": written, "all": total}
        for code, (written, total) in completeness(document).items()
    ]


def finding_lines(
    findings: Iterable[Finding], waivers: Iterable[WordingWaiver]
) -> list[dict[str, Any]]:
    """Wording that seems to ask for identity, and the waiver of each, if there is one."""
    signed = {waiver.wording_key: waiver for waiver in waivers}
    return [
        {
            "key": finding.key,
            "place": place_words(finding.text.kind, finding.text.name),
            "language": LANGUAGE_NAMES.get(finding.language, finding.language),
            "asks_for": IDENTITY_WORDS[finding.asks_for],
            "wording": finding.text.words[finding.language],
            "words": finding.words,
            "waiver": signed.get(finding.key),
        }
        for finding in findings
    ]


def change_lines(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What differs between two versions, a line each, the gravest first."""
    return [
        {
            "place": place_words(change.kind, change.name),
            "field": CHANGED_FIELDS.get(change.field, change.field),
            "language": LANGUAGE_NAMES.get(change.language, change.language),
            "old": change.old,
            "new": change.new,
            "step": STEP_WORDS[change.step],
        }
        for change in changes
    ]


def placed_problems(problems: Iterable[Problem], places: Places) -> list[tuple[str, str, str]]:
    """(address in the editor, place, sentence) of each problem; what is said once is enough."""
    lines = [
        (place_of(problem, places), problem_place(problem), problem_text(problem))
        for problem in problems
    ]
    return list(dict.fromkeys(lines))


def problem_lines(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """(place, sentence) of each problem; what is said once is enough."""
    return list(dict.fromkeys((problem_place(one), problem_text(one)) for one in problems))
