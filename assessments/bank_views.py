"""The question bank in the back office: lists, forms and the page to approve on."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import CreateView, EditView, InspectView

from assessments.actions import approve_question, write_question, write_topic
from assessments.forms import ApproveForm, options_in
from assessments.models import Question, Topic
from assessments.permissions import can_approve_question
from assessments.rules import QuestionStatus
from assessments.words import STATUS_EXPLAINED, STATUS_WORDS
from foundation.errors import DomainError

READ_URL = "wagtailsnippets_assessments_question:inspect"


class QuestionFilters(WagtailFilterSet):
    """By topic, kind, difficulty and status."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[(status.value, words) for status, words in STATUS_WORDS.items()],
        method="by_status",
    )

    class Meta:
        model = Question
        fields = ["topic", "kind", "difficulty"]

    def by_status(
        self, questions: "QuerySet[Question]", _name: str, value: str
    ) -> "QuerySet[Question]":
        """Keep the questions with this status."""
        return questions & Question.objects.standing(QuestionStatus(value))


def _write_question(view: Any, question: Question | None) -> Question:
    data = view.form.cleaned_data
    return write_question(
        by=view.request.user,
        question=question,
        topic=data["topic"],
        kind=data["kind"],
        difficulty=data["difficulty"],
        stem=data["stem"],
        options=options_in(data["options"]),
        retired=data.get("retired", False),
    )


class QuestionCreateView(CreateView):
    """Writing a question; it is read, and approved, on the page that follows."""

    def save_instance(self) -> Question:
        question = _write_question(self, None)
        log(instance=question, action="wagtail.create", content_changed=True)
        return question

    def get_success_url(self) -> str:
        return reverse(READ_URL, args=[self.object.pk])


class QuestionEditView(EditView):
    """Changing a question; the text asked before stays in use until this one is approved."""

    def save_instance(self) -> Question:
        # The form has put its values on `self.object`; the action reads the row afresh.
        question = _write_question(self, Question.objects.get(pk=self.object.pk))
        self.has_content_changes = self.form.has_changed()
        log(instance=question, action="wagtail.edit", content_changed=self.has_content_changes)
        return question

    def get_success_url(self) -> str:
        return reverse(READ_URL, args=[self.object.pk])


class TopicCreateView(CreateView):
    """Adding a topic."""

    def save_instance(self) -> Topic:
        data = self.form.cleaned_data
        topic = write_topic(
            by=self.request.user,
            code=data["code"],
            title=data["title"],
            lessons=data["lessons"],
        )
        log(instance=topic, action="wagtail.create", content_changed=True)
        return topic


class TopicEditView(EditView):
    """Changing a topic's title and lessons. Its code is fixed: editions and results speak of it."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["code"].disabled = True
        return form

    def save_instance(self) -> Topic:
        self.has_content_changes = self.form.has_changed()
        data = self.form.cleaned_data
        topic = write_topic(
            by=self.request.user,
            code=self.object.code,
            title=data["title"],
            lessons=data["lessons"],
            topic=self.object,
        )
        log(instance=topic, action="wagtail.edit", content_changed=self.has_content_changes)
        return topic


class QuestionReadView(InspectView):
    """A question as its reader sees it, with key and feedback, and the button to approve it."""

    page_title = gettext_lazy("Read")
    template_name = "assessments/admin/question.html"

    def get_object(self, queryset: Any = None) -> Question:
        found: Question = super().get_object(queryset)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        question: Question = self.object
        status = question.status
        waits = status in {QuestionStatus.DRAFT, QuestionStatus.CHANGED}
        return context | {
            "question": question,
            "options": question.choices,
            "status": STATUS_WORDS[status],
            "explained": STATUS_EXPLAINED[status],
            "waits": waits,
            "may_approve": waits and can_approve_question(self.request.user, question),
            "approve_form": ApproveForm(initial={"seen": question.current_digest()}),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """Approve what was read."""
        form = ApproveForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["seen"][0])
            return redirect(READ_URL, self.object.pk)
        try:
            approve_question(
                by=self.request.user,
                question=self.object,
                now=timezone.now(),
                seen=form.cleaned_data["seen"],
            )
        except DomainError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The question is approved. Quizzes draw it from now on."))
        return redirect(READ_URL, self.object.pk)
