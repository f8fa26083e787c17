"""Hours of learning by category, as a programme says them and a transcript adds them up. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

Line = tuple[str, Decimal]


def parse_hours(text: str) -> list[Line]:
    """Categories with their hours, from lines such as "Law: 2.5". Empty lines do not matter.

    Raises ValueError, with the line, for anything else, and for a category named twice.
    """
    found: dict[str, Decimal] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        category, _colon, number = line.rpartition(":")
        try:
            hours = Decimal(number.strip())
        except InvalidOperation as problem:
            raise ValueError(line) from problem
        category = " ".join(category.split())
        if not category or category in found or not hours.is_finite() or hours <= 0:
            raise ValueError(line)
        found[category] = hours
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
