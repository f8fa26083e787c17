"""Coverage as the homes of overseers show it: the same report and words as the coverage page."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coverage.permissions import requirements_visible_to
from coverage.presenters import figures as report_figures
from coverage.queries import coverage_on
from coverage.report import Report
from coverage.rules import WorkplaceState
from firstline.home.sections import Figure, Group, Item
from people.models import User
from people.permissions import agencies_visible_to

SHOWN = 6


def report_for(user: User, day: date) -> Report | None:
    """Coverage of the newest requirement within what the user sees; None without a requirement."""
    agencies = list(agencies_visible_to(user))
    requirement = requirements_visible_to(user, agencies).select_related("programme").first()
    return coverage_on(requirement, day, agencies) if requirement else None


def figures(report: Report | None) -> list[Figure]:
    """The large numbers. No queries."""
    rows: list[dict[str, Any]] = report_figures(report, {}) if report else []
    return [Figure(**row) for row in rows]


def nobody_group(report: Report) -> Group:
    """Workplaces with a head-count where nobody is certified. No queries."""
    empty_places = [line for line in report.workplaces if line.state is WorkplaceState.NOBODY]
    items = [Item(line.name, hint=line.parish) for line in empty_places[:SHOWN]]
    href = f"{reverse('coverage:overview')}?only=nobody#workplaces"
    more = (_("See all %(count)d") % {"count": len(empty_places)}, href)
    return Group(
        _("Workplaces with nobody certified"),
        items,
        _("Every workplace has somebody certified."),
        more=more if len(empty_places) > SHOWN else None,
    )


def courses_item(count: int) -> Item:
    """The way to courses that people took elsewhere and nobody has looked at."""
    words = _("Courses that people took elsewhere: %(count)d") % {"count": count}
    return Item(words, reverse("elsewhere:list"), tag=_("To decide"), tone="due")


def duplicates_link(count: int) -> tuple[str, str]:
    """The way to people who may be one."""
    return _("People who may be one: %(count)d") % {"count": count}, reverse("duplicates:list")
