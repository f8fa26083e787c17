"""Beginning an attempt."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import queries
from assessments.actions.grading import close_if_over
from assessments.actions.holding import hold_person
from assessments.errors import AttemptRefused, BankTooSmall
from assessments.freezing import candidates
from assessments.frozen import versions_of
from assessments.models import Attempt, AttemptEvent, ExtraAttempt
from assessments.permissions import can_take
from assessments.rules import (
    QuizRules,
    Randomness,
    choose_form,
    draw,
    ends_at,
    order_shown,
    quiz_rules,
    refuses_start,
    reopens_at,
    shortfalls,
)
from courses.actions import enrol
from courses.models import CourseEdition, EditionLesson, Enrolment
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Person, User

CHANCE = random.SystemRandom()


@transaction.atomic
def join_and_start(
    *, by: Actor, person: Person, edition: CourseEdition, quiz: EditionLesson, now: datetime
) -> Attempt:
    """`start_attempt` for a person who may have to join the course first: both, or neither."""
    enrolment = enrol(by=by, person=person, edition=edition, now=now)
    return start_attempt(by=by, enrolment=enrolment, quiz=quiz, now=now)


@transaction.atomic
def start_attempt(
    *,
    by: Actor,
    enrolment: Enrolment,
    quiz: EditionLesson,
    now: datetime,
    rng: Randomness = CHANCE,
) -> Attempt:
    """Begin an attempt with a frozen paper, or go on with the open one.

    Attempts count per person and quiz in all editions. However often it is asked at once, one
    attempt is open at most; one whose time is over is closed first. Raises NotAllowed,
    AttemptRefused, BankTooSmall.
    """
    require(can_take(by, enrolment), _("You can take a quiz for yourself only."))
    person = enrolment.person
    # Everyone who starts for this person waits here, so that the attempts counted are all.
    hold_person(person)
    earlier = queries.attempts_of(person, quiz)
    if going_on := _still_open(by, earlier, now):
        return going_on
    rules = quiz_rules(queries.text_of(quiz).body)
    grant = _may_start(person, quiz, earlier, rules, now)
    return _begin(
        by, enrolment, quiz, rules, number=len(earlier) + 1, grant=grant, now=now, rng=rng
    )


def _still_open(by: Actor, earlier: Sequence[Attempt], now: datetime) -> Attempt | None:
    """The open attempt to go on with. Closes one whose time is over."""
    for attempt in earlier:
        if queries.result_of(attempt) is not None:
            continue
        result = close_if_over(attempt=attempt, now=now)
        if result is None:
            user = by if isinstance(by, User) else None
            AttemptEvent.objects.create(
                attempt=attempt, kind=AttemptEvent.Kind.RESUMED, at=now, by=user
            )
            return attempt
        attempt.result = result
    return None


def _may_start(
    person: Person,
    quiz: EditionLesson,
    earlier: Sequence[Attempt],
    rules: QuizRules,
    now: datetime,
) -> ExtraAttempt | None:
    """The grant that this start uses, None if it needs none. Raises AttemptRefused."""
    standing = queries.standing_of(person, quiz, earlier, rules, now)
    if refusal := refuses_start(standing, rules, now):
        raise AttemptRefused(refusal, reopens_at(refusal, standing, rules))
    alone = replace(standing, granted=0)
    if standing.granted and refuses_start(alone, rules, now):
        return queries.unused_grants(person, quiz.lesson_key).first()
    return None


def _begin(
    by: Actor,
    enrolment: Enrolment,
    quiz: EditionLesson,
    rules: QuizRules,
    *,
    number: int,
    grant: ExtraAttempt | None,
    now: datetime,
    rng: Randomness,
) -> Attempt:
    rules = _with_extra_time(rules, enrolment.person)
    family = uuid.UUID(rules.forms_of) if rules.forms_of else quiz.lesson_key
    form = _choose_form(rules, enrolment.person, family, rng)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        number=number,
        started_at=now,
        ends_at=ends_at(rules, now),
        family=family,
        form=form,
        paper=_draw_paper(rules, form, rng),
        rules=rules.to_json(),
        grant=grant,
    )
    data = {"number": number, "granted": grant is not None}
    record(by=by, verb="assessments.start_attempt", obj=attempt, data=data)
    return attempt


def _with_extra_time(rules: QuizRules, person: Person) -> QuizRules:
    """The settings with the person's extra time, where a clock runs."""
    extra = queries.extra_time_of(person) if rules.limit_minutes else None
    if extra is None:
        return rules
    return replace(rules, extra_percent=extra.percent, extra_minutes=extra.minutes)


def _choose_form(rules: QuizRules, person: Person, family: uuid.UUID, rng: Randomness) -> str:
    forms = rules.forms
    if len(forms) == 1:
        return forms[0]
    return choose_form(forms, queries.forms_met(person, family), rng)


def _draw_paper(rules: QuizRules, form: str, rng: Randomness) -> list[dict[str, object]]:
    """Draw the questions and the order of their options. The paper holds no key."""
    sections = [section for _at, section in rules.sections_of(form)]
    bank = candidates(sections)
    if missing := shortfalls(sections, bank):
        raise BankTooSmall(missing)
    drawn = draw(rules, form, bank, rng)
    versions = versions_of(one.version for one in drawn)
    paper = []
    for one in drawn:
        version = versions[one.version]
        options = version.option_ids
        if rules.shuffle_options:
            options = order_shown(version.kind, options, rng)
        entry = {"version": one.version, "kind": version.kind, "options": options}
        paper.append({**entry, "section": one.section})
    return paper
