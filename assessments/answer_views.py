"""Where answers arrive: a page's form, or a script's batch in JSON."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.actions import save_answers
from assessments.errors import AnswerRefused
from assessments.incoming import answers_in_form, answers_in_json
from assessments.models import Attempt
from assessments.permissions import own_attempt
from assessments.presenters import front_url, present_receipt
from assessments.rules import BadAnswer
from foundation.errors import DomainError
from people.models import User


@require_POST
def answers(request: HttpRequest, attempt_id: UUID) -> HttpResponseBase:
    """Save answers. A batch in JSON is told answer by answer what became of it."""
    as_json = request.content_type == "application/json"
    if not isinstance(request.user, User):
        if as_json:
            words = {"error": _("Sign in again. Your answers are still on this page.")}
            return JsonResponse(words, status=HTTPStatus.UNAUTHORIZED)
        return redirect_to_login(reverse("assessments:paper", args=[attempt_id]))
    attempt = own_attempt(request.user, attempt_id)
    if attempt is None:
        raise Http404
    if as_json:
        return _save_batch(request, request.user, attempt)
    return _save_form(request, request.user, attempt)


def _save_batch(request: HttpRequest, user: User, attempt: Attempt) -> JsonResponse:
    now = timezone.now()
    try:
        batch = answers_in_json(request.body)
        receipt = save_answers(by=user, attempt=attempt, answers=batch.given, now=now)
    except DomainError as problem:
        return JsonResponse({"error": str(problem)}, status=HTTPStatus.BAD_REQUEST)
    told = present_receipt(receipt, batch.unreadable, attempt=attempt, now=now)
    over = any(reason == BadAnswer.ENDED for _id, reason in receipt.refused)
    return JsonResponse(told, status=HTTPStatus.CONFLICT if over else HTTPStatus.OK)


def _save_form(request: HttpRequest, user: User, attempt: Attempt) -> HttpResponse:
    some = False
    try:
        given = answers_in_form(request.POST, queries.saved_in(attempt)).given
        receipt = save_answers(by=user, attempt=attempt, answers=given, now=timezone.now())
        some = bool(receipt.saved)
        if receipt.refused:
            raise AnswerRefused(receipt.refused[0][1])
    except DomainError as problem:
        return _not_saved(request, attempt, problem, some=some)
    return redirect(_go_on(attempt, request.POST.get("go", "")))


def _go_on(attempt: Attempt, wanted: str) -> str:
    """Where a saved form leads: a question by number, the review, or the whole paper again."""
    if wanted == "review":
        return reverse("assessments:review", args=[attempt.uuid])
    address = reverse("assessments:paper", args=[attempt.uuid])
    return f"{address}?q={wanted}" if wanted.isdecimal() else address


def _not_saved(
    request: HttpRequest, attempt: Attempt, problem: DomainError, *, some: bool
) -> HttpResponse:
    """What was refused; `some` other answers of the form were saved."""
    ended = isinstance(problem, AnswerRefused) and problem.problem == BadAnswer.ENDED
    onward = reverse("assessments:result", args=[attempt.uuid]) if ended else front_url(attempt)
    context = {"problem": problem, "ended": ended, "onward": onward, "some": some}
    status = HTTPStatus.CONFLICT if ended else HTTPStatus.BAD_REQUEST
    return render(request, "assessments/refused.html", context, status=status)
