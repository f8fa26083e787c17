"""A supervisor's part: who at their workplace is certified, due or overdue. Never answers, scores or attempts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import CANONICAL_PERSON, Certificate
from courses.rosters import unfinished
from firstline.home.sections import Group, Item, Section
from people.holding import held_roles
from people.models import Posting, Role, User, Workplace

# Whoever has more people opens the list, where they can be searched and reminded.
SHOWN = 30


@dataclass(frozen=True)
class Colleague:
    """A person in post, whether a certificate of theirs holds today, and the day a course is due."""

    name: str
    cadre: str
    certified: bool
    due_on: date | None = None


@dataclass(frozen=True)
class Team:
    """Everyone in post at a workplace on a day: what is due first comes first, who is certified last."""

    workplace: Workplace
    people: list[Colleague]
    day: date


def facts(user: User, day: date) -> list[Team]:
    """The teams of the workplaces that the user supervises: four queries."""
    ids = [r.workplace_id for r in held_roles(user) if r.role == Role.SUPERVISOR]
    workplaces = list(Workplace.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("name"))
    serving = list(
        Posting.objects.open_on(day)
        .filter(workplace__in=workplaces)
        .select_related("staff_record__person", "cadre")
    )
    ids_here = {p.staff_record.person.canonical_id for p in serving}
    certified, due = certified_among(ids_here, day), first_due(ids_here)
    return [
        Team(workplace, _team(workplace, serving, certified, due), day) for workplace in workplaces
    ]


def first_due(person_ids: Collection[int]) -> dict[int, date]:
    """The first day on which a course is due, for those of these canonical persons with one undone."""
    rows = unfinished().filter(canonical__in=person_ids).order_by("-due_on")
    return dict(rows.values_list("canonical", "due_on"))


def certified_among(person_ids: Iterable[int], day: date) -> frozenset[int]:
    """Which of these canonical persons hold a certificate that is valid on `day`."""
    valid = Certificate.objects.current_on(day).annotate(canonical=CANONICAL_PERSON)
    return frozenset(
        valid.filter(canonical__in=set(person_ids)).values_list("canonical", flat=True)
    )


def _team(
    workplace: Workplace,
    serving: list[Posting],
    certified: frozenset[int],
    due: Mapping[int, date],
) -> list[Colleague]:
    found = {
        posting.staff_record.person.canonical_id: Colleague(
            posting.staff_record.person.legal_name,
            posting.cadre.name,
            posting.staff_record.person.canonical_id in certified,
            due.get(posting.staff_record.person.canonical_id),
        )
        for posting in serving
        if posting.workplace_id == workplace.pk
    }
    return sorted(found.values(), key=lambda one: (one.certified, one.due_on or date.max, one.name))


def section(teams: list[Team]) -> Section:
    """What the page says to a supervisor. No queries."""
    people = reverse("people:roster")
    groups = [
        Group(
            team.workplace.name,
            [_colleague(colleague, team.day) for colleague in team.people[:SHOWN]],
            _("Nobody is posted here yet. Ask your focal person to put people on the roster."),
            more=(_("See all %(count)d, and remind them") % {"count": len(team.people)}, people)
            if team.people
            else None,
        )
        for team in teams
    ]
    return Section("supervisor", _("People at your workplace"), groups=groups)


def _colleague(colleague: Colleague, day: date) -> Item:
    if colleague.certified:
        return Item(
            colleague.name, hint=colleague.cadre, tag=_("Certified"), tone="ok", state="done"
        )
    if colleague.due_on is None:
        return Item(colleague.name, hint=colleague.cadre, tag=_("Not certified"))
    late = colleague.due_on < day
    words = _("Was due %(day)s") if late else _("Due %(day)s")
    return Item(
        colleague.name,
        hint=colleague.cadre,
        tag=words % {"day": date_format(colleague.due_on, "j F Y")},
        tone="bad" if late else "due",
    )
