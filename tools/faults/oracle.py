"""Compare what learners were told with what the database holds.

Run with Django's settings in the environment and the ledger's JSON on standard input:
`python -m tools.faults.oracle` prints `{"lost": [sentence], "twice": [sentence], "rows": {...}}`.
The merge rule and the grading are written here again, from docs/reference/attempts.md and not from the
product's code, so that a mistake there is seen here.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.db.models import Count

from assessments.models import Answer, Attempt, AttemptResult, QuestionVersion
from certificates.models import Certificate
from courses.models import Completion
from foundation.audit.models import AuditRow

Facts = dict[str, Any]


def rank(answer: Answer, attempt: Attempt) -> tuple[Any, ...]:
    """The last answer given counts: its claimed time, never later than received; then count and id."""
    received = (answer.received_at - attempt.started_at) // timedelta(milliseconds=1)
    return (min(answer.claimed_ms, received), answer.sequence, str(answer.client_id))


def lost_answers(told: Facts, rows: dict[str, Answer]) -> Iterator[str]:
    """Acknowledged answers that are not there as they were sent; rows that nobody sent."""
    for client_id, sent in told["answers"].items():
        row = rows.get(client_id)
        if row and sent["acknowledged"] and row.late != sent["apart"]:
            yield f"answer {client_id} is not kept as the learner was told"
        if row is None and sent["acknowledged"]:
            yield f"answer {client_id} was called saved and is not there"
        if row and (str(row.question), row.chosen) != (sent["question"], sorted(sent["chosen"])):
            yield f"answer {client_id} is not stored as it was sent"
    for client_id in rows.keys() - told["answers"].keys():
        yield f"answer {client_id} was sent by nobody"


def merged(attempt: Attempt, rows: dict[str, Answer]) -> dict[str, Answer]:
    """The answer that counts for each question. One kept apart as late does not count."""
    counts: dict[str, Answer] = {}
    in_time = [row for row in rows.values() if not row.late]
    for row in sorted(in_time, key=lambda row: rank(row, attempt)):
        counts[str(row.question)] = row
    return counts


def overruled(told: Facts, counts: dict[str, Answer], late: set[str]) -> Iterator[str]:
    """Where one tab alone answered a question: its last acknowledged answer must be what counts.

    One that came after the end was acknowledged as late, and is kept apart.
    """
    by_question: dict[str, list[Facts]] = {}
    for sent in told["answers"].values():
        by_question.setdefault(sent["question"], []).append(sent)
    for question, answers in by_question.items():
        last = max(answers, key=lambda sent: sent["sequence"])
        alone = len({sent["tab"] for sent in answers}) == 1
        held, certain = counts.get(question), last["acknowledged"] and not last["apart"]
        if alone and certain and held and str(held.client_id) != last["client_id"]:
            yield f"question {question}: an older answer of the same tab counts"


def wrong_result(
    attempt: Attempt, result: AttemptResult, counts: dict[str, Answer], keys: dict[str, list[str]]
) -> Iterator[str]:
    """The result must be what the answers that count are worth."""
    score = sum(
        entry["version"] in counts and counts[entry["version"]].chosen == keys[entry["version"]]
        for entry in attempt.paper
    )
    if (result.score, result.out_of) != (score, len(attempt.paper)):
        yield f"the result says {result.score}, the stored answers are worth {score}"


def look_at(told: Facts, keys: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What is wrong with one sitting, as ("lost" or "twice", sentence)."""
    attempt = Attempt.objects.select_related("result").filter(uuid=told["attempt"]).first()
    if attempt is None:
        yield "lost", "the attempt was begun and is not there"
        return
    rows = {str(row.client_id): row for row in Answer.objects.filter(attempt=attempt)}
    counts, result = merged(attempt, rows), getattr(attempt, "result", None)
    late = {client_id for client_id, row in rows.items() if row.late}
    if late and result is None:
        yield "lost", "answers are kept apart as late, and it has not ended"
    for problem in [*lost_answers(told, rows), *overruled(told, counts, late)]:
        yield "lost", problem
    if result is None and told["handed_in"]:
        yield "lost", "it was handed in and has no result"
    if result is not None:
        for problem in wrong_result(attempt, result, counts, keys):
            yield "lost", problem
    for problem in twice(told, attempt, result):
        yield "twice", problem


def twice(told: Facts, attempt: Attempt, result: AttemptResult | None) -> Iterator[str]:
    """What should be there once for the attempt, and what was shown of it."""
    seen = {f"{result.score} of {result.out_of}", *told["scores"]} if result else set()
    if len(seen) > 1:
        yield f"different results were shown: {sorted(seen)}"
    graded = AuditRow.objects.filter(
        verb="assessments.submit_attempt", object_type="assessments.attempt", object_id=attempt.pk
    ).count()
    if graded != (result is not None):
        yield f"{graded} gradings are on record for it"
    if Certificate.objects.filter(evidence=f"attempt:{attempt.uuid}").count() > 1:
        yield "it earned two certificates"


def look_at_people() -> Iterator[str]:
    """What may be there once for each person."""
    open_twice = (
        Attempt.objects.filter(result=None).values("enrolment", "quiz").annotate(n=Count("pk"))
    )
    for row in open_twice.filter(n__gt=1):
        yield f"enrolment {row['enrolment']} has {row['n']} open attempts"
    issued: dict[tuple[int, int], datetime] = {}
    for held in Certificate.objects.order_by("issued_at", "pk"):
        key = (held.person_id, held.programme_id)
        # A renewal comes months later: two within a week are one pass that counted twice.
        if key in issued and held.issued_at - issued[key] < timedelta(days=7):
            yield f"person {held.person_id} was given two certificates of one programme"
        issued[key] = held.issued_at
    for row in Completion.objects.values("person", "lesson_key").annotate(n=Count("pk")):
        if row["n"] > 1:
            yield f"person {row['person']} has {row['n']} completions of one activity"
    verbs = ["assessments.start_attempt", "certificates.certificate_issued"]
    audited = AuditRow.objects.filter(verb__in=verbs).values("verb", "object_id")
    for row in audited.annotate(n=Count("pk")).filter(n__gt=1):
        yield f"{row['verb']} is on record {row['n']} times for {row['object_id']}"


def main() -> None:
    sittings = json.load(sys.stdin)
    keys = {str(v.uuid): sorted(v.answer_key) for v in QuestionVersion.objects.all()}
    found: dict[str, list[str]] = {"lost": [], "twice": list(look_at_people())}
    for told in sittings:
        for kind, problem in look_at(told, keys):
            found[kind].append(f"attempt {told['attempt']}: {problem}")
    rows = Counter(
        attempts=Attempt.objects.count(),
        answers=Answer.objects.count(),
        results=AttemptResult.objects.count(),
        certificates=Certificate.objects.count(),
    )
    print(json.dumps({**found, "rows": rows}))


if __name__ == "__main__":
    main()
