"""The StreamField blocks that a protocol is written with.

Every text is a small struct with one field per language. Items may be incomplete while they are
written: what is missing is told by the check, at its place, and stops freezing.
"""

from protocols.blocks.items import GRADE_NAMES, DimensionBlock, SectionBlock
from protocols.blocks.offers import (
    Offer,
    agency_choices,
    cadre_choices,
    contact_choices,
    dimension_choices,
    item_choices,
    offering,
    parish_choices,
    term_choices,
)
from protocols.blocks.pathway import (
    AGE_GROUP_NAMES,
    CONSENT_NAMES,
    ParishStepBlock,
    StepBlock,
    steps_written,
)
from protocols.blocks.rules import ILO_TABLE, OutcomeBlock, RulesBlock
from protocols.blocks.texts import LocalisedText, StatementBlock, TextsBlock

__all__ = [
    "AGE_GROUP_NAMES",
    "CONSENT_NAMES",
    "GRADE_NAMES",
    "ILO_TABLE",
    "DimensionBlock",
    "LocalisedText",
    "Offer",
    "OutcomeBlock",
    "ParishStepBlock",
    "RulesBlock",
    "SectionBlock",
    "StatementBlock",
    "StepBlock",
    "TextsBlock",
    "agency_choices",
    "cadre_choices",
    "contact_choices",
    "dimension_choices",
    "item_choices",
    "offering",
    "parish_choices",
    "steps_written",
    "term_choices",
]
