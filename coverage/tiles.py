"""Parishes as tiles, roughly where they lie, shaded by coverage. Pure: SVG numbers and colours."""

from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 80, 66, 4
WIDE_NAME = 10

# Column and row of each parish of Jamaica, west to east. Other parishes go below, in order.
POSITIONS = {
    "hanover": (0, 0),
    "st-james": (1, 0),
    "trelawny": (2, 0),
    "st-ann": (3, 0),
    "st-mary": (4, 0),
    "portland": (5, 0),
    "westmoreland": (0, 1),
    "st-elizabeth": (1, 1),
    "manchester": (2, 1),
    "clarendon": (3, 1),
    "st-catherine": (4, 1),
    "st-andrew": (5, 1),
    "st-thomas": (6, 1),
    "kingston": (5, 2),
}
COLUMNS = 7
INK, WHITE = "#12263a", "#ffffff"
# From this per cent on: fill, text. Each pair has a contrast of 4.5 or more.
SHADES = [(70, "#0a3d47", WHITE), (50, "#0f5f6c", WHITE), (30, "#b5d5d9", INK), (0, "#fdf3dc", INK)]
UNKNOWN = ("#ffffff", "#51606e")


@dataclass(frozen=True)
class Tile:
    """One parish: where its tile is, what it says, its colours."""

    x: int
    y: int
    name: str
    value: str
    below: str
    fill: str
    ink: str
    size: int


def shade(percent: int | None) -> tuple[str, str]:
    """Fill and text colour for a share; white where there is no head-count."""
    if percent is None:
        return UNKNOWN
    return next((fill, ink) for least, fill, ink in SHADES if percent >= least)


def lay_out(parishes: list[tuple[str, str, int | None, str, str]]) -> list[Tile]:
    """Tiles for parishes given as (code, name, per cent, what to say, and what below it)."""
    spare_row = 3 if any(code in POSITIONS for code, *_rest in parishes) else 0
    spare = 0
    tiles = []
    for code, name, percent, value, below in parishes:
        if code in POSITIONS:
            column, row = POSITIONS[code]
        else:
            column, row = spare % COLUMNS, spare_row + spare // COLUMNS
            spare += 1
        fill, ink = shade(percent)
        size = 10 if len(name) > WIDE_NAME else 12
        x, y = column * (WIDTH + GAP), row * (HEIGHT + GAP)
        tiles.append(Tile(x, y, name, value, below, fill, ink, size))
    return tiles


def height_of(tiles: list[Tile]) -> int:
    """The drawing's height in its own units; the width is always seven tiles."""
    return max((tile.y for tile in tiles), default=0) + HEIGHT


TOTAL_WIDTH = COLUMNS * WIDTH + (COLUMNS - 1) * GAP
