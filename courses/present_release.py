"""What the Secretariat reads before it releases an edition. No queries."""

from typing import Any

from django.utils.translation import gettext as _

from courses.models import CourseEdition
from courses.outline import LiveCourse
from courses.rules import Change


def present_release(
    *,
    live: LiveCourse,
    before: CourseEdition | None,
    change: Change,
    course_live: bool,
    drafts: list[str],
) -> dict[str, Any]:
    """What would be frozen, what changed, what is still a draft, and which buttons there are."""
    blocked = blocking(live, before, change, course_live)
    return {
        "number": before.number + 1 if before else 1,
        "before": before.number if before else None,
        "modules": [
            {
                "title": module["title"],
                "activities": [
                    a.texts[0].title for a in live.activities if str(a.module) == module["key"]
                ],
            }
            for module in live.modules
        ],
        "changes": changes(change) if before else [],
        "drafts": drafts,
        "blocked": blocked,
        "correctable": change.correctable and not blocked,
    }


def blocking(
    live: LiveCourse, before: CourseEdition | None, change: Change, course_live: bool
) -> str:
    """Why nothing can be released, or an empty text."""
    if not course_live:
        return _("The course page itself waits for approval. Approve it first.")
    if not live.activities:
        return _("No lesson is approved yet. Approve one, then release.")
    if before and not change.releasable:
        return _("Nothing changed since edition %(number)s.") % {"number": before.number}
    return ""


def changes(change: Change) -> list[str]:
    """The differences from the edition before, a sentence each."""
    said = [_("New: %(title)s") % {"title": title} for title in change.added]
    said += [_("Taken out: %(title)s") % {"title": title} for title in change.removed]
    said += [_("Other words: %(title)s") % {"title": title} for title in change.reworded]
    if change.moved:
        said.append(_("The order changed."))
    if change.frame:
        said.append(_("Title, summary, hours or modules changed."))
    if change.kind == "edition" and not said:
        said.append(_("Minutes, modules or settings of activities changed."))
    return said
