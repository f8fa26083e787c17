"""Which of two persons leads when they are one. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """What is known of one of the two. `signs_in`: an account belongs to them."""

    key: int
    signs_in: bool


def leading(first: Side, second: Side) -> Side:
    """The one with a sign-in, so that nothing learned is lost; of equals, who was there first."""
    return min(first, second, key=lambda side: (not side.signs_in, side.key))
