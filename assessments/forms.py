"""Forms: the bank and quizzes in Wagtail, answers on the learner's side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from assessments.blocks import sections_in
from assessments.errors import PROBLEM_WORDS, QUIZ_WORDS, shortfall_text
from assessments.freezing import problems_and_shortfalls, topic_titles
from assessments.rules import LatePolicy, Option, Problem, QuizProblem, QuizRules, problems_of

ON_STEM = {Problem.NO_STEM}


def options_in(value: Any) -> list[Option]:
    """The options of a StreamField value, for the rules."""
    return [
        Option(
            block.value.get("text") or "",
            bool(block.value.get("correct")),
            block.value.get("feedback") or "",
            str(block.id or ""),
        )
        for block in value or []
    ]


class QuestionForm(WagtailAdminModelForm):
    """A question in the bank. Says in plain words what is wrong with its key."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "options" not in cleaned or "stem" not in cleaned:
            return cleaned
        found = problems_of(
            cleaned.get("kind", ""), cleaned["stem"], options_in(cleaned["options"])
        )
        for problem in found:
            self.add_error("stem" if problem in ON_STEM else None, str(PROBLEM_WORDS[problem]))
        return cleaned


PROBLEM_FIELDS = {
    QuizProblem.MARK_TOO_HIGH: "pass_mark",
    QuizProblem.CLOSES_BEFORE_OPENING: "closes_at",
    QuizProblem.CLOSED_ALREADY: "closes_at",
    QuizProblem.NO_GRACE: "grace_minutes",
}


class QuizPageForm(WagtailAdminPageForm):
    """A quiz's settings. A draft may wait for its bank; what is submitted or published may not."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or self.errors or "sections" not in cleaned:
            return cleaned
        origin = cleaned.get("forms_of")
        if origin and (origin.pk == self.instance.pk or origin.forms_of_id):
            self.add_error("forms_of", _("Choose a quiz that has sections of its own."))
        elif origin and cleaned["sections"]:
            self.add_error(
                "sections", _("This quiz uses the sections of another one. Remove these, or that.")
            )
        else:
            self._check_rules(cleaned, origin)
        return cleaned

    def _check_rules(self, cleaned: dict[str, Any], origin: Any) -> None:
        """Say at each field what is wrong with it."""
        rules = QuizRules(
            sections=sections_in(origin.sections if origin else cleaned["sections"]),
            pass_mark=cleaned["pass_mark"],
            attempts_allowed=cleaned["attempts_allowed"],
            opens_at=cleaned.get("opens_at"),
            closes_at=cleaned.get("closes_at"),
            late=LatePolicy(cleaned["late"]),
            grace_minutes=cleaned["grace_minutes"] or 0,
        )
        problems, missing = problems_and_shortfalls(rules)
        at_sections = "forms_of" if origin else "sections"
        for problem in problems:
            self.add_error(PROBLEM_FIELDS.get(problem, at_sections), str(QUIZ_WORDS[problem]))
        titles = topic_titles(missing)
        for short in missing:
            self.add_error(at_sections, shortfall_text(short, titles))


class ApproveForm(forms.Form):
    """Approving a question: the digest of the text that was read."""

    seen = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open the question and read it before you approve it.")},
    )
