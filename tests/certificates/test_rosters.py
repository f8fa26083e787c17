"""What rosters and persons' pages say of certificates."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from certificates.rosters import certified, ending, lapsed, part
from foundation.audit.actors import SYSTEM
from people import actions
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_certified_lapsed_and_renewed() -> None:
    holder = make_certificate()
    with time_machine.travel(ISSUED + timedelta(days=30), tick=False):
        today = timezone.localdate()
        assert list(certified(today)) == [holder.person_id]
        assert not lapsed(today).exists()
    later = ISSUED + timedelta(days=500)
    with time_machine.travel(later, tick=False):
        today = timezone.localdate()
        assert not certified(today).exists()
        assert list(lapsed(today)) == [holder.person_id]
        assert part(SYSTEM, holder.person, today).lines[0].tone == "bad"
        make_certificate(holder.person, issued_at=later)
        assert not lapsed(today).exists()
        assert [line.tone for line in part(SYSTEM, holder.person, today).lines] == ["ok", "bad"]


def test_what_ends_within_ninety_days_is_told_until_it_is_renewed() -> None:
    holder = make_certificate()
    last = timezone.localdate(holder.valid_until)
    told = [bool(ending(last - timedelta(days=days))) for days in (90, 89, 0, -1)]
    assert told == [False, True, True, False]
    assert list(ending(last)) == [holder.person_id]
    make_certificate(holder.person, issued_at=holder.valid_until - timedelta(days=10))
    assert not ending(last).exists()


def test_a_certificate_of_a_joined_record_counts() -> None:
    certificate = make_certificate()
    canonical = make_person("Ann")
    actions.join_persons(by=SYSTEM, duplicate=certificate.person, canonical=canonical)
    with time_machine.travel(ISSUED + timedelta(days=30), tick=False):
        assert list(certified(timezone.localdate())) == [canonical.pk]
