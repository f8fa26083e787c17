"""What a paper is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A question of a paper with its key, and the position of its section (old papers have none)."""

    version: str
    topic: str
    key: frozenset[str]
    section: int | None = None


@dataclass(frozen=True)
class TopicScore:
    """Right answers of those asked, in one topic or section."""

    right: int
    asked: int


@dataclass(frozen=True)
class Grade:
    """What a paper is worth. `missed` names the topics of wrong answers, by section."""

    score: int
    out_of: int
    by_topic: Mapping[str, TopicScore] = field(default_factory=dict)
    by_section: Mapping[int, TopicScore] = field(default_factory=dict)
    missed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def is_right(key: frozenset[str], chosen: frozenset[str]) -> bool:
    """The exact set scores; anything else does not. An empty key is never right."""
    return bool(key) and key == chosen


def grade(paper: Iterable[Asked], chosen: Mapping[str, frozenset[str]]) -> Grade:
    """Grade a paper. Questions without an answer count as asked; answers off the paper do not."""
    by_topic: dict[str, TopicScore] = {}
    by_section: dict[int, TopicScore] = {}
    missed: dict[int, set[str]] = {}
    for asked in paper:
        right = is_right(asked.key, chosen.get(asked.version, frozenset()))
        by_topic[asked.topic] = _one_more(by_topic.get(asked.topic), right)
        if asked.section is not None:
            by_section[asked.section] = _one_more(by_section.get(asked.section), right)
            if not right:
                missed.setdefault(asked.section, set()).add(asked.topic)
    return Grade(
        sum(topic.right for topic in by_topic.values()),
        sum(topic.asked for topic in by_topic.values()),
        by_topic,
        by_section,
        {at: tuple(sorted(topics)) for at, topics in missed.items()},
    )


def _one_more(before: TopicScore | None, right: bool) -> TopicScore:
    before = before or TopicScore(0, 0)
    return TopicScore(before.right + right, before.asked + 1)


def sections_missed(result: Grade, at_least: Mapping[int, int]) -> list[int]:
    """The positions of sections with fewer right answers than they need."""
    return [
        at
        for at, needed in sorted(at_least.items())
        if at in result.by_section and result.by_section[at].right < needed
    ]


def passes(result: Grade, pass_mark: int, at_least: Mapping[int, int] | None = None) -> bool:
    """A paper passes with `pass_mark` right answers overall, and what each section needs.

    An empty paper never does.
    """
    enough = result.out_of > 0 and result.score >= pass_mark
    return enough and not sections_missed(result, at_least or {})


def to_relearn(
    by_topic: Mapping[str, TopicScore],
    pass_mark: int,
    out_of: int,
    must_know: Iterable[str] = (),
) -> list[str]:
    """Topics to go back to, weakest first.

    Those whose share of right answers is below the share needed to pass, and those of `must_know`:
    the topics of wrong answers in sections that were missed. After a fail there is always one: shares
    that all reach the mark add up to a pass.
    """
    always = set(must_know)
    weak = [
        (topic.right / topic.asked, code)
        for code, topic in by_topic.items()
        if topic.asked and (code in always or topic.right * out_of < pass_mark * topic.asked)
    ]
    return [code for _share, code in sorted(weak)]
