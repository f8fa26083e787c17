"""Entries and plans as JSON, and back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from people.imports.entries import Count
from people.imports.verdicts import Entry, Step


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """Everything but the line and the number, which are columns of their own."""
    return {
        **entry.details,
        "workplace": entry.workplace,
        "cadre": entry.cadre,
        "agency": entry.agency,
        "starts_on": _iso(entry.starts_on),
        "ends_on": _iso(entry.ends_on),
    }


def entry_from_json(line: int, number: str, stored: Mapping[str, Any]) -> Entry:
    """The entry that `entry_as_json` wrote."""
    apart = ("workplace", "cadre", "agency", "starts_on", "ends_on")
    return Entry(
        line,
        number,
        {name: value for name, value in stored.items() if name not in apart},
        stored["workplace"],
        stored["cadre"],
        stored["agency"],
        _day(stored["starts_on"]),
        _day(stored["ends_on"]),
    )


def count_as_json(count: Count) -> dict[str, Any]:
    """Everything but the line."""
    return {
        "agency": count.agency,
        "area": count.area,
        "workplace": count.workplace,
        "cadre": count.cadre,
        "counted_on": count.counted_on.isoformat(),
        "funded": count.funded,
        "filled": count.filled,
    }


def count_from_json(line: int, stored: Mapping[str, Any]) -> Count:
    """The count that `count_as_json` wrote."""
    return Count(line, **{**stored, "counted_on": date.fromisoformat(stored["counted_on"])})


def postings_as_text(keys: Iterable[int]) -> str:
    """The keys of postings in one text that can be compared."""
    return ",".join(str(key) for key in sorted(keys))


def plan_as_json(steps: Iterable[Step]) -> list[list[Any]]:
    """Steps as they are kept and shown. A newcomer's details stand in the entry already."""
    return [
        [
            step.kind,
            step.posting,
            _iso(step.day),
            {} if step.kind == "add" else step.details,
            *([step.before] if step.before else []),
        ]
        for step in steps
    ]
