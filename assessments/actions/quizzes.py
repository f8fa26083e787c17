"""Writing a quiz by code, with the same rights as in the editor."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from assessments.blocks import drawn_section
from assessments.models import QuizPage, Topic
from courses.actions import add_activity
from courses.models import ModulePage
from foundation.audit.actors import Actor


@transaction.atomic
def add_quiz(
    *,
    by: Actor,
    module: ModulePage,
    title: str,
    slug: str,
    minutes: int,
    sections: Iterable[tuple[Topic, int] | dict[str, Any]],
    pass_mark: int,
    attempts_allowed: int = 3,
    **settings: Any,
) -> QuizPage:
    """Write a new quiz as a draft, behind what the module has.

    `sections` are pairs of topic and questions drawn, or what `blocks.drawn_section` and
    `blocks.chosen_section` give; `settings` are further fields of `QuizPage`.
    """
    page = QuizPage(
        title=title,
        slug=slug,
        minutes=minutes,
        sections=[
            section if isinstance(section, dict) else drawn_section(*section)
            for section in sections
        ],
        pass_mark=pass_mark,
        attempts_allowed=attempts_allowed,
        **settings,
    )
    added: QuizPage = add_activity(by=by, module=module, page=page)
    return added
