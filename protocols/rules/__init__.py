"""The engine: what a protocol's document recommends for a set of answers. Pure.

Signs have five answers, choices have options and the same three open answers. The logic is
three-valued: NO < OPEN < YES, and outcomes NONE_NOW < NOT_COMPLETED < POSSIBLE < STRONG < URGENT. Every
condition is monotone in that order and the highest outcome among the rules that fired counts, so
one more danger sign can never lower the outcome. The engine recommends; a person decides.
"""

from protocols.rules.conditions import (
    Document,
    graded_in,
    item_in,
    items_in,
    items_of,
    terms_in,
    threshold_in,
)
from protocols.rules.engine import Result, evaluate, holds
from protocols.rules.levels import hundredths
from protocols.rules.pathway import contact_codes, steps_for
from protocols.rules.vocabulary import (
    DEFAULTS,
    OPEN_ANSWERS,
    RAISING,
    AgeBand,
    AgeGroup,
    Answer,
    Outcome,
    Truth,
    age_group_of,
    truth_of,
)

__all__ = [
    "DEFAULTS",
    "OPEN_ANSWERS",
    "RAISING",
    "AgeBand",
    "AgeGroup",
    "Answer",
    "Document",
    "Outcome",
    "Result",
    "Truth",
    "age_group_of",
    "contact_codes",
    "evaluate",
    "graded_in",
    "holds",
    "hundredths",
    "item_in",
    "items_in",
    "items_of",
    "steps_for",
    "terms_in",
    "threshold_in",
    "truth_of",
]
