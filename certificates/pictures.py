"""Pictures of signatures, known by the digest that certificates hold. Pure functions."""

import base64
import hashlib
import io
from collections.abc import Mapping

from PIL import Image, ImageOps

# By the SHA-256 of their bytes.
Pictures = Mapping[str, bytes]
NO_PICTURES: Pictures = {}

MAX_BYTES = 2 * 1024 * 1024
# What a camera takes at most: a small file that unfolds to more is refused before it is unfolded.
MAX_DOTS = 25_000_000
# Printed 72 mm wide and 11 mm high at most: this is 300 dots an inch and more.
SIZE = (850, 170)
# Ink and its edges. The grain of a photograph would make each paper with it hundreds of times larger.
COLOURS = 32
# How bright ink may be, beside the paper around it: from here on it fades, and there it is paper.
INK, PAPER = 0.6, 0.85


class NotAPicture(ValueError):
    """The file is no PNG or JPEG that can be read, or too large."""


def prepared(data: bytes) -> bytes:
    """A picture as it is kept: ink on nothing, a PNG no larger than it is printed, upright.

    Paper, shadows and what cameras add are left out: a photograph of 800 kB becomes some 10. Raises NotAPicture for anything but a PNG or JPEG of at most 2 MB and 25 million dots.
    """
    if len(data) > MAX_BYTES:
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > MAX_DOTS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise NotAPicture from problem
    upright.thumbnail(SIZE)
    held = io.BytesIO()
    # A picture of its own: nothing of the file that was sent in but its dots.
    plain = _ink(upright).quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    plain.save(held, "PNG", optimize=True)
    return held.getvalue()


def _ink(picture: Image.Image) -> Image.Image:
    """What is darker than the paper that it stands on, which is the commonest of the bright shades."""
    on_white = Image.new("RGBA", picture.size, "white")
    on_white.alpha_composite(picture)
    grey = on_white.convert("L")
    counted = grey.histogram()
    paper = max(range(128, 256), key=lambda shade: counted[shade])
    clear, dark = paper * PAPER, paper * INK
    covers = [round(255 * min(1, max(0, (clear - shade) / (clear - dark)))) for shade in range(256)]
    on_white.putalpha(grey.point(covers))
    return on_white


def digest_of(data: bytes) -> str:
    """What certificates know a picture by."""
    return hashlib.sha256(data).hexdigest()


def picture_svg(data: bytes) -> str:
    """A PNG or JPEG as an SVG text, which is how a layout is given it; empty for none."""
    if not data:
        return ""
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
        wide, high, kind = picture.width, picture.height, (picture.format or "png").lower()
    inside = base64.b64encode(data).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}"><image width="{wide}" height="{high}" '
        f'href="data:image/{kind};base64,{inside}"/></svg>'
    )
