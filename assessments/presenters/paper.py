"""What a paper and its review say, without a key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Attempt, QuestionVersion
from assessments.presenters.lateness import late_receipt_text
from assessments.presenters.words import front_url
from assessments.queries import Saved
from assessments.rules import MULTIPLE

# The place of no answer in the order of answers.
BEFORE_ALL = (-1, 0, "")


@dataclass(frozen=True)
class ShownQuestion:
    """A question on the page, without its key."""

    number: int
    heading: str
    version: str
    stem: str
    hint: str
    multiple: bool
    choices: list[tuple[str, str, bool]]
    saved_at: datetime | None
    order: str

    @property
    def behind(self) -> int:
        """How many questions come before this one."""
        return self.number - 1

    @property
    def name(self) -> str:
        """The form field of its answer."""
        return f"chosen-{self.version}"

    @property
    def was_name(self) -> str:
        """The name of the hidden fields that say what was chosen when the page was made."""
        return f"was-{self.version}"

    @property
    def was(self) -> list[str]:
        """What was chosen when the page was made; one empty value where nothing was."""
        return [value for value, _text, chosen in self.choices if chosen] or [""]


@dataclass(frozen=True)
class PaperPage:
    """One question of a paper, or all of them; `rest` are the others, for the page's script."""

    title: str
    heading: str
    total: int
    questions: list[ShownQuestion]
    rest: list[ShownQuestion]
    elapsed_ms: int
    ends_at: datetime | None
    seconds_left: int | None
    save_url: str
    review_url: str
    submit_url: str
    result_url: str
    whole_url: str
    front_url: str
    late_words: str

    @property
    def number(self) -> int:
        """The number of the first question shown."""
        return self.questions[0].number

    @property
    def behind(self) -> int:
        """How many questions come before the first one shown."""
        return self.number - 1

    @property
    def go_on(self) -> str:
        """Where the main button leads: the next question, or the review."""
        return "review" if self.number == self.total else str(self.number + 1)


def _show(
    number: int, heading: str, version: QuestionVersion, order: list[str], saved: Saved | None
) -> ShownQuestion:
    texts = {option["id"]: option["text"] for option in version.options}
    chosen = saved.chosen if saved else frozenset()
    multiple = version.kind == MULTIPLE
    return ShownQuestion(
        number=number,
        heading=heading,
        version=str(version.uuid),
        stem=version.stem,
        hint=_("Choose all that are right.") if multiple else _("Choose one."),
        multiple=multiple,
        choices=[(key, texts[key], key in chosen) for key in order],
        saved_at=saved.at if saved and chosen else None,
        order=json.dumps(saved.order if saved else BEFORE_ALL),
    )


def _heading(title: str, number: int, total: int) -> str:
    words = {"title": title, "number": number, "total": total}
    return _("Question %(number)d of %(total)d, %(title)s") % words


def present_paper(
    *,
    attempt: Attempt,
    title: str,
    numbers: Sequence[int],
    versions: Mapping[str, QuestionVersion],
    saved: Mapping[str, Saved],
    now: datetime,
) -> PaperPage:
    """The questions with these numbers, as the learner sees them. No key, no feedback."""
    total = len(attempt.paper)
    every = [
        _show(
            number,
            _heading(title, number, total),
            versions[entry["version"]],
            entry["options"],
            saved.get(entry["version"]),
        )
        for number, entry in enumerate(attempt.paper, start=1)
    ]
    shown = [question for question in every if question.number in numbers]
    return PaperPage(
        title=title,
        heading=shown[0].heading if len(shown) == 1 else title,
        total=total,
        questions=shown,
        rest=[question for question in every if question.number not in numbers],
        elapsed_ms=attempt.elapsed_ms(now),
        ends_at=attempt.ends_at,
        seconds_left=attempt.seconds_left(now),
        whole_url=reverse("assessments:paper", args=[attempt.uuid]),
        front_url=front_url(attempt),
        late_words=late_receipt_text(attempt.quiz_rules),
        **_ways(attempt),
    )


def _ways(attempt: Attempt) -> dict[str, str]:
    """Where answers go, and the attempt itself."""
    names = {
        "save_url": "answers",
        "review_url": "review",
        "submit_url": "submit",
        "result_url": "result",
    }
    return {key: reverse(f"assessments:{name}", args=[attempt.uuid]) for key, name in names.items()}


@dataclass(frozen=True)
class ReviewPage:
    """What is answered and what is not, before handing in."""

    title: str
    rows: list[dict[str, str]]
    missing: int
    save_url: str
    review_url: str
    submit_url: str
    result_url: str
    first_open_url: str
    front_url: str

    @property
    def missing_text(self) -> str:
        """How many questions have no answer, in words."""
        return ngettext(
            "%(n)d question has no answer yet.", "%(n)d questions have no answer yet.", self.missing
        ) % {"n": self.missing}


def present_review(
    *,
    attempt: Attempt,
    title: str,
    versions: Mapping[str, QuestionVersion],
    saved: Mapping[str, Saved],
) -> ReviewPage:
    """The list of questions with the answers saved so far."""
    paper_url = reverse("assessments:paper", args=[attempt.uuid])
    rows, unanswered = [], []
    for number, entry in enumerate(attempt.paper, start=1):
        version = versions[entry["version"]]
        answer = saved.get(entry["version"])
        chosen = answer.chosen if answer else frozenset()
        if not chosen:
            unanswered.append(number)
        texts = [option["text"] for option in version.options if option["id"] in chosen]
        rows.append(
            {
                "text": f"{number}. {version.stem}",
                "href": f"{paper_url}?q={number}",
                "hint": "; ".join(texts),
                "state": "done" if chosen else "",
                "tag": "" if chosen else _("No answer yet"),
                "tone": "due",
            }
        )
    return ReviewPage(
        title=title,
        rows=rows,
        missing=len(unanswered),
        first_open_url=f"{paper_url}?q={unanswered[0]}" if unanswered else "",
        front_url=front_url(attempt),
        **_ways(attempt),
    )
