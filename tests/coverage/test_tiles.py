"""Tiles never overlap, and their text can be read on them."""

import pytest

from coverage.tiles import POSITIONS, SHADES, UNKNOWN, height_of, lay_out, shade


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        ]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("fill", "ink"), [*[(f, i) for _least, f, i in SHADES], UNKNOWN])
def test_every_shade_carries_its_text(fill: str, ink: str) -> None:
    assert contrast(fill, ink) >= 4.5


@pytest.mark.parametrize("percent", [0, 29, 30, 69, 70, 100, None])
def test_every_share_has_a_shade(percent: int | None) -> None:
    fill, ink = shade(percent)
    assert fill.startswith("#")
    assert ink.startswith("#")


def test_known_and_unknown_parishes_lie_apart() -> None:
    codes = [*POSITIONS, *(f"elsewhere-{number}" for number in range(9))]
    tiles = lay_out([(code, code.title(), 10, "10%", "1 of 2 places") for code in codes])
    assert len({(tile.x, tile.y) for tile in tiles}) == len(codes)
    assert height_of(tiles) == max(tile.y for tile in tiles) + 66


def test_another_country_starts_at_the_top() -> None:
    (tile,) = lay_out([("north", "North", None, "–", "")])
    assert (tile.x, tile.y) == (0, 0)
