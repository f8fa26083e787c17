"""The merge rule: one outcome, however the answers travel."""

from collections.abc import Iterable
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import Received, merge

# Few values, so that times, counts and questions collide often.
TIMES = st.integers(0, 6)


def answers_with(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Received]:
    return st.builds(
        Received,
        client_id=ids,
        question=st.sampled_from(["q1", "q2", "q3"]),
        chosen=st.frozensets(st.sampled_from("abc")),
        claimed_ms=TIMES,
        sequence=st.integers(0, 2),
        received_ms=TIMES,
    )


ANY = st.lists(answers_with(st.sampled_from("stuvwxyz")), max_size=8)
GIVEN = st.lists(
    answers_with(st.uuids().map(str)), max_size=8, unique_by=lambda answer: answer.client_id
)


def both(*parts: Iterable[Received]) -> dict[str, Received]:
    """What counts among the winners of the parts."""
    return merge(chain.from_iterable(merge(part).values() for part in parts))


@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(answers: list[Received], chance: object) -> None:
    shuffled = answers.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(answers)


@given(ANY, ANY)
def test_merging_is_commutative(left: list[Received], right: list[Received]) -> None:
    assert both(left, right) == both(right, left) == merge(left + right)


@given(ANY, ANY, ANY)
def test_merging_is_associative(a: list[Received], b: list[Received], c: list[Received]) -> None:
    assert both(both(a, b).values(), c) == both(a, both(b, c).values()) == merge(a + b + c)


@given(ANY)
def test_merging_is_idempotent(answers: list[Received]) -> None:
    counts = merge(answers)
    assert merge(counts.values()) == counts
    assert merge([*answers, *answers]) == counts


@given(GIVEN, st.data())
def test_any_network_gives_the_same_outcome(made: list[Received], data: st.DataObject) -> None:
    """Two tabs or ten devices, late, twice, in any order: an honest client's claims decide alone."""
    copies = [answer for answer in made for _ in range(data.draw(st.integers(1, 3)))]
    stored: dict[str, Received] = {}
    for answer in data.draw(st.permutations(copies)):
        received = answer.claimed_ms + data.draw(st.integers(0, 9))
        # The server keeps the first copy of an id and acknowledges the others.
        stored.setdefault(answer.client_id, _received(answer, received))
    at_once = merge(_received(answer, answer.claimed_ms) for answer in made)
    assert _chosen(merge(stored.values())) == _chosen(at_once)


def _received(answer: Received, at: int) -> Received:
    return Received(
        answer.client_id, answer.question, answer.chosen, answer.claimed_ms, answer.sequence, at
    )


def _chosen(counts: dict[str, Received]) -> dict[str, frozenset[str]]:
    return {question: answer.chosen for question, answer in counts.items()}


def answer(chosen: str, **changes: int | str) -> Received:
    facts = {"client_id": "m", "claimed_ms": 5, "sequence": 1, "received_ms": 9, **changes}
    return Received(question="q", chosen=frozenset(chosen), **facts)  # type: ignore[arg-type]


def winner(*answers: Received) -> str:
    return "".join(merge(answers)["q"].chosen)


def test_the_later_answer_counts_even_if_it_arrives_first() -> None:
    assert winner(answer("a", claimed_ms=6, received_ms=7), answer("b", received_ms=8)) == "a"


def test_a_claim_from_the_future_is_cut_to_its_receipt() -> None:
    liar = answer("a", claimed_ms=10**9, received_ms=5)
    assert liar.answered_ms == 5
    assert winner(liar, answer("b", claimed_ms=6)) == "b"


def test_at_the_same_time_the_devices_count_decides_then_the_id() -> None:
    assert winner(answer("a", sequence=2), answer("b", client_id="z")) == "a"
    assert winner(answer("a"), answer("b", client_id="z")) == "b"


def test_an_answer_taken_back_counts_as_none() -> None:
    assert winner(answer("a"), answer("", claimed_ms=6)) == ""
