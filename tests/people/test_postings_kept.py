"""The database itself refuses to rewrite where somebody served."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import Posting
from tests.factories.people import (
    make_cadre,
    make_posting,
    make_staff_record,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def refused(posting: Posting, **changes: object) -> bool:
    """Whether the database refuses the change, and the row is what it was."""
    rows = Posting.with_withdrawn.filter(pk=posting.pk)
    before = rows.values().get()
    try:
        with transaction.atomic():
            rows.update(**changes)
    except IntegrityError:
        assert rows.values().get() == before
        return True
    return False


def test_a_posting_is_never_removed() -> None:
    posting = make_posting()
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).delete()
    assert Posting.objects.filter(pk=posting.pk).exists()


def test_who_where_as_what_and_since_when_never_change() -> None:
    posting = make_posting()
    assert refused(posting, staff_record=make_staff_record())
    assert refused(posting, workplace=make_workplace())
    assert refused(posting, cadre=make_cadre("porter"))
    assert refused(posting, starts_on=posting.starts_on - timedelta(days=1))


def test_a_posting_is_closed_once_and_withdrawn_once() -> None:
    posting, now = make_posting(), timezone.now()
    last = posting.starts_on + timedelta(days=30)
    assert not refused(posting, ends_on=last)
    assert refused(posting, ends_on=last + timedelta(days=1))
    assert refused(posting, ends_on=None)
    assert not refused(posting, withdrawn_at=now)
    assert refused(posting, withdrawn_at=None)
    assert refused(posting, withdrawn_at=now + timedelta(days=1))
    # Writing the same again rewrites nothing.
    assert not refused(posting, ends_on=last, withdrawn_at=now)
