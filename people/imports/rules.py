"""What a row of a file means, given what the register knows. Pure: no clock, no database.

The verdict on one row depends on the other rows of the same staff number: who serves at two places has
two rows, and who is named at another place than before was transferred.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from people.folding import words_of
from people.imports.verdicts import Entry, Judged, Known, Post, Problem, Step, Terms, Verdict
from people.rules import last_day_before


def judge(
    entries: Sequence[Entry], known: Known | None, terms: Terms, *, broken: int | None = None
) -> list[Judged]:
    """The verdicts on all rows of one staff number, in their order.

    `broken` is the row of another entry of that number which could not be read: then nothing is
    concluded from a place that is not named.
    """
    firsts, judged = _without_repeats(entries)
    if known is not None and not known.in_scope:
        return _sorted(judged, [_error(e, "number", "elsewhere") for e in firsts])
    if known is None:
        return _sorted(judged, _new(firsts, terms))
    if any(_is_somebody_else(entry, known) for entry in firsts):
        registered = known.details["legal_name"]
        return _sorted(judged, [_error(e, "number", "other_person", registered) for e in firsts])
    if known.left_on is not None and known.left_on < terms.today:
        return _sorted(judged, _after_leaving(firsts, known, terms))
    return _sorted(judged, _serving(firsts, known, terms, broken))


def _sorted(*parts: list[Judged]) -> list[Judged]:
    return sorted((one for part in parts for one in part), key=lambda one: one.line)


def _error(entry: Entry, column: str, code: str, value: str = "") -> Judged:
    return Judged(entry.line, Verdict.ERROR, problem=Problem(column, code, value))


def _without_repeats(entries: Sequence[Entry]) -> tuple[list[Entry], list[Judged]]:
    """Each post once; rows that repeat one are duplicates, rows that contradict it are errors."""
    firsts: dict[tuple[int, int], Entry] = {}
    judged = []
    for entry in entries:
        head = next(iter(firsts.values()), entry)
        first = firsts.setdefault(entry.post, entry)
        if entry.details.get("legal_name") != head.details.get("legal_name"):
            if first is entry:
                del firsts[entry.post]
            judged.append(_error(entry, "number", "other_name", str(head.line)))
        elif first is not entry:
            judged.append(_repeated(entry, first))
    return list(firsts.values()), judged


def _repeated(entry: Entry, first: Entry) -> Judged:
    if replace(entry, line=0) == replace(first, line=0):
        return Judged(entry.line, Verdict.DUPLICATE, note=str(first.line))
    return _error(entry, "number", "contradicts", str(first.line))


def _new(entries: Sequence[Entry], terms: Terms) -> list[Judged]:
    """Nobody of that number yet: the first row adds the person, others further posts."""
    judged: list[Judged] = []
    added = False
    for entry in entries:
        starts_on = entry.starts_on or min(terms.as_of, entry.ends_on or terms.as_of)
        if entry.ends_on and entry.ends_on < starts_on:
            judged.append(_error(entry, "ends_on", "ends_before"))
        elif entry.ends_on and entry.ends_on < terms.today:
            judged.append(Judged(entry.line, Verdict.UNCHANGED, note="gone"))
        else:
            kind = "open" if added else "add"
            steps = [Step(kind, day=starts_on, details={} if added else entry.details)]
            if entry.ends_on:
                steps.append(Step("end", day=entry.ends_on))
            judged.append(Judged(entry.line, Verdict.NEW, tuple(steps)))
            added = True
    return judged


def changed_details(entry: Entry, known: Known) -> dict[str, str]:
    """What the row says otherwise than the register. An empty cell says nothing."""
    return {
        name: value
        for name, value in entry.details.items()
        if value and value != known.details.get(name)
    }


def _is_somebody_else(entry: Entry, known: Known) -> bool:
    """Has the row's name no word of the registered one? Then the number was given to another person."""
    named, registered = entry.details.get("legal_name"), known.details.get("legal_name")
    if not named or not registered:
        return False
    return set(words_of(named)).isdisjoint(words_of(registered))


def _details_step(entry: Entry, known: Known) -> list[Step]:
    changed = changed_details(entry, known)
    before = {name: known.details.get(name, "") for name in changed}
    return [Step("details", details=changed, before=before)] if changed else []


def _after_leaving(entries: Sequence[Entry], known: Known, terms: Terms) -> list[Judged]:
    """The person had left: an ended row agrees, an open one says that they are back."""
    left_on = known.left_on
    assert left_on is not None
    judged: list[Judged] = []
    back = False
    for entry in entries:
        if entry.ends_on is not None and entry.ends_on < terms.today:
            judged.append(Judged(entry.line, Verdict.UNCHANGED, note="left"))
            continue
        starts_on = entry.starts_on or terms.as_of
        if not back and known.served and starts_on <= left_on:
            judged.append(_error(entry, "starts_on", "left_before", left_on.isoformat()))
            continue
        kind = "open" if back else "return" if known.served else "restore"
        steps = [] if back else _details_step(entry, known)
        steps.append(Step(kind, day=starts_on))
        if entry.ends_on:
            steps.append(Step("end", day=entry.ends_on))
        judged.append(Judged(entry.line, Verdict.RETURNED, tuple(steps)))
        back = True
    return judged


def _serving(
    entries: Sequence[Entry], known: Known, terms: Terms, broken: int | None
) -> list[Judged]:
    held = {post.post: post for post in known.posts}
    matched = [entry for entry in entries if entry.post in held]
    moved = [entry for entry in entries if entry.post not in held]
    named = {entry.post for entry in matched}
    others = [post for post in known.posts if post.post not in named]
    free = sorted(
        (post for post in others if post.in_scope),
        key=lambda post: (post.ends_on is not None, -post.starts_on.toordinal()),
    )
    leaving = bool(matched) and not moved and not others and all(e.ends_on for e in matched)
    last = max(matched, key=lambda e: (e.ends_on or date.min, e.line)) if leaving else None
    judged = [_stays(e, held[e.post], known, is_last=e is last) for e in matched]
    for entry in moved:
        if broken is not None:
            judged.append(_error(entry, "number", "other_row_broken", str(broken)))
        else:
            judged.append(_moves(entry, known, free, terms))
    judged = _with_details(judged, entries, known)
    return _with_ended_posts(judged, free, terms) if broken is None else judged


def _stays(entry: Entry, post: Post, known: Known, *, is_last: bool) -> Judged:
    """The row names a post that is held."""
    if entry.ends_on is None or entry.ends_on == post.ends_on:
        return Judged(entry.line, Verdict.UNCHANGED)
    if post.ends_on is not None or known.left_on is not None:
        return _error(
            entry,
            "ends_on",
            "ends_otherwise",
            (post.ends_on or known.left_on or date.min).isoformat(),
        )
    if entry.ends_on < post.starts_on:
        return _error(entry, "ends_on", "ends_before")
    if is_last:
        return Judged(entry.line, Verdict.LEFT, (Step("leave", day=entry.ends_on),))
    return Judged(entry.line, Verdict.CHANGED, (Step("close", post.pk, entry.ends_on),))


def _moves(entry: Entry, known: Known, free: list[Post], terms: Terms) -> Judged:
    """The row names a post that is not held: a transfer from a free one, or one post more."""
    if entry.ends_on is not None and entry.ends_on < terms.today:
        return Judged(entry.line, Verdict.UNCHANGED, note="gone")
    if known.left_on is not None:
        return _error(entry, "workplace", "leaves", known.left_on.isoformat())
    on = entry.starts_on or terms.as_of
    if entry.ends_on is not None and entry.ends_on < on:
        return _error(entry, "ends_on", "ends_before")
    end = (Step("end", day=entry.ends_on),) if entry.ends_on else ()
    if not free or free[0].ends_on is not None:
        return Judged(entry.line, Verdict.CHANGED, (Step("open", day=on), *end))
    old = free[0]
    if on < old.starts_on:
        return _error(entry, "starts_on", "moved_before", old.starts_on.isoformat())
    free.pop(0)
    if last_day_before(on, started=old.starts_on) is None:
        return Judged(entry.line, Verdict.CHANGED, (Step("correct", old.pk, on), *end))
    return Judged(entry.line, Verdict.TRANSFERRED, (Step("transfer", old.pk, on), *end))


def _with_details(judged: list[Judged], entries: Sequence[Entry], known: Known) -> list[Judged]:
    """Names and addresses go with the first row that can be taken."""
    by_line = {entry.line: entry for entry in entries}
    for place, one in enumerate(judged):
        if one.verdict is Verdict.ERROR:
            continue
        steps = _details_step(by_line[one.line], known)
        if steps:
            verdict = Verdict.CHANGED if one.verdict is Verdict.UNCHANGED else one.verdict
            judged[place] = replace(one, verdict=verdict, steps=(*steps, *one.steps))
        break
    return judged


def _with_ended_posts(judged: list[Judged], free: list[Post], terms: Terms) -> list[Judged]:
    """A complete file ends the posts that it does not name, of people whom it names."""
    ended = [post for post in free if post.ends_on is None] if terms.complete else []
    good = [place for place, one in enumerate(judged) if one.verdict is not Verdict.ERROR]
    if not ended or not good or len(good) < len(judged):
        return judged
    one = judged[good[0]]
    steps = tuple(Step("close", post.pk, last_day(terms.as_of, [post])) for post in ended)
    verdict = Verdict.CHANGED if one.verdict is Verdict.UNCHANGED else one.verdict
    judged[good[0]] = replace(one, verdict=verdict, steps=(*one.steps, *steps))
    return judged


def last_day(as_of: date, posts: Sequence[Post]) -> date:
    """The last day of somebody whom a complete file of `as_of` does not name any more.

    It is the day before, but no day before a post began.
    """
    return max([as_of - timedelta(days=1), *(post.starts_on for post in posts)])


def is_suspicious(leavers: int, serving: int) -> bool:
    """Would so many people leave that the file is more likely to be a part, or wrong, than true?

    In a small agency half of them are many, in a large one a tenth.
    """
    return leavers > 0 and (leavers * 2 >= serving or (leavers > 5 and leavers * 10 > serving))
