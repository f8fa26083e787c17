"""Answers for those who study a quiz, without saying whose they are.

Every export makes its own pseudonyms under a key that is thrown away, so that two files cannot be
laid side by side. Days are given as weeks. What the file holds is said in `docs/reference/attempts.md`.
"""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Attempt, QuestionVersion
from assessments.received import merged_by_attempt
from assessments.rules import Received, is_right

AT_ONCE = 200
# Fewer people than this could be told apart by whoever knows them.
FEWEST_PEOPLE = 5
HEADER = (
    "person",
    "attempt",
    "edition",
    "form",
    "purpose",
    "week",
    "closed_by",
    "attempt_out_of",
    "attempt_passed",
    "position",
    "question",
    "question_version",
    "topic",
    "difficulty",
    "section",
    "chosen",
    "answered",
    "right",
)
Row = tuple[object, ...]
# An edition, and the week of handing in.
Cell = tuple[int, str]


class Pseudonyms:
    """Names for people that hold within one export and nowhere else."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, number: int) -> str:
        """The same for the same number, and not to be turned back."""
        digest = hmac.new(self._key, str(number).encode(), hashlib.sha256)
        return digest.hexdigest()[:12]


def people_in(attempts: QuerySet[Attempt]) -> int:
    """How many people these attempts are of."""
    rows = attempts.order_by().values_list("enrolment__person", "enrolment__person__same_as")
    return len({same_as or person for person, same_as in rows.distinct()})


def too_few(people: Mapping[Cell, set[int]]) -> set[Cell]:
    """The cells of which edition and week are not told: those of fewer than `FEWEST_PEOPLE`.

    Where these together are too few still, the next smallest are left out with them.
    """
    hidden, inside = set[Cell](), set[int]()
    for cell, theirs in sorted(people.items(), key=lambda item: (len(item[1]), item[0])):
        if len(theirs) >= FEWEST_PEOPLE and (not hidden or len(inside) >= FEWEST_PEOPLE):
            break
        hidden.add(cell)
        inside |= theirs
    return hidden


def _people_by_cell(attempts: QuerySet[Attempt]) -> dict[Cell, set[int]]:
    found: dict[Cell, set[int]] = defaultdict(set)
    rows = attempts.filter(result__isnull=False).values_list(
        "enrolment__edition__number",
        "result__submitted_at",
        "enrolment__person",
        "enrolment__person__same_as",
    )
    for edition, at, person, same_as in rows:
        found[(edition, _week(at))].add(same_as or person)
    return found


def response_rows(attempts: QuerySet[Attempt]) -> Iterator[Row]:
    """One row for each question of each attempt with a result.

    Edition and week are left empty where few people share them. Two queries, and two for each 200
    attempts.
    """
    names, versions = Pseudonyms(), dict[str, QuestionVersion]()
    hidden = too_few(_people_by_cell(attempts))
    # The order of attempts would tell who took the quiz when.
    keys = sorted(attempts.filter(result__isnull=False).values_list("pk", flat=True), key=names.of)
    for start in range(0, len(keys), AT_ONCE):
        loaded = attempts.filter(pk__in=keys[start : start + AT_ONCE])
        batch = sorted(loaded, key=lambda attempt: names.of(attempt.pk))
        _load_versions(versions, batch)
        chosen = merged_by_attempt(batch)
        for attempt in batch:
            yield from _rows_of(attempt, chosen[attempt.pk], versions, names, hidden)


def _load_versions(versions: dict[str, QuestionVersion], batch: Sequence[Attempt]) -> None:
    wanted = {key for attempt in batch for key in attempt.versions} - versions.keys()
    if wanted:
        found = QuestionVersion.objects.filter(uuid__in=wanted).select_related("topic", "question")
        versions.update({str(version.uuid): version for version in found})


def _rows_of(
    attempt: Attempt,
    chosen: dict[str, Received],
    versions: dict[str, QuestionVersion],
    names: Pseudonyms,
    hidden: set[Cell],
) -> Iterator[Row]:
    result = attempt.result
    cell = (attempt.enrolment.edition.number, _week(result.submitted_at))
    edition, week = ("", "") if cell in hidden else cell
    head = (
        names.of(attempt.enrolment.person.canonical_id),
        names.of(-attempt.pk),
        edition,
        attempt.form,
        str(attempt.quiz_rules.purpose),
        week,
        result.closed_by,
        result.out_of,
        int(result.passed),
    )
    for position, entry in enumerate(attempt.paper, start=1):
        version = versions[entry["version"]]
        answer = chosen.get(entry["version"])
        marked = answer.chosen if answer else frozenset()
        yield (
            *head,
            position,
            str(version.question.key),
            version.number,
            version.topic.code,
            version.difficulty,
            entry.get("section", ""),
            _letters(version, marked),
            int(bool(marked)),
            int(is_right(version.answer_key, marked)),
        )


def _letters(version: QuestionVersion, marked: frozenset[str]) -> str:
    """The options chosen, as letters in the order in which they were written."""
    letters = zip("ABCDEFGH", version.option_ids, strict=False)
    return "".join(letter for letter, option in letters if option in marked)


def _week(at: datetime) -> str:
    year, week, _day = timezone.localtime(at).isocalendar()
    return f"{year}-W{week:02d}"
