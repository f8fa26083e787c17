"""What may exist once is refused by the database, on both engines, where a part of the key is empty."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from people.actions.once import once
from people.errors import AlreadyThere
from people.models import Establishment, Role, RoleAssignment
from tests.factories.people import make_agency, make_cadre, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def test_one_head_count_a_day_for_a_whole_agency() -> None:
    row = {"agency": make_agency("MOE"), "cadre": make_cadre("teacher"), "counted_on": DAY}
    Establishment.objects.create(**row, funded=10, filled=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.create(**row, funded=10, filled=8)
    Establishment.objects.create(**{**row, "counted_on": date(2026, 11, 25)}, funded=10, filled=8)


def test_one_open_assignment_of_a_national_role() -> None:
    row = {"user": make_user(), "role": Role.SECRETARIAT, "starts_on": DAY}
    first = RoleAssignment.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(**row)
    RoleAssignment.objects.filter(pk=first.pk).update(ends_on=DAY)
    RoleAssignment.objects.create(**row)


def test_only_a_second_row_is_told_as_one() -> None:
    row = {"agency": make_agency("MOE"), "cadre": make_cadre("teacher"), "counted_on": DAY}
    with once("There already."):
        Establishment.objects.create(**row, funded=10, filled=9)
    with pytest.raises(AlreadyThere, match="There already"), once("There already."):
        Establishment.objects.create(**row, funded=10, filled=8)
    with pytest.raises(IntegrityError), once("There already."):
        Establishment.objects.create(**{**row, "agency": None}, funded=10, filled=8)
    assert Establishment.objects.count() == 1
