"""What is to be done after an outcome, and whom to call."""

from collections.abc import Mapping
from typing import Any

from protocols.rules.conditions import Document


def steps_for(
    document: Document, outcome: str, age_group: str, area: str | None, agency: str | None = None
) -> list[Mapping[str, Any]]:
    """The pathway's steps for an outcome and age group, in an area and for an agency, in order.

    `area` is a parish's code, `agency` an agency's. A step without areas is for everywhere, one
    without agencies for every agency.
    """
    return [
        step
        for step in document["steps"]
        if outcome in step["outcomes"]
        and age_group in step["age_groups"]
        and (not step["areas"] or area in step["areas"])
        and (not step["agencies"] or agency in step["agencies"])
    ]


def contact_codes(document: Document) -> list[str]:
    """Every contact the document refers to, once, in the order of the steps."""
    return list(dict.fromkeys(step["contact"] for step in document["steps"] if step["contact"]))
