"""Words and addresses that several pages share."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.after_failing import Helpers
from assessments.models import Attempt
from assessments.rules import Section, Standing


def score_text(score: int, out_of: int) -> str:
    """The score in words: "18 of 20"."""
    return _("%(score)d of %(out_of)d") % {"score": score, "out_of": out_of}


def attempts_left_text(standing: Standing) -> str:
    """How many attempts are left, in words."""
    return ngettext("%(n)d attempt left", "%(n)d attempts left", standing.left) % {
        "n": standing.left
    }


def front_url(attempt: Attempt) -> str:
    """The front page of the attempt's quiz."""
    slugs = [attempt.enrolment.edition.course.slug, attempt.quiz.slug]
    return reverse("assessments:front", args=slugs)


def when_text(at: datetime) -> str:
    """A moment in words, in the reader's time zone."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def duration_text(minutes: int) -> str:
    """Minutes, hours or days in words, whichever is whole."""
    if minutes % (24 * 60) == 0 and minutes >= 48 * 60:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def section_title(section: Section, titles: Mapping[str, str]) -> str:
    """What a section is called: its own name, else its topic's title."""
    return section.name or titles.get(section.topic, "") or _("Chosen questions")


def must_text(section: Section, titles: Mapping[str, str]) -> str:
    """What a section needs, in words."""
    words = {
        "needed": section.at_least,
        "asked": section.draw,
        "section": section_title(section, titles),
    }
    return _("at least %(needed)d of %(asked)d in “%(section)s”") % words


def helpers_text(helpers: Helpers) -> str:
    """Who can grant another attempt: the role, and by name whoever is known."""
    focal, trainers = ", ".join(helpers.focal), ", ".join(helpers.trainers)
    if focal and trainers:
        words = _(
            "Another attempt can be given by your focal person (%(focal)s), a trainer of this course "
            "(%(trainers)s) or the Secretariat. Tell them what you have learned again."
        )
    elif focal:
        words = _(
            "Another attempt can be given by your focal person (%(focal)s), a trainer of this course or "
            "the Secretariat. Tell them what you have learned again."
        )
    elif trainers:
        words = _(
            "Another attempt can be given by your agency's focal person, a trainer of this course "
            "(%(trainers)s) or the Secretariat. Tell them what you have learned again."
        )
    else:
        words = _(
            "Another attempt can be given by your agency's focal person, a trainer of this course or "
            "the Secretariat. Tell them what you have learned again."
        )
    return words % {"focal": focal, "trainers": trainers}


def paper_url(attempt: Attempt, number: int) -> str:
    """Where a question is answered: on its own page, or on the one page that the quiz prefers."""
    address = reverse("assessments:paper", args=[attempt.uuid])
    return f"{address}?q={number}" if attempt.quiz_rules.one_a_page else address
