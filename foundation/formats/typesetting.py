"""What every paper we set with Typst shares: our own fonts, the standards kept, days, the QR code.

The fonts are our own, so that a paper does not look different on another machine. Texts reach a layout
as data and never as source.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import qrcode
import typst

# Sizes of paper, as Typst names them.
Paper = Literal["a4", "us-letter"]
FONTS = Path(__file__).parent / "fonts"
# Tagged for readers (PDF/UA-1) and archival with attachments (PDF/A-3a).
STANDARDS: list[Any] = ["ua-1", "a-3a"]
QUIET_ZONE_MODULES = 4
# Readers take any of the eight; trying all of them for the prettiest costs 8 ms a paper.
MASK = 3


class LetterMissing(Exception):
    """A letter of a text is in none of our fonts: better no paper than one with boxes in it."""


def typeset(source: Path, data: str, *, at: datetime) -> bytes:
    """A PDF of our own source and this JSON text. Equal input gives equal bytes. Raises LetterMissing."""
    try:
        made = typst.compile(
            str(source),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            pdf_standards=STANDARDS,
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as failure:
        raise LetterMissing(str(failure)) from failure
    return bytes(made)


def pictures(source: Path, data: str, *, dots_per_inch: int) -> list[bytes]:
    """The pages of our own source and this JSON text as PNG, to be looked at.

    A missing letter would be a box there: call `typeset` first, which refuses it.
    """
    # One page comes as it is, several as a list.
    made: Any = typst.compile(
        str(source),
        format="png",
        ppi=dots_per_inch,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def printed_day(day: date, words: Mapping[str, Any]) -> str:
    """A day in a layout's own words: 2 October 2026."""
    month = words["months"][day.month - 1]
    return str(words["day"].format(day=day.day, month=month, year=day.year))


@lru_cache(maxsize=1)
def fonts() -> Any:
    """Our own fonts, read once for the life of the process."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def qr_svg(address: str) -> str:
    """A QR code with its quiet zone, error correction M, as bars: one a run of dark modules."""
    code = qrcode.QRCode(
        border=QUIET_ZONE_MODULES,
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        mask_pattern=MASK,
    )
    code.add_data(address)
    modules = code.get_matrix()
    bars = "".join(
        f"M{start} {row}h{length}v1h-{length}z"
        for row, line in enumerate(modules)
        for start, length in _runs(line)
    )
    size = len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{bars}"/></svg>'
    )


def _runs(line: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a line, and how many follow each other."""
    start = 0
    for dark, group in groupby(line):
        length = len(list(group))
        if dark:
            yield start, length
        start += length
