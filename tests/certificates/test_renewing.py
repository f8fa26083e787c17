"""Renewal: when a pass counts again, what it earns, and what happens to the old certificate."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.actions import start_attempt
from assessments.errors import AttemptRefused
from assessments.models import Attempt
from certificates.actions import revoke_certificate
from certificates.models import Certificate
from certificates.rules import (
    EVER,
    Held,
    Life,
    Renewing,
    State,
    award,
    counts_from,
    renewal_opens_on,
    state_at,
    term,
)
from certificates.serials import grouped
from courses.actions import enrol
from courses.models import EditionLesson, Enrolment
from foundation.audit.actors import SYSTEM
from foundation.formats.calendar import add_months, end_of_day
from foundation.notices.models import Notice
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_learner,
    make_quiz,
    start_again,
    take,
)
from tests.factories.certificates import ISSUED, make_certificate, make_edition, make_programme
from tests.factories.people import make_person, make_user

JAMAICA = "America/Jamaica"
YEARLY = Renewing(validity=12, window=3, active=0)


def held(issued_on: date, months: int = 12, *, cycle: int = 1, anniversary: int = 0) -> Held:
    last_day = add_months(issued_on, months)
    issued = datetime(issued_on.year, issued_on.month, issued_on.day, 12, tzinfo=ZoneInfo(JAMAICA))
    life = Life(issued.astimezone(UTC), end_of_day(last_day, JAMAICA), JAMAICA)
    return Held(cycle, life, issued_on, last_day, anniversary or issued_on.day)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(JAMAICA)).astimezone(UTC)


# The rule


def test_a_first_pass_earns_the_first() -> None:
    made = award(None, YEARLY, noon(date(2026, 10, 2)), JAMAICA)
    assert made is not None
    assert (made.cycle, made.term.last_day, made.renews) == (1, date(2027, 10, 2), False)
    assert counts_from(None, YEARLY, ISSUED) == EVER


def test_the_window_opens_with_its_local_day() -> None:
    old = held(date(2026, 10, 2))
    assert renewal_opens_on(old, YEARLY) == date(2027, 7, 2)
    opens = datetime(2027, 7, 2, 5, 0, tzinfo=UTC)
    assert counts_from(old, YEARLY, opens - timedelta(seconds=1)) is None
    assert award(old, YEARLY, opens - timedelta(seconds=1), JAMAICA) is None
    assert counts_from(old, YEARLY, opens) == opens


def test_inside_the_window_the_anniversary_is_kept_on_every_day() -> None:
    """Whoever renews early loses no day, whoever renews late gains none."""
    old = held(date(2026, 10, 2))
    day, last = renewal_opens_on(old, YEARLY), old.last_day
    while day <= last:
        made = award(old, YEARLY, noon(day), JAMAICA)
        assert made is not None
        assert made.renews
        assert made.cycle == 2
        assert made.term.issued_on == day
        assert made.term.last_day == date(2028, 10, 2)
        day += timedelta(days=1)


def test_after_the_last_day_a_new_term_begins_with_the_pass() -> None:
    made = award(held(date(2026, 10, 2)), YEARLY, noon(date(2027, 10, 3)), JAMAICA)
    assert made is not None
    assert (made.cycle, made.renews, made.term.last_day) == (2, False, date(2028, 10, 3))


def test_passes_from_before_the_end_do_not_count_after_it() -> None:
    old = held(date(2026, 10, 2))
    ended = old.life.valid_until + timedelta(seconds=1)
    assert counts_from(old, YEARLY, noon(date(2028, 1, 1))) == ended
    revoked = noon(date(2027, 3, 1))
    gone = replace(old, life=replace(old.life, revoked_at=revoked))
    assert counts_from(gone, YEARLY, revoked - timedelta(seconds=1)) is None
    assert counts_from(gone, YEARLY, noon(date(2028, 1, 1))) == revoked


def test_the_minimum_active_period_holds_the_window_shut() -> None:
    """A window as long as the validity would let one pass twice on one day and gain a year."""
    old = held(date(2026, 10, 2))
    wide = Renewing(validity=12, window=12, active=6)
    assert renewal_opens_on(old, wide) == date(2027, 4, 2)
    assert award(old, wide, noon(date(2027, 4, 1)), JAMAICA) is None
    assert award(old, wide, noon(date(2027, 4, 2)), JAMAICA)


@pytest.mark.parametrize("months", [1, 6, 12, 24])
def test_every_day_keeps_its_anniversary_through_short_months(months: int) -> None:
    """Leap days and ends of months: renewed twelve times, a certificate drifts by no day."""
    how = Renewing(validity=months, window=1, active=0)
    for number in range(366 * 4 + 1):
        first = date(2027, 1, 1) + timedelta(days=number)
        now = held(first, months)
        for cycle in range(2, 5):
            made = award(now, how, noon(now.last_day), JAMAICA)
            assert made is not None
            assert made.renews
            expected = add_months(first, months * cycle)
            assert made.term.last_day == expected
            assert made.anniversary == first.day
            life = Life(noon(now.last_day), made.term.valid_until, JAMAICA)
            now = Held(cycle, life, made.term.issued_on, made.term.last_day, made.anniversary)


def test_a_programme_that_became_shorter_renews_by_its_new_length() -> None:
    made = award(held(date(2026, 10, 2)), Renewing(6, 3, 0), noon(date(2027, 9, 1)), JAMAICA)
    assert made is not None
    assert made.term.last_day == date(2028, 4, 2)


def test_a_term_is_never_shorter_than_the_validity() -> None:
    for window in (1, 3, 12):
        how = Renewing(12, window, 0)
        old = held(date(2028, 2, 29))
        for day in (renewal_opens_on(old, how), old.last_day, old.last_day + timedelta(days=1)):
            made = award(old, how, noon(day), JAMAICA)
            assert made is not None
            assert made.term.last_day >= term(noon(day), 12, JAMAICA).last_day


# The register


@pytest.mark.django_db
def test_renewed_the_old_one_lives_to_its_end_and_both_point_to_each_other() -> None:
    old = make_certificate(make_person("Marcia A. Campbell"))
    at = ISSUED + timedelta(days=300)
    new = make_certificate(old.person, issued_at=at)
    assert (new.cycle, new.replaces) == (2, old)
    assert new.snapshot["last_day"] == "2028-10-02"
    assert new.snapshot["issued_on"] == "2027-07-29"
    old = Certificate.objects.with_life().get(pk=old.pk)
    assert old.replaced_by == new
    assert old.revoked is None
    assert state_at(old.valid_until, old.life) is State.EXPIRING
    assert state_at(old.valid_until + timedelta(seconds=1), old.life) is State.EXPIRED
    assert Certificate.objects.valid_on(date(2027, 9, 1)).count() == 2
    assert list(Certificate.objects.valid_on(date(2027, 10, 3))) == [new]


@pytest.mark.django_db
def test_too_early_a_pass_earns_nothing_and_uses_no_serial() -> None:
    old = make_certificate()
    assert make_certificate(old.person, issued_at=ISSUED + timedelta(days=100)) == old
    assert Certificate.objects.count() == 1


@pytest.mark.django_db
def test_a_renewal_is_renewed_once() -> None:
    old = make_certificate()
    at = ISSUED + timedelta(days=300)
    new = make_certificate(old.person, issued_at=at)
    assert make_certificate(old.person, issued_at=at + timedelta(days=1)) == new
    assert Certificate.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("months", [{"renewal_months": 13}, {"active_months": 13}])
def test_a_programme_is_renewed_while_it_is_valid(months: dict[str, int]) -> None:
    programme = make_programme()
    for name, value in months.items():
        setattr(programme, name, value)
    with pytest.raises(ValidationError, match="while it is valid"):
        programme.full_clean()


# With courses and quizzes


def afresh(attempt: Attempt) -> Attempt:
    """The attempt as a request finds it."""
    return Attempt.objects.get(pk=attempt.pk)


@pytest.fixture
def passed(db) -> Attempt:
    """Somebody with a certificate, earned by a real pass."""
    make_bank()
    quiz = make_quiz()
    make_programme(edition=quiz.edition)
    attempt = afresh(make_attempt(make_learner(), quiz))
    take(attempt)
    assert Certificate.objects.count() == 1
    return attempt


def again(attempt: Attempt, at: datetime, wrong: int = 0) -> Attempt:
    begun = start_again(attempt, at)
    take(begun, wrong, at)
    return begun


INSIDE = NOON + timedelta(days=300)


def test_the_quiz_opens_again_in_the_window_and_renews(passed) -> None:
    with pytest.raises(AttemptRefused):
        start_again(passed, NOON + timedelta(days=200))
    again(passed, INSIDE)
    first, second = Certificate.objects.order_by("cycle")
    assert second.replaces == first
    with pytest.raises(AttemptRefused):
        start_again(passed, INSIDE + timedelta(days=1))
    subject = Notice.objects.filter(kind="certificates.issued").order_by("created_at").last()
    assert subject.body.startswith("You renewed")


def test_attempts_of_the_year_before_are_not_counted(passed) -> None:
    """Two attempts are allowed, and the first year has used some."""
    allowed = passed.quiz_rules.attempts_allowed
    for _number in range(allowed):
        again(passed, INSIDE, wrong=99)
    with pytest.raises(AttemptRefused):
        start_again(passed, INSIDE)
    assert Certificate.objects.count() == 1


def test_after_expiry_it_is_earned_again(passed) -> None:
    again(passed, NOON + timedelta(days=400))
    newest = Certificate.objects.latest("cycle")
    assert (newest.cycle, newest.replaces) == (2, None)


def test_after_a_revocation_it_is_earned_again(passed) -> None:
    soon = NOON + timedelta(days=10)
    with pytest.raises(AttemptRefused):
        start_again(passed, soon)
    only = Certificate.objects.get()
    revoke_certificate(by=SYSTEM, certificate=only, reason="review", now=soon)
    again(passed, soon + timedelta(days=1))
    assert Certificate.objects.latest("cycle").cycle == 2


def test_a_second_quiz_is_passed_again_too(passed) -> None:
    """What was passed for the first certificate is used up."""
    quiz = passed.quiz
    text = quiz.texts.get()
    second = EditionLesson.objects.get(pk=quiz.pk)
    second.pk, second.slug, second.position = None, "second", 2
    second.lesson_key = uuid.UUID("00000000-0000-4000-8000-000000000002")
    second.save()
    text.pk, text.lesson = None, second
    text.save()
    enrolment = passed.enrolment
    take(start_attempt(by=SYSTEM, enrolment=enrolment, quiz=second, now=NOON), at=NOON)
    again(passed, INSIDE)
    assert Certificate.objects.count() == 1
    take(start_attempt(by=SYSTEM, enrolment=enrolment, quiz=second, now=INSIDE), at=INSIDE)
    assert Certificate.objects.count() == 2


def test_a_refresher_renews_and_gives_no_first_certificate(passed) -> None:
    refresher = make_quiz(course="refresher", slug="refresher-quiz")
    programme = Certificate.objects.get().programme
    programme.refresher = refresher.edition.course
    programme.save()
    stranger = make_attempt(make_learner("other@example.org"), refresher)
    take(stranger)
    assert Certificate.objects.count() == 1
    mine = start_attempt(by=SYSTEM, enrolment=_on(passed, refresher), quiz=refresher, now=INSIDE)
    take(afresh(mine), at=INSIDE)
    newest = Certificate.objects.latest("cycle")
    assert (newest.cycle, newest.programme) == (2, programme)
    assert newest.snapshot["course"] == "First steps"


def _on(attempt: Attempt, quiz: EditionLesson) -> Enrolment:
    person = attempt.enrolment.person
    return enrol(by=SYSTEM, person=person, edition=quiz.edition, now=NOON)


# What people read


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (200, "You can renew it from 2 July 2027."),
        (300, "Renew it: pass the quiz of the course again"),
        (400, "Pass the quiz of the course to earn it again"),
    ],
)
def test_the_record_says_how_to_renew(db, client: Client, days: int, expected: str) -> None:
    certificate = make_certificate()
    user = make_user(person=certificate.person)
    with time_machine.travel(ISSUED + timedelta(days=days), tick=False):
        client.force_login(user)
        assert expected in client.get(reverse("certificates:record")).text


def test_renewed_the_record_and_the_public_page_say_so(db, client: Client) -> None:
    old = make_certificate()
    at = ISSUED + timedelta(days=300)
    new = make_certificate(old.person, issued_at=at)
    user = make_user(person=old.person)
    with time_machine.travel(at, tick=False):
        client.force_login(user)
        page = client.get(reverse("certificates:record")).text
        assert "Renewed" in page
        assert "Renew it" not in page
        address = reverse("certificates:verify", args=[grouped(old.code)])
        shown = client.get(address).text
        assert "This certificate is valid" in shown
        assert f"See the newer certificate: {new.serial}" in shown
        assert reverse("certificates:verify", args=[grouped(new.code)]) in shown


def test_a_refresher_is_named_where_there_is_one(db, client: Client) -> None:
    certificate = make_certificate()
    programme = certificate.programme
    programme.refresher = make_edition("refresher").course
    programme.save()
    user = make_user(person=certificate.person)
    with time_machine.travel(ISSUED + timedelta(days=300), tick=False):
        client.force_login(user)
        page = client.get(reverse("certificates:record")).text
    assert "pass the quiz of the refresher course" in page
    assert "/refresher/" in page
