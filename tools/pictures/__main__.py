"""Make the pictures of README.md and docs/how-to from a running, fresh demo: `tools/screenshots --help`."""

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.demo_story import DemoStory
from tools.pictures.how_tos import HowTos

IMAGES, MOST_BYTES, COLOURS = Path("docs/images"), 150_000, 96
MANAGE = [sys.executable, "manage.py"]
KEY = """
import json
from assessments.models import QuestionVersion
print(json.dumps({str(v.uuid): [o["id"] for o in v.options if o["correct"]]
                  for v in QuestionVersion.objects.filter(uuid__in=%r)}))
"""


def ask(code: str) -> object:
    """What the demo's own shell prints last, as JSON."""
    printed = subprocess.check_output([*MANAGE, "shell", "-v0", "-c", code], text=True)
    return json.loads(printed.splitlines()[-1])


def keep(page: Page, name: str, width: int, height: int) -> None:
    """A small PNG of what the window shows. Stops if it is not small."""
    page.set_viewport_size({"width": width, "height": height})
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = IMAGES / f"{name}-{width}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{target} has {size} bytes: show less of the page")
    print(target, size, "bytes")


def opener(browser: Browser, base: str) -> Callable[..., Page]:
    """Pages of browsers that share nothing, against the running demo."""

    def open_page(*, width: int = 1280, height: int = 800) -> Page:
        return browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="America/Jamaica",
        ).new_page()

    return open_page


def key(versions: Sequence[str]) -> dict[str, list[str]]:
    """The right options of questions."""
    return ask(KEY % list(versions))  # type: ignore[return-value]


def main() -> None:
    parser = argparse.ArgumentParser(prog="tools/screenshots", description=__doc__)
    parser.add_argument(
        "base", nargs="?", default="http://127.0.0.1:8000", help="the demo's address"
    )
    base = parser.parse_args().base.rstrip("/")
    demo = json.loads(subprocess.check_output([*MANAGE, "demo", "--json"]))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        story = DemoStory(opener(browser, base), **demo, key=key, picture=keep)
        story.tell()
        HowTos(story, keep, ask).take()
        browser.close()


main()
