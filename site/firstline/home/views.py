"""The page after signing in."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstline.home import admin, focal, learner, oversight, signing, supervisor, trainer
from firstline.home.greeting import greeting
from firstline.home.sections import Section
from people.models import Person, Role, User
from people.permissions import person_of, roles_of

# Their day is not lessons: they see a learner's part only when they have a course to take.
NO_LEARNERS = frozenset({Role.SECRETARIAT, Role.ADMIN, Role.TRAINER, Role.SPECIALIST, Role.LEGAL})


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """One thing to do next, and what each role has waiting."""
    now = timezone.now()
    user: User = request.user  # type: ignore[assignment]
    person = person_of(user)
    part = learners_part(user, person, now)
    context = {
        "person": person,
        "greeting": greeting(user.get_short_name() if person else "", now),
        "place": part.place if part else "",
        "sections": sections_for(user, now),
        "part": part if part and (part.concerns or not roles_of(user) & NO_LEARNERS) else None,
    }
    return render(request, "home/home.html", context)


def learners_part(user: User, person: Person | None, now: datetime) -> learner.LearnerPart | None:
    """What a learner sees, for everybody who is a person in the register."""
    if person is None:
        return None
    return learner.part(learner.facts(user, person, now), now)


def sections_for(user: User, now: datetime) -> list[Section]:
    """The parts of the roles that somebody holds today, oversight first."""
    held, today = roles_of(user), timezone.localdate(now)
    parts = []
    if Role.SECRETARIAT in held:
        parts.append(oversight.section(oversight.facts(user, today)))
    if Role.ADMIN in held:
        parts.append(admin.section(admin.facts(now)))
    if Role.FOCAL in held:
        parts.append(focal.section(focal.facts(user, today)))
    if Role.SUPERVISOR in held:
        parts.append(supervisor.section(supervisor.facts(user, today)))
    if held & {Role.SPECIALIST, Role.LEGAL}:
        parts.append(signing.section(signing.facts(user, today)))
    if Role.TRAINER in held:
        parts.append(trainer.section(trainer.facts(user)))
    return parts
