"""What became of a form's rows, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocols.exchange.report import Line, Reason

BECOMES = {
    "section": gettext_lazy("Section"),
    "sign": gettext_lazy("Sign"),
    "signs": gettext_lazy("Signs, one for each answer"),
    "choice": gettext_lazy("Choice"),
    "age": gettext_lazy("The question for age"),
    "precondition": gettext_lazy("Precondition"),
    "stop_rule": gettext_lazy("Stop rule"),
    "rule": gettext_lazy("Rule"),
    "reason": gettext_lazy("Reason of a rule"),
    "outcome": gettext_lazy("Outcome"),
    "step": gettext_lazy("Step"),
}
# Rows that only hold a form together.
SILENT = frozenset({"help", "end"})
REASONS = {
    "free_text": gettext_lazy("Free text is never kept: it could say who somebody is."),
    "place": gettext_lazy("A place would tell where somebody is."),
    "media": gettext_lazy("Pictures, sound and files are not kept."),
    "identifies": gettext_lazy("It would tell who answered, or who was asked."),
    "date": gettext_lazy(
        "Days and times are not kept. Only a birthday becomes the question for age."
    ),
    "number": gettext_lazy(
        "No condition of the form says where this number matters, so it has no bands."
    ),
    "rank": gettext_lazy("A protocol ranks nothing."),
    "hidden": gettext_lazy("Nothing is stored that is not asked."),
    "note": gettext_lazy(
        "A note asks nothing. Write it as a precondition, or as the reason why we ask."
    ),
    "outside": gettext_lazy("It needs another file, which a protocol does not read."),
    "unknown_type": gettext_lazy("A protocol has no such question."),
    "no_type": gettext_lazy("The row has no type."),
    "disabled": gettext_lazy("The row is switched off."),
    "formula": gettext_lazy("The cell is a formula without a value. Formulas are not run."),
    "repeat": gettext_lazy("A protocol asks each question once."),
    "nested": gettext_lazy("A group inside a group becomes a section of its own."),
    "end_alone": gettext_lazy("A group ends here that never began."),
    "no_list": gettext_lazy("Its list of choices is missing or empty."),
    "options": gettext_lazy("A choice has 2 to 12 options; this has another number."),
    "or_other": gettext_lazy("The answer “other” with its own words is left out."),
    "several_signs": gettext_lazy("Each answer becomes a sign of its own; “none” is left out."),
    "order": gettext_lazy("Check the order of the options: from the least to the most worrying."),
    "bands": gettext_lazy("The number is asked in bands, cut where the form's conditions cut it."),
    "age_in_bands": gettext_lazy("Age is asked in our bands. An exact age is never recorded."),
    "birth_in_bands": gettext_lazy("Age is asked in our bands. A date of birth is never recorded."),
    "age_twice": gettext_lazy("Age is asked once."),
    "show_if": gettext_lazy("It is always shown: its condition could not be kept."),
    "closed_upwards": gettext_lazy("The condition also holds for every more worrying option."),
    "mixed": gettext_lazy("“And” and “or” together cannot be written; write one of them."),
    "only_yes": gettext_lazy("Only a yes can show something: no, not and unequal cannot."),
    "not_yes": gettext_lazy("Only the answer yes can show something or count."),
    "not_more": gettext_lazy("A number counts from some size upwards, not up to it or exactly."),
    "not_a_band": gettext_lazy("No band begins at this number."),
    "not_a_number": gettext_lazy("This question is no number."),
    "not_compared": gettext_lazy("It names a question without an answer to look for."),
    "not_a_condition": gettext_lazy("A protocol has no such condition."),
    "not_understood": gettext_lazy("The expression cannot be read."),
    "function": gettext_lazy("A protocol has no such function."),
    "round": gettext_lazy("The calculation goes round in a circle, or through too many others."),
    "later": gettext_lazy("It names a question that comes later or is not there."),
    "lost_question": gettext_lazy("It names a question that was not kept."),
    "unknown_choice": gettext_lazy("It names an answer that is not in the list or was left out."),
    "age_decides": gettext_lazy("Age decides the pathway, not whether a question is asked."),
    "calculation": gettext_lazy("The calculation is not kept. Write the rule in the draft."),
    "no_outcome": gettext_lazy("It names none of our outcomes (URGENT, STRONG, POSSIBLE)."),
    "weighed_options": gettext_lazy("An option with points has to be written in the draft."),
    "two_weights": gettext_lazy("The sign has two different weights."),
    "weight": gettext_lazy("A weight is a number up to 999.99."),
    "unreadable": gettext_lazy("What our own columns say here cannot be read."),
    "required": gettext_lazy("Nobody has to answer: every question may stay open."),
    "constraint": gettext_lazy("A limit for answers is not needed: answers are chosen."),
    "choice_filter": gettext_lazy("Choices are not filtered: every option is shown."),
    "appearance": gettext_lazy("How it looks is the same everywhere."),
    "default": gettext_lazy("An answer is never filled in beforehand."),
    "read_only": gettext_lazy("Every question can be answered."),
    "parameters": gettext_lazy("Parameters are not kept."),
    "column": gettext_lazy("This column is not read."),
    "language": gettext_lazy("Protocols are not written in this language yet."),
}


def reason_text(reason: Reason) -> str:
    """A reason in a sentence, with what stood in the form."""
    text = str(REASONS[reason.code])
    detail = " ".join(reason.detail.split())[:200]
    return f"{text} ({detail})" if detail else text


def becomes_text(line: Line) -> str:
    """What a row becomes: "Sign A1"."""
    if not line.becomes:
        return _("Not kept")
    return f"{BECOMES[line.becomes]} {line.code}".strip() if line.becomes in BECOMES else ""


def line_rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Every row that is kept or not, for a page or as JSON."""
    return [
        {
            "sheet": line.sheet,
            "row": line.row,
            "type": line.kind,
            "name": line.name,
            "becomes": becomes_text(line),
            "kept": bool(line.becomes),
            "reasons": [
                {"code": reason.code, "text": reason_text(reason)} for reason in line.reasons
            ],
        }
        for line in lines
        if line.becomes not in SILENT or line.reasons
    ]
