"""What makes a question fit to be asked, and where it stands."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments.rules.settings import Difficulty

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true_false"
MOST_OPTIONS = 8


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen."""

    text: str
    correct: bool
    feedback: str
    id: str = ""


class Problem(StrEnum):
    """Why a question cannot be approved."""

    NO_STEM = "no_stem"
    ONE_OPTION = "one_option"
    TOO_MANY_OPTIONS = "too_many_options"
    EMPTY_OPTION = "empty_option"
    SAME_OPTION = "same_option"
    NO_FEEDBACK = "no_feedback"
    SINGLE_NEEDS_ONE = "single_needs_one"
    MULTIPLE_NEEDS_TWO = "multiple_needs_two"
    MULTIPLE_NEEDS_WRONG = "multiple_needs_wrong"
    TRUE_FALSE_NEEDS_TWO = "true_false_needs_two"


def problems_of(kind: str, stem: str, options: Sequence[Option]) -> list[Problem]:
    """Everything that stands between this question and a learner, in a fixed order."""
    texts = [option.text.strip().casefold() for option in options]
    found = {
        Problem.NO_STEM: not stem.strip(),
        Problem.ONE_OPTION: kind != TRUE_FALSE and len(options) < 2,
        Problem.TOO_MANY_OPTIONS: len(options) > MOST_OPTIONS,
        Problem.EMPTY_OPTION: "" in texts,
        Problem.SAME_OPTION: len(set(texts)) < len(texts),
        Problem.NO_FEEDBACK: any(not option.feedback.strip() for option in options),
        **_problems_of_key(kind, options),
    }
    return [problem for problem, there in found.items() if there]


def _problems_of_key(kind: str, options: Sequence[Option]) -> dict[Problem, bool]:
    right = sum(option.correct for option in options)
    if kind == MULTIPLE:
        return {
            Problem.MULTIPLE_NEEDS_TWO: right < 2,
            Problem.MULTIPLE_NEEDS_WRONG: right == len(options) > 0,
        }
    return {
        Problem.TRUE_FALSE_NEEDS_TWO: kind == TRUE_FALSE and len(options) != 2,
        Problem.SINGLE_NEEDS_ONE: right != 1,
    }


def digest_of(
    topic: str,
    kind: str,
    stem: str,
    options: Sequence[Option],
    difficulty: str = Difficulty.MEDIUM,
) -> str:
    """A digest of all that a learner would read or be drawn and graded by: equal texts, equal digests."""
    shown = [[o.id, o.text, o.correct, o.feedback] for o in options]
    words = [topic, kind, stem, shown, str(difficulty)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


class QuestionStatus(StrEnum):
    """Where a question stands. Only what was approved reaches a paper."""

    DRAFT = "draft"
    APPROVED = "approved"
    CHANGED = "changed"
    RETIRED = "retired"


def status_of(*, retired: bool, digest: str, approved_digest: str | None) -> QuestionStatus:
    """`approved_digest` is the digest of the latest approved version, None without one."""
    if retired:
        return QuestionStatus.RETIRED
    if approved_digest is None:
        return QuestionStatus.DRAFT
    return QuestionStatus.APPROVED if approved_digest == digest else QuestionStatus.CHANGED
