"""The words for what the engine and the proof say in codes."""

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from protocols.comparing import Step
from protocols.languages import LANGUAGE_NAMES
from protocols.problems import Problem, Shown
from protocols.rules import AgeBand, Answer, Outcome
from protocols.texts import OPTION

ANSWER_WORDS = {
    "observe": {
        Answer.YES: gettext_lazy("Yes, I noticed it"),
        Answer.NO: gettext_lazy("No"),
        Answer.UNKNOWN: gettext_lazy("I am not sure"),
        Answer.NOT_OBSERVED: gettext_lazy("I could not see this"),
    },
    "ask": {
        Answer.YES: gettext_lazy("Yes"),
        Answer.NO: gettext_lazy("No"),
        Answer.UNKNOWN: gettext_lazy("The person does not know"),
        Answer.DECLINED: gettext_lazy("The person does not want to say"),
    },
    "integrate": {
        Answer.YES: gettext_lazy("Yes"),
        Answer.NO: gettext_lazy("No"),
        Answer.UNKNOWN: gettext_lazy("Not known"),
        Answer.DECLINED: gettext_lazy("Declined"),
        Answer.NOT_OBSERVED: gettext_lazy("Not observed"),
    },
}
AGE_WORDS = {
    AgeBand.UNDER_12: gettext_lazy("Under 12"),
    AgeBand.FROM_12_TO_17: gettext_lazy("12 to 17"),
    AgeBand.UNSURE: gettext_lazy("Could be under 18, I am unsure"),
    AgeBand.FROM_18_TO_24: gettext_lazy("18 to 24"),
    AgeBand.FROM_25: gettext_lazy("25 or over"),
}
OUTCOME_NAMES = {
    Outcome.URGENT: gettext_lazy("Urgent"),
    Outcome.STRONG: gettext_lazy("Strong signs"),
    Outcome.POSSIBLE: gettext_lazy("Possible signs"),
    Outcome.NONE_NOW: gettext_lazy("Nothing that points to it now"),
    Outcome.NOT_COMPLETED: gettext_lazy("Not completed"),
}
PROBLEMS = {
    "missing": gettext_lazy("This is missing."),
    "schema": gettext_lazy("This does not fit the format: %(detail)s"),
    "permission_open": gettext_lazy("Only what we may use can be put in force. Settle permission."),
    "code_twice": gettext_lazy("The code is used more than once."),
    "rule_unknown_item": gettext_lazy("It names %(detail)s, which is no sign of this protocol."),
    "rule_lost_item": gettext_lazy("It names a sign that was removed. Choose its signs again."),
    "shown_by_later": gettext_lazy(
        "It is asked only if %(detail)s holds, which is not asked before it."
    ),
    "options_fall": gettext_lazy(
        "The option %(detail)s has a lower grade or weight than the one before. Write options from the "
        "least to the most worrying."
    ),
    "rule_not_danger": gettext_lazy("It counts %(detail)s, which is not marked as a danger sign."),
    "rule_out_of_reach": gettext_lazy(
        "It can never fire: even the gravest answers to every question come to %(detail)s."
    ),
    "rule_always_fires": gettext_lazy(
        "It always fires: even with a no to every sign, and the mildest option of every question."
    ),
    "never_shown": gettext_lazy("Nothing that can be answered before it ever shows it."),
    "dimension_unknown": gettext_lazy("There is no dimension %(detail)s."),
    "option_unknown": gettext_lazy("There is no option %(detail)s."),
    "graver_option_left_out": gettext_lazy(
        "It names a milder option and leaves out %(detail)s, which is graver. Then a graver answer "
        "would count less. Tick it too."
    ),
    "term_of_other_kind": gettext_lazy(
        "%(detail)s is counted by its options if it has some, and as a sign if it has none."
    ),
    "rule_wrong_outcome": gettext_lazy("A rule of this kind cannot lead to %(detail)s."),
    "no_rule_for_path": gettext_lazy("No rule leads here, so that some answers have no outcome."),
    "default_twice": gettext_lazy(
        "There is already a rule for %(detail)s when nothing else fires."
    ),
    "item_without_rule": gettext_lazy("No rule looks at this danger sign."),
    "outcome_without_text": gettext_lazy("A rule leads here, and there is no text for it."),
    "outcome_without_rule": gettext_lazy("No rule ever leads here."),
    "nothing_raises": gettext_lazy("No rule leads to a referral."),
    "review_before_start": gettext_lazy("The review has to come after the protocol is in force."),
    "contact_unknown": gettext_lazy(
        "%(detail)s is not in the contact book, or has no number there."
    ),
    "language_missing": gettext_lazy("%(field)s is missing in %(language)s."),
    "language_extra": gettext_lazy("%(field)s is written in a language that is not offered."),
    "asks_identity": gettext_lazy(
        "%(field)s in %(language)s seems to ask who the person is: \u201c%(detail)s\u201d. Ask for signs "
        "only, or have somebody else sign why these words may stay."
    ),
    "cadre_unknown": gettext_lazy("%(detail)s is no cadre."),
    "area_unknown": gettext_lazy("%(detail)s is no parish."),
    "rule_overshadowed": gettext_lazy(
        "It never decides: whenever it fires, a rule with a graver outcome fires too."
    ),
    "item_never_matters": gettext_lazy(
        "It never matters: whatever is answered to it, the outcome is the same. Raise its grade or "
        "points, lower a threshold, or do not ask it."
    ),
    "option_never_matters": gettext_lazy(
        "%(field)s never matters: the outcome is always as with the mildest option. Give it no grade and no "
        "points, or let them count."
    ),
    "sign_lowers": gettext_lazy("One more danger sign would lower the outcome."),
    "outcome_never_given": gettext_lazy("It is never given, whatever the answers are."),
    "rule_undecided": gettext_lazy(
        "The check could not find out in reasonable time whether this rule ever decides, so the protocol "
        "cannot be signed. Let fewer rules look at the same signs, use round points, or raise or lower the threshold."
    ),
    "item_undecided": gettext_lazy(
        "The check could not find out in reasonable time whether this ever changes the outcome, so the protocol "
        "cannot be signed. Let fewer rules look at it, or use round points."
    ),
    "option_undecided": gettext_lazy(
        "%(field)s: the check could not find out in reasonable time whether it ever changes the outcome, so the "
        "protocol cannot be signed. Let fewer rules look at it, or use round points."
    ),
    "no_verified_contact": gettext_lazy(
        "For the age group '%(detail)s' no step that holds everywhere has a contact whose number "
        "was verified in the last 180 days."
    ),
}
EXAMPLES = {
    "rule_overshadowed": gettext_lazy(
        "The shortest example: %(example)s. Then rule %(detail)s fires too, and the outcome is “%(outcome)s”."
    ),
    "item_never_matters": gettext_lazy(
        "The shortest example: %(example)s. The outcome is “%(outcome)s”, and without it the same."
    ),
    "option_never_matters": gettext_lazy(
        "The shortest example: %(example)s. The outcome is “%(outcome)s”, and with the mildest option the same."
    ),
    "sign_lowers": gettext_lazy(
        "The shortest example: %(example)s. The outcome is “%(outcome)s”. With “%(detail)s” "
        "instead, which is graver, it would be “%(other)s”."
    ),
}
# What thresholds of one language may bring about in it alone.
BY_LANGUAGE = {"rule_out_of_reach", "rule_always_fires", "rule_undecided", "outcome_never_given"}
BY_LANGUAGE |= {"item_never_matters", "option_never_matters", "item_undecided", "option_undecided"}
BY_LANGUAGE |= {"rule_overshadowed", "sign_lowers"}
IDENTITY_WORDS = {
    "name": gettext_lazy("a name"),
    "address": gettext_lazy("where somebody lives"),
    "papers": gettext_lazy("identity papers"),
    "number": gettext_lazy("a number or an account"),
    "birth": gettext_lazy("when or where somebody was born"),
    "nationality": gettext_lazy("nationality or origin"),
    "status": gettext_lazy("immigration status"),
    "workplace": gettext_lazy("a school or an employer"),
    "picture": gettext_lazy("a picture"),
}
TEXT_FIELDS = {
    "title": gettext_lazy("The title"),
    "summary": gettext_lazy("The summary"),
    "audience": gettext_lazy("Who it is for"),
    "brief": gettext_lazy("The brief for practice"),
    "wording": gettext_lazy("The wording"),
    "why": gettext_lazy("Why we ask"),
    "say": gettext_lazy("Say instead"),
    "do_not_say": gettext_lazy("Do not say"),
    "text": gettext_lazy("The text"),
    "reason": gettext_lazy("The reason"),
    "body": gettext_lazy("The responsible body"),
    "legal": gettext_lazy("The legal basis"),
}
CHANGED_FIELDS = {
    **TEXT_FIELDS,
    "when": gettext_lazy("When it fires, and what follows"),
    "danger": gettext_lazy("Danger sign"),
    "dimension": gettext_lazy("Dimension"),
    "grade": gettext_lazy("Grade"),
    "weight": gettext_lazy("Weight"),
    "options": gettext_lazy("Grades and weights of the options"),
    "show_if": gettext_lazy("When it is asked"),
    "pathway": gettext_lazy("For whom, contact and time"),
    "mode": gettext_lazy("Mode"),
    "cadres": gettext_lazy("Cadres"),
    "languages": gettext_lazy("Languages"),
    "illustrative": gettext_lazy("Illustrative"),
    "licence": gettext_lazy("Licence"),
    "owner": gettext_lazy("Owner"),
    "permission": gettext_lazy("Permission"),
    "sources": gettext_lazy("Sources"),
}
STEP_WORDS = {
    Step.OUTCOME: gettext_lazy("Can give another outcome"),
    Step.CONTENT: gettext_lazy("Something is new, gone or goes elsewhere"),
    Step.WORDS: gettext_lazy("Words"),
}
KINDS = {
    "field": gettext_lazy("Field %(name)s"),
    "section": gettext_lazy("Section %(name)s"),
    "item": gettext_lazy("Sign %(name)s"),
    "dimension": gettext_lazy("Dimension %(name)s"),
    "rule": gettext_lazy("Rule %(name)s"),
    "outcome": gettext_lazy("Outcome %(name)s"),
    "step": gettext_lazy("Step %(name)s"),
    "precondition": gettext_lazy("Precondition %(name)s"),
    "stop_rule": gettext_lazy("Stop rule %(name)s"),
}


def problem_place(problem: Problem) -> str:
    """Where a problem is: "Rule R2", or for paths "Sections 1, items 2, why"."""
    return place_words(problem.kind, problem.name)


def place_words(kind: str, name: str) -> str:
    """A place by its kind and its name or path."""
    if kind in KINDS:
        return str(KINDS[kind]) % {"name": name.replace("_", " ") if kind == "field" else name}
    return _path_words(name) or _("The whole protocol")


def _path_words(path: str) -> str:
    """ "/sections/0/items/1/why" as "Sections 1, items 2, why"."""
    words: list[str] = []
    for part in filter(None, path.split("/")):
        if part.isdigit() and words:
            words[-1] += f" {int(part) + 1}"
        else:
            words.append(part.replace("_", " "))
    text = ", ".join(words)
    return re.sub(r"^.", lambda first: first[0].upper(), text)


def problem_text(problem: Problem) -> str:
    """What a problem is, in a sentence; with a shortest example where there is one."""
    language = str(LANGUAGE_NAMES.get(problem.language, problem.language))
    outcomes = [str(OUTCOME_NAMES[Outcome(code)]) for code in problem.outcomes]
    words = {
        "detail": problem.detail,
        "name": problem.name,
        "field": field_words(problem.field),
        "language": language,
        "example": "; ".join(map(_answer_words, problem.example)),
        "outcome": outcomes[0] if outcomes else "",
        "other": outcomes[-1] if outcomes else "",
    }
    sentences = [str(PROBLEMS[problem.code]) % words]
    if problem.example:
        sentences.append(str(EXAMPLES[problem.code]) % words)
    if problem.language and problem.code in BY_LANGUAGE:
        sentences.append(_("This is so in %(language)s.") % words)
    return " ".join(sentences)


def _answer_words(shown: Shown) -> str:
    """One answer of an example: 'A1 “Papers are kept”: yes'."""
    answer = f"“{shown.option}”" if shown.option else _("yes")
    return f"{shown.code} “{shown.wording}”: {answer}"


def field_words(field: str) -> str:
    """Which text of a thing, or which of its facts, in words."""
    if field.startswith(OPTION):
        return _("The option %(code)s") % {"code": field.removeprefix(OPTION)}
    return str(CHANGED_FIELDS.get(field, field))


def minutes_words(minutes: int | None) -> str:
    """How soon: "At once", "Within 30 minutes", "Within 4 hours", or nothing."""
    if minutes is None:
        return ""
    if minutes == 0:
        return _("At once")
    if minutes % 60:
        return ngettext("Within %(n)d minute", "Within %(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("Within %(n)d hour", "Within %(n)d hours", hours) % {"n": hours}


def verified_words(verified_on: date | None, stale: bool) -> str:
    """When a number was last checked, and what that means for whoever dials it."""
    if verified_on is None:
        return _("Not verified: verify before use")
    day = {"day": date_format(verified_on, "j F Y")}
    if stale:
        return _("Verified on %(day)s, long ago: verify before use") % day
    return _("Verified on %(day)s") % day
