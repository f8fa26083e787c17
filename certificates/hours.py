"""Hours of learning by category, as a programme says them and a transcript adds them up. Pure."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

Line = tuple[str, Decimal]

# Anybody may claim a course, and others' pages add its hours up: "1e999999" is a number too.
_HOURS = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)
LONGEST = 80
MOST = 20


def parse_hours(text: str) -> list[Line]:
    """Categories with their hours, from lines such as "Law: 2.5". Empty lines do not matter.

    Raises ValueError, with the line, for anything else, for hours that are not from 0.01 to 9999.99, for a
    category of over 80 letters or named twice, and for the 21st category.
    """
    found: dict[str, Decimal] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        category, _colon, number = line.rpartition(":")
        category, number = " ".join(category.split()), number.strip()
        named = 0 < len(category) <= LONGEST and category.isprintable() and category not in found
        if not named or len(found) == MOST or not _HOURS.fullmatch(number) or not Decimal(number):
            raise ValueError(line[:LONGEST])
        found[category] = Decimal(number)
    return list(found.items())


def hours_text(hours: Decimal) -> str:
    """As it is printed: 6.5, 2, 10."""
    return f"{hours.normalize():f}"


def add_up(
    certificates: Iterable[tuple[str, Sequence[Sequence[str]]]],
) -> tuple[Decimal, list[Line]]:
    """All hours, and those of each category, the largest first.

    Each certificate gives its hours and its categories as they were printed. What it leaves without a
    category counts in the total alone.
    """
    total, found = Decimal(0), dict[str, Decimal]()
    for hours, categories in certificates:
        total += Decimal(hours)
        for category, share in categories:
            found[category] = found.get(category, Decimal(0)) + Decimal(share)
    return total, sorted(found.items(), key=lambda line: (-line[1], line[0]))
