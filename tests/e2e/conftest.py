"""Browser journeys: the system's Chromium against a live server, with axe on every page visited."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Route,
    expect,
    sync_playwright,
)

# Playwright's own event loop runs in this thread, which Django takes for an async caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is slow and not wrong.
expect.set_options(timeout=20_000)

# The shell has no window to draw and costs a third less.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
_WITHOUT_SCRIPT: set[BrowserContext] = set()
# A trace of what failed, with pictures. It costs a third more, so it is taken when asked for, and when
# `make check` tries a failed journey again.
TRACED = bool(os.environ.get("FIRSTLINE_TRACE"))
TRACES = Path(__file__).resolve().parents[2] / "var" / "traces"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.path.is_relative_to(Path(__file__).parent):
            continue
        item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.fail("Browser tests need Chromium: apt install chromium, or put one on the PATH.")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def open_page(
    browser: Browser, live_server: object, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page: `open_page(width=360, javascript=True)`."""
    contexts: list[BrowserContext] = []

    def open_(*, width: int = 1280, height: int = 800, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=str(live_server),
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="America/Jamaica",
        )
        context.set_default_timeout(30_000)
        if TRACED:
            context.tracing.start(screenshots=True, snapshots=True)
        contexts.append(context)
        if not javascript:
            _WITHOUT_SCRIPT.add(context)
        return context.new_page()

    yield open_
    failed = getattr(request.node, "call_failed", False)
    for number, context in enumerate(contexts):
        trace = TRACES / f"{request.node.name}-{number}.zip"
        if TRACED:
            context.tracing.stop(path=trace if failed else None)
        _WITHOUT_SCRIPT.discard(context)
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.call_failed = report.failed
    return report


def assert_accessible(page: Page) -> None:
    """No axe violation on the page as it stands. Works on pages whose own scripts are off."""
    if page.context in _WITHOUT_SCRIPT:
        with _scripted_twin(page) as twin:
            results = Axe().run(twin)
    else:
        results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@contextmanager
def _scripted_twin(page: Page) -> Iterator[Page]:
    """The same document where axe can run: with scripts off its timers never fire, and it hangs.

    The page's own scripts stay out, so it looks as it does without them.
    """
    browser = page.context.browser
    assert browser is not None
    size = page.viewport_size or {"width": 1280, "height": 800}
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale="en-GB"
    )
    content = page.content()
    twin = context.new_page()
    twin.route("**/*", lambda route: route.abort() if _is_script(route) else route.continue_())
    twin.route(
        page.url.split("#")[0], lambda route: route.fulfill(body=content, content_type="text/html")
    )
    try:
        twin.goto(page.url)
        yield twin
    finally:
        context.close()


def _is_script(route: Route) -> bool:
    return route.request.resource_type == "script"
