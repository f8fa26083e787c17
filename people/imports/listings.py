"""What a file may name, as further sheets of the template: workplaces and posts."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.imports.template import POSTS, WORKPLACES, Listing
from people.models import Agency, Cadre, Workplace


def listings_of(agencies: QuerySet[Agency]) -> list[Listing]:
    """The workplaces of these agencies and every kind of post, by code and name. Two queries."""
    workplaces = Workplace.objects.filter(agency__in=agencies).order_by("agency__name", "name")
    return [
        Listing(
            str(WORKPLACES),
            (_("Code"), _("Name"), _("Parish"), _("Agency")),
            workplaces.values_list("code", "name", "area__name", "agency__name"),
        ),
        Listing(
            str(POSTS),
            (_("Code"), _("Name")),
            Cadre.objects.order_by("name").values_list("code", "name"),
        ),
    ]
