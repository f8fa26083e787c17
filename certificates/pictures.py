"""Pictures of signatures, known by the digest that certificates hold. Pure functions."""

import base64
import io
from collections.abc import Mapping

from PIL import Image

# By the SHA-256 of their bytes.
Pictures = Mapping[str, bytes]
NO_PICTURES: Pictures = {}


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
