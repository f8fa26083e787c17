"""The words in which answers, truths, ages and outcomes are told, and their order."""

from enum import IntEnum, StrEnum


class Answer(StrEnum):
    """What can be said of one sign. There is no free text."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    NOT_OBSERVED = "not_observed"


class Truth(IntEnum):
    """Three-valued truth, ordered so that `min` and `max` work."""

    NO = 0
    OPEN = 1
    YES = 2


class Outcome(StrEnum):
    """What a protocol can recommend."""

    NONE_NOW = "NONE_NOW"
    NOT_COMPLETED = "NOT_COMPLETED"
    POSSIBLE = "POSSIBLE"
    STRONG = "STRONG"
    URGENT = "URGENT"

    @property
    def rank(self) -> int:
        """Its place in the order; higher needs more."""
        return list(Outcome).index(self)


class AgeBand(StrEnum):
    """Age in bands only, because an exact date of birth is never recorded."""

    UNDER_12 = "under_12"
    FROM_12_TO_17 = "12_17"
    UNSURE = "unsure"
    FROM_18_TO_24 = "18_24"
    FROM_25 = "25_over"


class AgeGroup(StrEnum):
    """Which pathway applies."""

    CHILD = "child"
    ADULT = "adult"


OPEN_ANSWERS = (Answer.UNKNOWN, Answer.DECLINED, Answer.NOT_OBSERVED)
DEFAULTS = (Outcome.NONE_NOW, Outcome.NOT_COMPLETED)
RAISING = tuple(outcome for outcome in Outcome if outcome not in DEFAULTS)


def age_group_of(band: str | None) -> AgeGroup:
    """Under 18, unsure or not answered is the child pathway. Raises ValueError for other words."""
    if band is None:
        return AgeGroup.CHILD
    adult = AgeBand(band) in {AgeBand.FROM_18_TO_24, AgeBand.FROM_25}
    return AgeGroup.ADULT if adult else AgeGroup.CHILD


def truth_of(answer: str | None) -> Truth:
    """`yes` and `no` are settled; the other three answers, and none at all, are open.

    Raises ValueError for anything that is not an answer: nothing is coerced.
    """
    if answer is None:
        return Truth.OPEN
    settled = {Answer.YES: Truth.YES, Answer.NO: Truth.NO}
    return settled.get(Answer(answer), Truth.OPEN)
