"""What became of the nation's people: transfers, leavers, leave, certificates, and courses begun."""

from collections.abc import Container, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from courses.actions import complete_activity, enrol
from courses.models import CourseEdition, EditionLesson, Enrolment
from firstline.demo.attempts import take_quiz
from firstline.demo.nation import Member, Nation
from firstline.demo.places import Places
from firstline.demo.story import pass_quiz
from foundation.audit.actors import Actor
from people import actions
from people.models import Posting, StaffRecord

# How many of each, in the order in which people are drawn. No life is drawn twice.
LEFT, MOVED, CHANGED_AGENCY, ON_LEAVE = 8, 6, 2, 6
EXPIRED, RENEWED, CERTIFIED, FAILED, IN_THE_MIDDLE = 3, 2, 20, 5, 10
STUDIED = 5
# One in so many is drawn, so that lives are spread over agencies and parishes.
STRIDE = 7


def draw(nation: Nation, without: Container[Member] = ()) -> Iterator[Member]:
    """The members in an order that goes through the whole country again and again."""
    members = [member for member in nation.members if member not in without]
    for start in range(STRIDE):
        yield from members[start::STRIDE]


def record_of(member: Member) -> StaffRecord:
    """The member's row on their agency's roster, whose number nobody else of the nation has."""
    return StaffRecord.objects.select_related("person", "agency").get(number=member.number)


def load_service_lives(
    *, by: Actor, drawn: Iterator[Member], places: Places, nation: Nation, now: datetime
) -> None:
    """Leavers, moves within an agency and to another one, and people on leave."""
    today = timezone.localdate(now)
    for turn in range(LEFT):
        last_day = today - timedelta(days=20 + 15 * turn)
        actions.leave(by=by, staff_record=record_of(next(drawn)), last_day=last_day, now=now)
    for turn in range(MOVED):
        _move(by, next(drawn), places, nation, now - timedelta(days=30 + 20 * turn))
    for turn in range(CHANGED_AGENCY):
        member = next(one for one in drawn if one.agency == "CPFSA")
        target = places.workplaces["moe-kingston"]
        actions.change_agency(
            by=by,
            staff_record=record_of(member),
            workplace=target,
            cadre=places.cadres["guidance-counsellor"],
            on=today - timedelta(days=40 + 30 * turn),
            number=f"C9{turn:03d}",
            now=now,
        )
    for turn, reason in zip(range(ON_LEAVE), ("maternity", "study") * ON_LEAVE, strict=False):
        actions.exempt(
            by=by,
            staff_record=record_of(next(drawn)),
            reason=reason,
            starts_on=today - timedelta(days=25 + turn),
            ends_on=today + timedelta(days=50 + 10 * turn),
        )


def _move(by: Actor, member: Member, places: Places, nation: Nation, at: datetime) -> None:
    """To the next workplace of the same agency."""
    codes = [place.code for place in nation.places if place.agency == member.agency]
    following = codes[(codes.index(member.workplace) + 1) % len(codes)]
    posting = Posting.objects.get(staff_record=record_of(member), ends_on=None)
    actions.transfer(
        by=by,
        posting=posting,
        workplace=places.workplaces[following],
        cadre=places.cadres[member.cadre],
        on=timezone.localdate(at),
    )


def load_learning_lives(
    *,
    by: Actor,
    drawn: Iterator[Member],
    first: CourseEdition,
    edition: CourseEdition,
    now: datetime,
) -> None:
    """Certificates that stand, ended or were renewed; attempts that failed; courses half done.

    `first` is the edition of a year ago.
    """
    # The oldest first: serial numbers then rise with the days.
    for turn in reversed(range(EXPIRED)):
        _certify(by, next(drawn), first, now - timedelta(days=390 + 20 * turn))
    for turn in range(RENEWED):
        before = _certify(by, next(drawn), first, now - timedelta(days=345 - turn))
        again = now - timedelta(days=20 - turn)
        enrolment = enrol(by=by, person=before.person, edition=edition, now=again)
        pass_quiz(by=by, enrolment=enrolment, now=again)
    for turn in reversed(range(CERTIFIED)):
        at = now - timedelta(days=3 + turn, hours=turn % 5)
        # The first ones took every lesson; others came to a day of training and sat the quiz.
        taken = None if turn < STUDIED else list[EditionLesson]()
        pass_quiz(by=by, enrolment=_study(by, next(drawn), edition, at, taken), now=at)
    for turn in range(FAILED):
        at = now - timedelta(days=5 + turn)
        enrolment = _study(by, next(drawn), edition, at, [])
        take_quiz(by=by, enrolment=enrolment, wrong=6 + turn, now=at)
    lessons = _lessons(edition)
    for turn in range(IN_THE_MIDDLE):
        done = lessons[: 2 + turn % (len(lessons) - 3)]
        _study(by, next(drawn), edition, now - timedelta(days=turn), done)


def _lessons(edition: CourseEdition) -> list[EditionLesson]:
    return list(edition.lessons.filter(kind="lesson"))


def _study(
    by: Actor,
    member: Member,
    edition: CourseEdition,
    now: datetime,
    lessons: list[EditionLesson] | None = None,
) -> Enrolment:
    """Enrol, and do these lessons, or all."""
    enrolment = enrol(by=by, person=record_of(member).person, edition=edition, now=now)
    for lesson in _lessons(edition) if lessons is None else lessons:
        complete_activity(by=by, enrolment=enrolment, lesson=lesson, now=now)
    return enrolment


def _certify(by: Actor, member: Member, edition: CourseEdition, now: datetime) -> Enrolment:
    """Taught in a room that day: the quiz alone is on record."""
    enrolment = _study(by, member, edition, now, [])
    pass_quiz(by=by, enrolment=enrolment, now=now)
    return enrolment
