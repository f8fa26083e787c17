"""Pictures of signatures as offices send them: a photograph of ink on paper, with the grain of both."""

import io
import random

from PIL import Image, ImageChops, ImageDraw

WIDE, HIGH, POINTS = 2400, 900, 41


def photographed(number: int) -> bytes:
    """A JPEG of some 800 kB, another one for each number."""
    chance = random.Random(number)
    picture = Image.new("RGB", (WIDE, HIGH), (246, 244, 240))
    step = (WIDE - 200) / (POINTS - 1)
    line = [
        (100 + at * step, HIGH / 2 + chance.uniform(-HIGH / 3, HIGH / 3)) for at in range(POINTS)
    ]
    ImageDraw.Draw(picture).line(line, fill=(20, 24, 70), width=14, joint="curve")
    grain = Image.merge("RGB", [Image.effect_noise((WIDE, HIGH), 14)] * 3)
    held = io.BytesIO()
    ImageChops.add(picture, grain, offset=-128).save(held, "JPEG", quality=88)
    return held.getvalue()
