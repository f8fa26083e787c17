"""What a learner reads after an attempt: the result, and what was recorded."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assessments import queries
from assessments.actions import note_key_shown
from assessments.after_failing import helpers_of, lessons_by_topic
from assessments.event_log import log_of
from assessments.frozen import versions_of
from assessments.key_keeping import asked_elsewhere, key_shown_at
from assessments.models import Attempt, AttemptResult
from assessments.presenters import present_log, present_result, weak_topics
from assessments.presenters.result import ResultPage
from assessments.registry import result_links
from assessments.rules import Refusal, quiz_rules, refuses_start, reveals_key
from assessments.views import SignedIn, find_attempt


@never_cache
@login_required
@require_GET
def result(request: SignedIn, attempt_id: UUID) -> HttpResponseBase:
    """What the attempt came to; topics and the key only as the quiz says."""
    attempt = find_attempt(request.user, attempt_id)
    outcome = queries.result_of(attempt)
    if outcome is None:
        return redirect("assessments:review", attempt.uuid)
    page, now = _page(attempt, outcome), timezone.now()
    if page.key and key_shown_at(attempt) is None:
        note_key_shown(by=request.user, attempt=attempt, now=now)
    context = {"page": page, "links": result_links(attempt, outcome)}
    return render(request, "assessments/result.html", context)


def _page(attempt: Attempt, result: AttemptResult) -> ResultPage:
    enrolment, text, now = attempt.enrolment, queries.text_of(attempt.quiz), timezone.now()
    rules = quiz_rules(text.body)
    attempts = queries.attempts_of(enrolment.person, attempt.quiz)
    standing = queries.standing_of(enrolment.person, attempt.quiz, attempts, rules, now)
    late = queries.late_in(attempt, result)
    versions = versions_of(attempt.versions)
    weak = [] if late.outcome.passed else weak_topics(late.outcome, attempt.quiz_rules)
    none_left = refuses_start(standing, rules, now) == Refusal.NONE_LEFT and not standing.has_open
    reveals = reveals_key(rules.feedback, standing)
    return present_result(
        attempt=attempt,
        late=late,
        closed_by=result.closed_by,
        title=text.title,
        standing=standing,
        rules=rules,
        now=now,
        titles=queries.titles_of_topics({v.topic.code for v in versions.values()}),
        lessons=lessons_by_topic(weak, enrolment.edition_id) if weak else {},
        helpers=helpers_of(enrolment) if none_left else None,
        versions=versions,
        key_waits=reveals and asked_elsewhere(attempt),
    )


@never_cache
@login_required
@require_GET
def log(request: SignedIn, attempt_id: UUID) -> HttpResponse:
    """What the system recorded of the person's own attempt, for asking about it."""
    attempt = find_attempt(request.user, attempt_id)
    title = queries.text_of(attempt.quiz).title
    context = {"attempt": attempt, "title": title, "entries": present_log(log_of(attempt))}
    return render(request, "assessments/log.html", context)
