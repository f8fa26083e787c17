"""A supervisor's part: who at their workplace is certified. Never answers, scores or attempts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from certificates.models import CANONICAL_PERSON, Certificate
from firstline.home.sections import Group, Item, Section
from people.holding import held_roles
from people.models import Posting, Role, User, Workplace


@dataclass(frozen=True)
class Colleague:
    """A person in post, and whether a certificate of theirs holds today."""

    name: str
    cadre: str
    certified: bool


@dataclass(frozen=True)
class Team:
    """Everyone in post at a workplace today, the uncertified first."""

    workplace: Workplace
    people: list[Colleague]


def facts(user: User, day: date) -> list[Team]:
    """The teams of the workplaces that the user supervises: three queries."""
    ids = [r.workplace_id for r in held_roles(user) if r.role == Role.SUPERVISOR]
    workplaces = list(Workplace.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("name"))
    serving = list(
        Posting.objects.open_on(day)
        .filter(workplace__in=workplaces)
        .select_related("staff_record__person", "cadre")
    )
    certified = certified_among((p.staff_record.person.canonical_id for p in serving), day)
    return [Team(workplace, _team(workplace, serving, certified)) for workplace in workplaces]


def certified_among(person_ids: Iterable[int], day: date) -> frozenset[int]:
    """Which of these canonical persons hold a certificate that is valid on `day`."""
    valid = Certificate.objects.current_on(day).annotate(canonical=CANONICAL_PERSON)
    return frozenset(
        valid.filter(canonical__in=set(person_ids)).values_list("canonical", flat=True)
    )


def _team(
    workplace: Workplace, serving: list[Posting], certified: frozenset[int]
) -> list[Colleague]:
    found = {
        posting.staff_record.person.canonical_id: Colleague(
            posting.staff_record.person.legal_name,
            posting.cadre.name,
            posting.staff_record.person.canonical_id in certified,
        )
        for posting in serving
        if posting.workplace_id == workplace.pk
    }
    return sorted(found.values(), key=lambda colleague: (colleague.certified, colleague.name))


def section(teams: list[Team]) -> Section:
    """What the page says to a supervisor. No queries."""
    groups = [
        Group(
            team.workplace.name,
            [_colleague(colleague) for colleague in team.people],
            _("Nobody is posted here yet. Ask your focal person to put people on the roster."),
        )
        for team in teams
    ]
    return Section("supervisor", _("People at your workplace"), groups=groups)


def _colleague(colleague: Colleague) -> Item:
    if colleague.certified:
        return Item(
            colleague.name, hint=colleague.cadre, tag=_("Certified"), tone="ok", state="done"
        )
    return Item(colleague.name, hint=colleague.cadre, tag=_("Not certified"))
