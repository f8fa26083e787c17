"""An attempt on a bad day: no network, a killed browser, no time left, two tabs, one computer for two."""

import contextlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, Playwright, expect

from assessments.models import Answer, Attempt, AttemptResult
from people.models import User
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.quiz_journey import ANSWERS, FRONT, ON_DEVICE, SAVED, Journey
from tests.factories.assessments import make_enrolment, make_learner, make_quiz, make_version

Opener = Callable[..., Page]
PUBLIC_HOME = re.compile(r"^https?://[^/]+/$")


def learner_with_quiz(draw: int = 2, **settings: object) -> User:
    """A learner whose quiz asks questions with one right answer: one click each."""
    for topic in ("signs", "law"):
        for _ in range(draw):
            make_version(topic)
    user = make_learner()
    make_enrolment(user, make_quiz(draw=draw, **settings))  # type: ignore[arg-type]
    return user


@pytest.fixture
def learner() -> User:
    return learner_with_quiz()


def answered() -> int:
    """How many questions have answers on the server."""
    return Answer.objects.values("question").distinct().count()


def test_an_answer_is_on_the_device_at_once_and_on_the_server_soon(
    open_page: Opener, learner: User
) -> None:
    page = open_page(width=360)
    journey = Journey(page, learner)
    journey.starts()
    page.route(ANSWERS, lambda route: route.abort())
    journey.chooses()
    expect(journey.status()).to_have_text(ON_DEVICE)
    journey.fits()
    assert not Answer.objects.exists()
    page.unroute(ANSWERS)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(journey.status()).to_have_text(SAVED)
    journey.fits()
    assert answered() == 1
    page.goto(FRONT)
    page.get_by_role("button", name="Go on with attempt 1").click()
    journey.sees_question(2)
    journey.is_enhanced()
    journey.presses("Back")
    journey.sees_question(1)
    expect(journey.status()).to_have_text(SAVED)
    expect(page.locator(".fl-tile input:visible:checked")).not_to_have_count(0)


def served(log: Callable[[], list[dict[str, Any]]]) -> list[str]:
    """The pages that the server worked for, by their names."""
    return [
        row["route"].removeprefix("assessments:")
        for row in log()
        if row["event"] == "request_finished"
    ]


def test_twenty_questions_cost_a_start_a_save_each_15_seconds_and_a_submission(
    open_page: Opener, log: Callable[[], list[dict[str, Any]]]
) -> None:
    page = open_page()
    journey = Journey(page, learner_with_quiz(draw=10, pass_mark=16))
    journey.signs_in()
    page.wait_for_load_state("networkidle")
    before = len(served(log))
    page.clock.install()
    journey.presses("Start the quiz")
    journey.sees_question(1)
    journey.is_enhanced()
    # Sixty seconds of answering: a question every three. The page's clock stands still in between,
    # or a slow machine would make it more.
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    for number in range(1, 21):
        journey.answers(number, of=20)
        page.clock.run_for(3_000)
    page.clock.resume()
    journey.sees("Your answers")
    expect(page.get_by_text("Every question has an answer")).to_be_visible()
    journey.presses("Hand in my answers")
    journey.sees("You have passed")
    asked = served(log)[before:]
    others = [route for route in asked if route != "answers"]
    assert others == ["start", "paper", "submit", "result"]
    assert asked.count("answers") <= 60 / 15 + 1
    assert AttemptResult.objects.get().score == 20


def test_a_quiz_is_taken_by_keyboard_alone(open_page: Opener, learner: User) -> None:
    page = open_page(width=360)
    journey = Journey(page, learner)
    journey.starts()
    focused = page.locator(":focus")
    page.locator(".fl-tile input:visible").first.focus()
    for number in range(1, 5):
        journey.sees_question(number)
        if number > 1:
            expect(focused).to_have_text(re.compile("^Question number"))
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        expect(focused).to_have_text(re.compile("^Save and "))
        page.keyboard.press("Enter")
    expect(focused).to_have_text("Your answers")
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(focused).to_have_text("Hand in my answers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    assert answered() == 4


@pytest.fixture
def killable(tmp_path: Path, live_server: object, driver: Playwright) -> Iterator[Opener]:
    """A browser with a profile on the disk, opened again after it was killed."""
    opened = []

    def open_() -> Page:
        context = driver.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            args=FLAGS,
            base_url=str(live_server),
            viewport={"width": 360, "height": 800},
            timezone_id="America/Jamaica",
        )
        opened.append(context)
        return context.pages[0]

    yield open_
    opened[-1].close()


def test_no_network_and_a_killed_browser_lose_nothing(killable: Opener, learner: User) -> None:
    page = killable()
    journey = Journey(page, learner)
    journey.starts()
    journey.answers(1)
    journey.sees_question(2)
    page.context.set_offline(True)
    journey.answers(2, 3)
    journey.sees_question(4)
    journey.chooses()
    expect(journey.status()).to_have_text(ON_DEVICE)
    expect(page.get_by_text("No network at the moment.")).to_be_visible()
    journey.fits()
    kill(page)
    assert answered() < 4

    page = killable()
    journey = Journey(page, learner)
    journey.signs_in()
    expect(page.get_by_text("All answers kept on this device have been sent.")).to_be_visible()
    journey.fits()
    assert answered() == 4
    page.goto(FRONT)
    page.get_by_role("button", name="Go on with attempt 1").click()
    journey.sees("Your answers")
    journey.presses("Hand in my answers")
    journey.sees("You have passed")


def kill(page: Page) -> None:
    """End the browser from outside, without any chance to tidy up."""
    session = page.context.new_cdp_session(page)
    with pytest.raises(Exception, match="closed"):
        session.send("Browser.crash")


def test_handing_in_without_a_network_waits_for_one(open_page: Opener, learner: User) -> None:
    page = open_page(width=360)
    journey = Journey(page, learner)
    journey.starts()
    page.context.set_offline(True)
    journey.answers(1, 2, 3, 4)
    journey.sees("Your answers")
    journey.presses("Hand in my answers")
    expect(page.get_by_text("Answers kept on this device and not sent yet: 4.")).to_be_visible()
    journey.fits()
    assert not AttemptResult.objects.exists()
    page.context.set_offline(False)
    journey.sees("You have passed")
    assert AttemptResult.objects.get().score == 4


@pytest.fixture
def pass_minutes() -> Iterator[Callable[[Page, int], None]]:
    """Let time pass, on the page and on the server alike."""
    with contextlib.ExitStack() as stack:

        def pass_(page: Page, minutes: int) -> None:
            later = datetime.now(UTC) + timedelta(minutes=minutes)
            stack.enter_context(time_machine.travel(later))
            page.clock.run_for(minutes * 60_000)

        yield pass_


def test_when_the_time_runs_out_the_page_locks_and_hands_in(
    open_page: Opener, pass_minutes: Callable[[Page, int], None]
) -> None:
    page = open_page(width=360)
    journey = Journey(page, learner_with_quiz(limit_minutes=10))
    journey.signs_in()
    page.clock.install()
    journey.presses("Start the quiz")
    journey.sees_question(1)
    journey.is_enhanced()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    journey.fits()
    journey.chooses()
    expect(journey.status()).to_have_text(ON_DEVICE)
    page.route("**/submit/", lambda route: route.abort())
    pass_minutes(page, 5)
    expect(page.get_by_text("5 minutes left")).to_have_count(1)
    expect(journey.status()).to_have_text(SAVED)
    pass_minutes(page, 5)
    expect(page.get_by_text("The time is over.")).to_be_visible()
    expect(page.get_by_text("All your answers are saved.")).to_be_visible()
    assert page.locator("[data-questions] input:enabled:not([type=hidden])").count() == 0
    for words in ("Do not hand in yet", "Go to the first one without an answer"):
        expect(page.get_by_role("button", name=words)).to_be_hidden()
    journey.fits()
    page.unroute("**/submit/")
    page.clock.run_for(10_000)
    journey.sees("Not passed yet")
    result = AttemptResult.objects.get()
    assert (result.score, result.closed_by) == (1, AttemptResult.ClosedBy.TIME)


def test_two_tabs_agree_and_overwrite_nothing(open_page: Opener, learner: User) -> None:
    first = open_page()
    journey = Journey(first, learner)
    journey.starts()
    second = first.context.new_page()
    second.goto(first.url)
    other = Journey(second, learner)
    other.sees_question(1)
    other.is_enhanced()
    first.context.route(ANSWERS, lambda route: route.abort())
    journey.chooses(right=False)
    expect(other.status()).to_have_text(ON_DEVICE)
    other.chooses(right=True)
    expect(journey.status()).to_have_text(ON_DEVICE)
    chosen = ":checked:visible"
    for page in (first, second):
        expect(page.locator(f".fl-tile input{chosen} + label").first).to_contain_text(
            re.compile("right", re.I)
        )
    journey.presses("Save and go on")
    journey.chooses()
    other.presses("Save and go on")
    expect(other.status()).to_have_text(ON_DEVICE)
    first.context.unroute(ANSWERS)
    second.evaluate("dispatchEvent(new Event('online'))")
    for tab in (journey, other):
        expect(tab.status()).to_have_text(SAVED)
    ids = list(Answer.objects.values_list("client_id", flat=True))
    assert len(ids) == len(set(ids)) == Answer.objects.count()
    journey.presses("All answers")
    expect(first.get_by_text("Questions without an answer: 2")).to_be_visible()
    journey.presses("Hand in my answers")
    journey.sees("Not passed yet")
    assert AttemptResult.objects.get().score == 2


SEALED = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("firstline");
    asked.onsuccess = () => done(asked.result);
  });
  const rows = (name) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const bytes = (data) => [...new Uint8Array(data)].map((b) => String.fromCharCode(b)).join("");
  const sealed = (await rows("sealed")).map((row) => ({ ...row, data: bytes(row.data) }));
  const keys = (await rows("keys")).map(({ owner, keys }) => [
    owner, keys.map((key) => [key.extractable, key.algorithm.name]),
  ]);
  base.close();
  return { sealed, keys };
}"""


def test_a_second_person_on_the_computer_sees_nothing_and_the_first_loses_nothing(
    open_page: Opener, learner: User
) -> None:
    page = open_page(width=360)
    first = Journey(page, learner)
    first.starts()
    attempt = Attempt.objects.get()
    page.route(ANSWERS, lambda route: route.abort())
    first.chooses()
    expect(first.status()).to_have_text(ON_DEVICE)
    held = page.evaluate(SEALED)
    assert [keys for _owner, keys in held["keys"]] == [[[False, "AES-GCM"]]]
    first.presses("Sign out")
    first.sees("Not everything is sent yet")
    expect(page.get_by_text("not sent yet: 1")).to_be_visible()
    first.presses("Send them now and sign out")
    expect(page.get_by_text("They could not be sent")).to_be_visible()
    first.presses("Sign out and keep them locked on this device")
    page.wait_for_url(PUBLIC_HOME)
    page.unroute(ANSWERS)

    second = Journey(page, make_learner("second@example.org"))
    second.signs_in()
    page.wait_for_load_state("networkidle")
    kept = page.evaluate(SEALED)
    assert kept["sealed"]
    owner = kept["sealed"][0]["owner"]
    assert owner not in [name for name, _keys in kept["keys"]]
    for secret in (str(attempt.uuid), *attempt.versions, str(learner.person.uuid)):  # type: ignore[union-attr]
        assert secret not in str(kept)
    expect(page.locator("[data-unsent]")).to_be_empty()
    assert not Answer.objects.exists()
    second.presses("Sign out")
    page.wait_for_url(PUBLIC_HOME)
    assert not Answer.objects.exists()

    first.signs_in()
    expect(page.get_by_text("All answers kept on this device have been sent.")).to_be_visible()
    assert {answer.attempt for answer in Answer.objects.all()} == {attempt}
    assert page.evaluate(SEALED)["sealed"] == []


def test_when_somebody_else_signs_in_the_first_persons_paper_closes(
    open_page: Opener, learner: User
) -> None:
    page = open_page()
    Journey(page, learner).starts()
    stem = page.get_by_role("heading", level=1).inner_text()
    page.context.clear_cookies()
    second = Journey(page.context.new_page(), make_learner("second@example.org"))
    second.signs_in()
    page.wait_for_url(PUBLIC_HOME)
    expect(page.get_by_text(stem)).to_have_count(0)


def test_answers_can_be_discarded_at_sign_out(open_page: Opener, learner: User) -> None:
    page = open_page()
    journey = Journey(page, learner)
    journey.starts()
    page.route(ANSWERS, lambda route: route.abort())
    journey.chooses()
    expect(journey.status()).to_have_text(ON_DEVICE)
    journey.presses("Sign out")
    journey.presses("Delete them and sign out")
    page.wait_for_url(PUBLIC_HOME)
    assert page.evaluate(SEALED) == {"sealed": [], "keys": []}
    page.unroute(ANSWERS)
    journey.signs_in()
    assert not Answer.objects.exists()


def test_signed_out_elsewhere_the_page_keeps_the_answers_until_one_signs_in_again(
    open_page: Opener, learner: User
) -> None:
    page = open_page()
    journey = Journey(page, learner)
    journey.starts()
    page.context.clear_cookies()
    journey.chooses()
    expect(page.get_by_text("You are signed out. Your answers stay on this device")).to_be_visible()
    expect(journey.status()).to_have_text(ON_DEVICE)
    journey.fits()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again (opens in a new tab)").click()
    Journey(opened.value, learner).signs_in()
    expect(journey.status()).to_have_text(SAVED)
    assert answered() == 1


def test_leaving_at_once_keeps_sealed_answers_only(
    open_page: Opener, learner: User, settings: object
) -> None:
    page = open_page()
    journey = Journey(page, learner)
    journey.starts()
    page.route(ANSWERS, lambda route: route.abort())
    page.context.route("**/exit/**", lambda route: route.continue_())
    settings.EXIT_URL = "/verify/"  # type: ignore[attr-defined]
    journey.chooses()
    expect(journey.status()).to_have_text(ON_DEVICE)
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("**/verify/")
    kept = page.evaluate(SEALED)
    assert kept["sealed"]
    assert kept["keys"] == []
    page.unroute(ANSWERS)
    journey.signs_in()
    expect(page.get_by_text("All answers kept on this device have been sent.")).to_be_visible()
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("**/verify/")
    assert page.evaluate("indexedDB.databases()") == []


def test_where_nothing_can_be_kept_the_page_says_so(open_page: Opener, learner: User) -> None:
    page = open_page()
    page.add_init_script(
        "delete globalThis.indexedDB; Object.defineProperty(globalThis, 'indexedDB', {value: undefined});"
    )
    journey = Journey(page, learner)
    journey.starts()
    page.route(ANSWERS, lambda route: route.abort())
    journey.chooses()
    expect(journey.status()).to_contain_text("Not saved on this device.")
    page.unroute(ANSWERS)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(journey.status()).to_have_text(SAVED)
