"""Head-counts are dated and never rewritten: corrected or taken back by rows of their own."""

import pytest
from django.db import IntegrityError, transaction

from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from people import actions
from people.errors import AlreadyThere
from people.models import Establishment
from tests.factories.people import LONG_AGO, make_agency, make_establishment, make_user

pytestmark = pytest.mark.django_db


def test_a_correction_takes_the_place_of_the_wrong_row_which_stays() -> None:
    wrong = make_establishment(funded=5, filled=4)
    right = actions.correct_establishment(by=SYSTEM, establishment=wrong, funded=5, filled=3)
    assert list(Establishment.objects.values_list("filled", flat=True)) == [3]
    assert right.counted_on == LONG_AGO
    assert Establishment.with_superseded.count() == 2
    with pytest.raises(AlreadyThere):
        actions.correct_establishment(by=SYSTEM, establishment=wrong, funded=5, filled=2)
    same = actions.correct_establishment(by=SYSTEM, establishment=right, funded=5, filled=3)
    assert same.pk == right.pk


def test_a_count_that_was_taken_back_leaves_room_for_another_of_that_day() -> None:
    wrong = make_establishment(filled=4)
    actions.withdraw_establishment(by=SYSTEM, establishment=wrong)
    assert not Establishment.objects.exists()
    make_establishment(filled=2)
    assert list(Establishment.objects.values_list("filled", flat=True)) == [2]
    with pytest.raises(AlreadyThere):
        make_establishment(filled=3)


def test_no_row_is_ever_changed_or_removed() -> None:
    row = make_establishment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=row.pk).update(filled=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=row.pk).delete()


def test_only_keepers_correct() -> None:
    row = make_establishment(agency=make_agency("MOE"))
    other = make_user("focal", agency=make_agency("JCF"))
    own = make_user("focal", agency=row.agency)
    for act in (actions.correct_establishment, actions.withdraw_establishment):
        numbers = {"funded": 9, "filled": 9} if act is actions.correct_establishment else {}
        with pytest.raises(NotAllowed):
            act(by=other, establishment=row, **numbers)
    actions.correct_establishment(by=own, establishment=row, funded=9, filled=9)
    assert Establishment.objects.get().filled == 9
