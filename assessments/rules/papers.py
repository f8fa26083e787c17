"""Drawing a paper from the bank."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from assessments.rules.questions import TRUE_FALSE
from assessments.rules.settings import QuizRules, Section

T = TypeVar("T")


class Randomness(Protocol):
    """What drawing needs of `random.Random`; production passes `random.SystemRandom()`."""

    def sample(self, population: Sequence[T], k: int) -> list[T]: ...


@dataclass(frozen=True)
class Candidate:
    """An approved text that may be drawn: its version, and what its question is."""

    version: str
    question: str
    topic: str
    difficulty: str = ""


@dataclass(frozen=True)
class Drawn:
    """A question of a paper, and the position of the section that it stands for."""

    version: str
    section: int


@dataclass(frozen=True)
class Shortfall:
    """A topic with fewer approved questions than a quiz wants; with `fixed`, chosen ones missing."""

    topic: str
    wanted: int
    have: int
    difficulty: str = ""
    fixed: bool = False


def shortfalls(sections: Iterable[Section], bank: Collection[Candidate]) -> list[Shortfall]:
    """Where the bank is too small for these sections together (those of one form).

    A section of a topic and a difficulty draws from that part of the topic only, so the part must
    suffice for all such sections, and the topic for everything drawn from it. Questions chosen one
    by one are in no pool.
    """
    sections = list(sections)
    chosen = [key for section in sections for key in section.fixed]
    known = {candidate.question for candidate in bank}
    missing = [key for key in chosen if key not in known]
    found = [Shortfall("", len(chosen), len(chosen) - len(missing), fixed=True)] if missing else []
    wanted: dict[tuple[str, str], int] = {}
    for section in sections:
        if not section.fixed:
            for part in {(section.topic, ""), (section.topic, section.difficulty)}:
                wanted[part] = wanted.get(part, 0) + section.draw
    free = [candidate for candidate in bank if candidate.question not in set(chosen)]
    for (topic, difficulty), count in wanted.items():
        have = sum(c.topic == topic and difficulty in {"", c.difficulty} for c in free)
        if have < count:
            found.append(Shortfall(topic, count, have, difficulty))
    return found


def draw(rules: QuizRules, form: str, bank: Collection[Candidate], rng: Randomness) -> list[Drawn]:
    """Draw each section of a form, nothing twice; in random order over all where the quiz shuffles.

    Chosen questions go first, then sections of a difficulty, then the rest, so that no section takes
    what another needs. Raises ValueError or KeyError if the bank is too small; ask `shortfalls` first.
    """
    sections = rules.sections_of(form)
    by_question = {candidate.question: candidate for candidate in bank}
    taken = {key for _at, section in sections for key in section.fixed}
    drawn: dict[int, list[str]] = {}
    for at, section in sorted(sections, key=lambda pair: not pair[1].difficulty):
        if section.fixed:
            drawn[at] = [by_question[key].version for key in section.fixed]
            continue
        pool = [c for c in bank if c.question not in taken and _fits(c, section)]
        picked = rng.sample(pool, section.draw)
        taken.update(candidate.question for candidate in picked)
        drawn[at] = [candidate.version for candidate in picked]
    paper = [Drawn(version, at) for at, _section in sections for version in drawn[at]]
    return rng.sample(paper, len(paper)) if rules.shuffle_questions else paper


def _fits(candidate: Candidate, section: Section) -> bool:
    return candidate.topic == section.topic and section.difficulty in {"", candidate.difficulty}


def choose_form(forms: Sequence[str], used: Iterable[str], rng: Randomness) -> str:
    """One of the forms met least often so far: none comes back while another remains."""
    met = list(used)
    fewest = min(met.count(form) for form in forms)
    return rng.sample([form for form in forms if met.count(form) == fewest], 1)[0]


def blueprint(
    sections: Iterable[Section], topic_of: Mapping[str, tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """How many questions of each topic and difficulty a form asks.

    `topic_of` gives topic and difficulty of the chosen questions, by their keys.
    """
    counts: dict[tuple[str, str], int] = {}
    for section in sections:
        parts = [topic_of.get(key, ("", "")) for key in section.fixed]
        for part in parts or [(section.topic, section.difficulty)] * section.draw:
            counts[part] = counts.get(part, 0) + 1
    return counts


def order_shown(kind: str, option_ids: Sequence[str], rng: Randomness) -> list[str]:
    """The order in which a learner sees the options. True stays before false."""
    return list(option_ids) if kind == TRUE_FALSE else rng.sample(option_ids, len(option_ids))
