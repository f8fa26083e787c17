"""The twenty minutes that a Secretariat is shown, as docs/how-to/demo-20-minutes.md tells them."""

import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page

from assessments.models import QuestionVersion
from firstline.demo.api import describe
from tests.e2e.conftest import assert_accessible
from tests.e2e.demo_story import DemoStory


def right_options(versions: Sequence[str]) -> dict[str, list[str]]:
    """The ids of the right options by question."""
    return {
        str(version.uuid): [option["id"] for option in version.options if option["correct"]]
        for version in QuestionVersion.objects.filter(uuid__in=versions)
    }


@pytest.mark.usefixtures("demo")
def test_twenty_minutes_for_a_secretariat(open_page: Callable[..., Page]) -> None:
    demo, seen = describe(), set[tuple[str, str]]()

    def look(page: Page) -> None:
        shape = re.sub(r"[0-9a-f-]{36}|\d+", "n", page.url)
        if (shape, page.title()) in seen:
            return
        seen.add((shape, page.title()))
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{page.url} scrolls sideways"

    DemoStory(
        open_page,
        accounts=demo.accounts,
        password=demo.password,
        paths=demo.paths,
        key=right_options,
        look=look,
    ).tell()
    assert len(seen) >= 12
