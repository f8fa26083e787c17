"""Files that prove a course: what is in them decides what they are. Pure functions."""

import io

from PIL import Image

MAX_BYTES = 2 * 1024 * 1024
MAX_DOTS = 50_000_000
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


def kind_of(data: bytes) -> str | None:
    """pdf, png or jpg; None for anything else, whatever it is called."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > MAX_DOTS:
                return None
            picture.verify()
            return "png" if picture.format == "PNG" else "jpg"
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
