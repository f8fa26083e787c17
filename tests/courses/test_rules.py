"""Progress, order, slugs and comparing editions: pure functions."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules import (
    ActivityShape,
    EditionShape,
    assign_slugs,
    compare,
    free_slug,
    next_activity,
    percent,
)

A, B, C = (uuid.UUID(int=n) for n in (1, 2, 3))
MODULE = uuid.UUID(int=9)


@given(st.integers(0, 500), st.integers(0, 500))
def test_progress_stays_within_0_and_100(done: int, total: int) -> None:
    assert 0 <= percent(done, total) <= 100


@given(st.lists(st.uuids(), unique=True, min_size=1, max_size=40), st.data())
def test_progress_never_falls_and_ends_at_100(order: list[uuid.UUID], data: st.DataObject) -> None:
    """Doing lessons in any order, some of them twice and some of another course."""
    others = st.one_of(st.sampled_from(order), st.uuids())
    done: set[uuid.UUID] = set()
    before = 0
    for key in [*data.draw(st.lists(others, max_size=60)), *order]:
        done.add(key)
        now = percent(len(done & set(order)), len(order))
        assert now >= before
        assert (now == 100) == (set(order) <= done)
        before = now
    assert before == 100


@given(st.lists(st.uuids(), unique=True, max_size=20), st.data())
def test_going_on_leads_to_something_not_done_until_all_is(
    order: list[uuid.UUID], data: st.DataObject
) -> None:
    done = set(data.draw(st.lists(st.sampled_from(order)))) if order else set()
    after = data.draw(st.sampled_from(order)) if order else None
    following = next_activity(order, done, after)
    if set(order) <= done:
        assert following is None
    else:
        assert following in set(order) - done


@pytest.mark.parametrize(
    ("done", "after", "following"),
    [
        (set(), None, A),
        ({A}, None, B),
        ({A}, A, B),
        ({B}, A, C),
        ({B, C}, C, A),
        ({A, B, C}, C, None),
    ],
)
def test_what_comes_next(
    done: set[uuid.UUID], after: uuid.UUID | None, following: uuid.UUID | None
) -> None:
    assert next_activity([A, B, C], done, after) == following


def test_a_taken_or_reserved_slug_gets_a_number() -> None:
    assert free_slug("signs", set()) == "signs"
    assert free_slug("signs", {"signs", "signs-2"}) == "signs-3"
    assert free_slug("quiz", set()) == "quiz-2"


def test_addresses_last_from_edition_to_edition() -> None:
    before = {A: "signs", B: "left"}
    slugs = assign_slugs([(A, "renamed"), (C, "left")], before)
    assert slugs == {A: "signs", C: "left-2"}


def shape(*keys: uuid.UUID, words: str = "x", **change: object) -> EditionShape:
    fields = {"kind": "lesson", "module": MODULE, "minutes": 5, "texts": {"en": words}}
    activities = tuple(
        ActivityShape(key=key, title=f"title {key.int}", **{**fields, **change})  # type: ignore[arg-type]
        for key in keys
    )
    return EditionShape("frame", activities)


def test_first_release() -> None:
    assert compare(None, shape(A, B)).kind == "first"


def test_no_change_is_not_released() -> None:
    assert not compare(shape(A, B), shape(A, B)).releasable


def test_other_words_may_be_a_correction() -> None:
    change = compare(shape(A, B), shape(A, B, words="y"))
    assert change.correctable
    assert change.reworded == ("title 1", "title 2")


@pytest.mark.parametrize(
    "after",
    [
        shape(A),
        shape(A, B, C),
        shape(B, A),
        shape(A, C),
        shape(A, B, minutes=6),
        shape(A, B, module=C),
        shape(A, B, texts={"en": "x", "es": "x"}),
    ],
    ids=["removed", "added", "order", "replaced", "minutes", "module", "language"],
)
def test_anything_else_is_an_edition(after: EditionShape) -> None:
    change = compare(shape(A, B), after)
    assert change.kind == "edition"
    assert not change.correctable


def test_settings_of_a_quiz_are_no_words() -> None:
    change = compare(shape(A, kind="quiz"), shape(A, kind="quiz", words="y"))
    assert change.kind == "edition"
