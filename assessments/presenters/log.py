"""The log of an attempt in words."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments.event_log import Entry, What
from assessments.presenters.words import score_text

WORDS: dict[What, Promise] = {
    What.GRANTED: gettext_lazy("Another attempt was granted"),
    What.STARTED: gettext_lazy("Begun"),
    What.RESUMED: gettext_lazy("Resumed"),
    What.HANDED_IN: gettext_lazy("Handed in"),
    What.TIME_OVER: gettext_lazy("The time was over"),
    What.GRADED: gettext_lazy("Graded"),
    What.COUNTED: gettext_lazy("Late answers were counted"),
    What.NOT_COUNTED: gettext_lazy("Late answers were not counted"),
    What.KEY_SHOWN: gettext_lazy("The right answers were shown to the learner"),
    What.READ: gettext_lazy("The answers were read by a trainer"),
}
COUNTED_WORDS = {
    What.SAVED: ngettext_lazy("%(n)d answer saved", "%(n)d answers saved", "n"),
    What.LATE: ngettext_lazy(
        "%(n)d answer arrived after the end and was kept apart",
        "%(n)d answers arrived after the end and were kept apart",
        "n",
    ),
    What.TOO_LATE: ngettext_lazy(
        "%(n)d answer refused after the end", "%(n)d answers refused after the end", "n"
    ),
}


def present_log(entries: Iterable[Entry]) -> list[tuple[datetime, str, str]]:
    """Each line: when, what happened, and what belongs to it."""
    return [(entry.at, _what(entry), _more(entry)) for entry in entries]


def _what(entry: Entry) -> str:
    if entry.what in COUNTED_WORDS:
        return str(COUNTED_WORDS[entry.what] % {"n": entry.count})
    return str(WORDS[entry.what])


def _more(entry: Entry) -> str:
    if entry.what == What.STARTED:
        return _("%(n)d questions") % {"n": entry.out_of}
    if entry.what == What.GRADED:
        return score_text(entry.count, entry.out_of)
    if entry.what in {What.COUNTED, What.NOT_COUNTED}:
        score = score_text(entry.count, entry.out_of)
        words = {"reason": entry.reason, "score": score}
        return _("%(reason)s. With them: %(score)s.") % words
    return entry.reason
