"""The product's application, broken on purpose: a harness that cannot fail proves nothing.

FAULTS_SABOTAGE says how, in one word or several.
forgets    one answer in forty is called saved and not written
early      what is committed may not be on the disk yet (PostgreSQL): a crash of the database loses it
misjudges  no answer counts in the grading
regrades   each handing in is put on record twice
"""

import os
from typing import Any

KINDS = ("forgets", "early", "misjudges", "regrades")


def break_it(kind: str) -> None:
    """Put the mistake in, once the application is loaded."""
    {"forgets": _forget, "early": _commit_early, "misjudges": _misjudge, "regrades": _regrade}[
        kind
    ]()


def _forget() -> None:
    from assessments.models import Answer

    write = Answer.objects.bulk_create

    def bulk_create(rows: list[Any], **options: Any) -> Any:
        return write([row for row in rows if row.client_id.int % 40], **options)

    Answer.objects.bulk_create = bulk_create


def _commit_early() -> None:
    from django.db.backends.signals import connection_created

    def relax(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")

    connection_created.connect(relax, weak=False)


def _misjudge() -> None:
    from assessments import queries

    def nothing(attempt: Any) -> dict[str, frozenset[str]]:
        return {}

    queries.chosen_in = nothing


def _regrade() -> None:
    from assessments.signals import attempt_graded
    from foundation.audit.actions import record

    def again(sender: Any, attempt: Any, by: Any, **_: Any) -> None:
        record(by=by, verb="assessments.submit_attempt", obj=attempt)

    attempt_graded.connect(again, weak=False)


if kinds := os.environ.get("FAULTS_SABOTAGE", "").split():
    from firstline.wsgi import application  # noqa: F401 - gunicorn asks this module for it.

    for kind in kinds:
        break_it(kind)
