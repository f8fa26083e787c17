"""A learner's part: one thing to do next, what follows, certificates, the workplace."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from certificates.permissions import certificates_visible_to
from certificates.presenters import RecordCard, record_cards
from certificates.rules import state_at
from courses.addresses import activity_url
from courses.models import EditionLesson, Enrolment
from courses.presenters import hint, minutes
from courses.progress import Progress, progress_of_person, titles_of
from coverage.queries import WorkplaceStanding, workplace_standing
from firstline.home.sections import Item
from people.models import Person, Posting, User, rows_of

AFTER_THAT = 4
# The tones of a certificate that ends soon, is to be renewed by a day, or holds no more.
PRESSING = ("due", "bad")


@dataclass(frozen=True)
class LearnerFacts:
    """What is known of a learner today."""

    posting: Posting | None
    courses: list[tuple[Enrolment, Progress]]
    titles: dict[int, str]
    certificates: list[Certificate]
    standing: WorkplaceStanding | None


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next."""

    course: str
    course_href: str
    due: str
    due_tone: str
    done: int
    total: int
    percent: int
    left: str
    text: str
    href: str


@dataclass(frozen=True)
class LearnerPart:
    """What the page says to a learner."""

    place: str
    step: NextStep | None
    renewal: RecordCard | None
    finished: bool
    after_that: list[Item]
    certificates: list[RecordCard]
    workplace: tuple[int, str] | None

    @property
    def concerns(self) -> bool:
        """There is something to learn or something earned: worth showing to everyone."""
        return self.step is not None or self.finished or bool(self.certificates)


def current_posting(person: Person, day: date) -> Posting | None:
    """Where the person serves on `day`; the latest posting if there are several."""
    serving = Posting.objects.open_on(day).filter(staff_record__person__in=rows_of(person.pk))
    return (
        serving.select_related("workplace__area", "workplace__agency", "cadre")
        .order_by("-starts_on", "-pk")
        .first()
    )


def facts(user: User, person: Person, now: datetime) -> LearnerFacts:
    """Everything the learner's part needs. The number of queries does not grow with anything."""
    day = timezone.localdate(now)
    posting = current_posting(person, day)
    courses = progress_of_person(person)
    waiting = [lesson for _enrolment, progress in courses for lesson in progress.remaining]
    return LearnerFacts(
        posting=posting,
        courses=courses,
        titles=titles_of(waiting[: AFTER_THAT + 1]) if waiting else {},
        certificates=list(certificates_visible_to(user)),
        standing=workplace_standing(posting.workplace, day) if posting else None,
    )


def part(known: LearnerFacts, now: datetime) -> LearnerPart:
    """What the page says. Pure."""
    open_courses = [(e, p) for e, p in known.courses if not p.finished]
    waiting = [
        (enrolment, lesson) for enrolment, progress in open_courses for lesson in progress.remaining
    ]
    step = _next_step(*open_courses[0], known.titles, now) if open_courses else None
    cards = record_cards(known.certificates, now)
    return LearnerPart(
        place=_place(known.posting),
        step=step,
        renewal=next((card for card in cards if card.renew_href and card.tone in PRESSING), None),
        finished=bool(known.courses) and not open_courses,
        after_that=[_item(e, x, known.titles) for e, x in waiting[1 : AFTER_THAT + 1]],
        certificates=cards,
        workplace=_workplace(known, now),
    )


def _place(posting: Posting | None) -> str:
    if posting is None:
        return ""
    where = posting.workplace
    return f"{posting.cadre.name}, {where.name}, {where.area.name}"


def _next_step(
    enrolment: Enrolment, progress: Progress, titles: dict[int, str], now: datetime
) -> NextStep:
    course, lesson = enrolment.edition.course, progress.remaining[0]
    title = titles[lesson.pk]
    words = _("Go on: %(title)s") if progress.done else _("Start: %(title)s")
    due, tone = _due(enrolment.due_on, timezone.localdate(now))
    return NextStep(
        course=enrolment.edition.title,
        course_href=reverse("courses:course", args=[course.slug]),
        due=due,
        due_tone=tone,
        done=progress.done,
        total=progress.total,
        percent=progress.percent,
        left=_left(progress),
        text=words % {"title": title},
        href=activity_url(course.slug, lesson.slug, lesson.kind),
    )


def _left(progress: Progress) -> str:
    done = _("%(done)d of %(total)d parts done") % {"done": progress.done, "total": progress.total}
    left = _("about %(time)s left") % {"time": minutes(progress.minutes_left)}
    return f"{done}, {left}" if progress.minutes_left else done


def _due(due_on: date | None, today: date) -> tuple[str, str]:
    """When the course is due, and the tone of that."""
    if due_on is None:
        return "", ""
    shown = date_format(due_on, "j F" if due_on.year == today.year else "j F Y")
    if due_on < today:
        return _("Was due %(day)s") % {"day": shown}, "bad"
    return _("Due %(day)s") % {"day": shown}, "due"


def _item(enrolment: Enrolment, lesson: EditionLesson, titles: dict[int, str]) -> Item:
    return Item(
        text=titles[lesson.pk],
        href=activity_url(enrolment.edition.course.slug, lesson.slug, lesson.kind),
        hint=hint(lesson),
    )


def _workplace(known: LearnerFacts, now: datetime) -> tuple[int, str] | None:
    """How many are certified, and the sentence that follows. None without a head-count."""
    standing = known.standing
    if standing is None or not standing.filled:
        return None
    of = ngettext(
        "of %(filled)d colleagues here is certified.",
        "of %(filled)d colleagues here are certified.",
        standing.certified,
    ) % {"filled": standing.filled}
    mine = any(state_at(now, c.life).holds for c in known.certificates)
    return standing.certified, f"{of} {_your_turn(standing.certified, mine=mine)}"


def _your_turn(certified: int, *, mine: bool) -> str:
    """What the number means for the reader."""
    if mine:
        return _("You are one of them.") if certified > 1 else _("That is you.")
    return _("You can be the next.") if certified else _("You can be the first.")
