"""The right answers: for grading, when they may leave the server, and when they did."""

from datetime import datetime

from assessments.frozen import versions_of
from assessments.models import Attempt, AttemptEvent
from assessments.rules import Asked


def key_shown_at(attempt: Attempt) -> datetime | None:
    """When the learner was first given the right answers of this attempt."""
    shown = AttemptEvent.objects.filter(attempt=attempt, kind=AttemptEvent.Kind.KEY_SHOWN)
    return shown.order_by("at").values_list("at", flat=True).first()


def asked_elsewhere(attempt: Attempt) -> bool:
    """Whether an open attempt of the same person asks one of the same questions."""
    running = Attempt.objects.of(attempt.enrolment.person).open().exclude(pk=attempt.pk)
    asked = {
        entry["version"] for paper in running.values_list("paper", flat=True) for entry in paper
    }
    return not asked.isdisjoint(attempt.versions)


def paper_with_key(attempt: Attempt) -> list[Asked]:
    """The paper for grading."""
    versions = versions_of(attempt.versions)
    return [
        Asked(
            entry["version"],
            versions[entry["version"]].topic.code,
            versions[entry["version"]].answer_key,
            entry.get("section"),
        )
        for entry in attempt.paper
    ]
