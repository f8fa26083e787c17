"""Append-only tables refuse change on both engines."""

import pytest
from django.db import DatabaseError, transaction

from foundation.audit.actions import record
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from people.models import Cadre


@pytest.fixture
def row(db: None) -> AuditRow:
    cadre = Cadre.objects.create(code="nurse", name="Nurse")
    return record(by=SYSTEM, verb="people.add_cadre", obj=cadre, data={"code": "nurse"})


def test_a_row_can_be_added(row: AuditRow) -> None:
    assert AuditRow.objects.get(pk=row.pk).object_type == "people.cadre"


def test_a_row_cannot_be_changed(row: AuditRow) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditRow.objects.filter(pk=row.pk).update(verb="other")


def test_a_row_cannot_be_removed(row: AuditRow) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditRow.objects.filter(pk=row.pk)._raw_delete("default")
