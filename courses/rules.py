"""Decisions of `courses` as pure functions. `now` is an argument."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

RESERVED_SLUGS = frozenset({"enrol", "move", "quiz", "practice"})
"""Words that stand where a lesson's slug stands in an address."""


def percent(done: int, total: int) -> int:
    """Whole per cent, 0 to 100, rounded down: 100 means that nothing is left."""
    return 100 * min(max(done, 0), total) // total if total else 0


def next_activity(
    order: Sequence[UUID], done: Collection[UUID], after: UUID | None = None
) -> UUID | None:
    """What to go on with: the first thing not done behind `after`, else the first not done at all."""
    start = order.index(after) + 1 if after in order else 0
    return next((key for key in [*order[start:], *order[:start]] if key not in done), None)


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with the first number that makes it free."""
    if wanted not in taken and wanted not in RESERVED_SLUGS:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def assign_slugs(wanted: Sequence[tuple[UUID, str]], before: Mapping[UUID, str]) -> dict[UUID, str]:
    """A slug for each activity: the one it had in the edition before, because addresses last."""
    slugs = {key: before[key] for key, _slug in wanted if key in before}
    for key, slug in wanted:
        if key not in slugs:
            # Slugs of activities that left stay taken: an old link must not open something else.
            slugs[key] = free_slug(slug, {*before.values(), *slugs.values()})
    return slugs


@dataclass(frozen=True)
class ActivityShape:
    """One activity of an edition, for comparing. `texts` maps language to a digest of its words."""

    key: UUID
    kind: str
    module: UUID
    minutes: int
    title: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EditionShape:
    """All of an edition that matters for comparing. `frame` digests title, summary and modules."""

    frame: str
    activities: tuple[ActivityShape, ...]


ChangeKind = Literal["first", "nothing", "words", "edition"]


@dataclass(frozen=True)
class Change:
    """How what is live differs from the edition before."""

    kind: ChangeKind
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    moved: bool = False
    frame: bool = False

    @property
    def releasable(self) -> bool:
        return self.kind != "nothing"

    @property
    def correctable(self) -> bool:
        """Only words of lessons changed: they may be corrected within the edition."""
        return self.kind == "words"


def compare(before: EditionShape | None, after: EditionShape) -> Change:
    """What changed since `before` (None: nothing was released yet)."""
    if before is None:
        return Change("first", added=tuple(a.title for a in after.activities))
    old = {activity.key: activity for activity in before.activities}
    new = {activity.key: activity for activity in after.activities}
    both = [key for key in new if key in old]
    reworded = [key for key in both if new[key].texts != old[key].texts]
    change = Change(
        "edition",
        added=tuple(new[key].title for key in new if key not in old),
        removed=tuple(old[key].title for key in old if key not in new),
        reworded=tuple(new[key].title for key in reworded),
        moved=[key for key in old if key in new] != both,
        frame=before.frame != after.frame,
    )
    return _classified(change, [(old[key], new[key]) for key in both])


def _classified(change: Change, pairs: list[tuple[ActivityShape, ActivityShape]]) -> Change:
    """Decide between nothing, corrected words and a new edition."""
    reshaped = any(
        (a.kind, a.module, a.minutes) != (b.kind, b.module, b.minutes)
        # What another kind freezes are settings, such as a pass mark: no correction of words.
        or (b.kind != "lesson" and a.texts != b.texts)
        # A language that came or went is more than a correction.
        or a.texts.keys() != b.texts.keys()
        for a, b in pairs
    )
    if change.added or change.removed or change.moved or change.frame or reshaped:
        return change
    kind: ChangeKind = "words" if change.reworded else "nothing"
    return Change(kind, reworded=change.reworded)
