"""What of a protocol an XLSForm cannot do. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any


def thresholds_left_out(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """(rule, language, its threshold, the one that the form applies) where they differ.

    A form cannot know in which language it is read. The threshold stays in the exact condition beside the formula.
    """
    for rule in document["rules"]:
        for value in rule["when"].values():
            others = value.get("at_least_in", {}) if isinstance(value, Mapping) else {}
            for language, needed in others.items():
                if needed != value["at_least"]:
                    yield rule["code"], language, needed, value["at_least"]
