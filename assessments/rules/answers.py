"""Which answers a paper takes."""

from collections.abc import Sequence
from enum import StrEnum

from assessments.rules.questions import MULTIPLE


class BadAnswer(StrEnum):
    """Why an answer is not stored. Pages and scripts read the values."""

    NOT_ON_PAPER = "not_on_paper"
    NOT_AN_OPTION = "not_an_option"
    ONLY_ONE = "only_one"
    CONFLICT = "conflict"
    ENDED = "ended"
    NOT_UNDERSTOOD = "not_understood"


def refuses_answer(
    *, chosen: Sequence[str], options: Sequence[str] | None, kind: str
) -> BadAnswer | None:
    """None if `chosen` may be stored. `options` are the question's on this paper, None if it is not."""
    if options is None:
        return BadAnswer.NOT_ON_PAPER
    if not set(chosen) <= set(options):
        return BadAnswer.NOT_AN_OPTION
    return BadAnswer.ONLY_ONE if kind != MULTIPLE and len(set(chosen)) > 1 else None
