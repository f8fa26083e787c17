"""Many rows at once: stored as one by one, on either engine, and refused as one by one; and asked for together."""

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.audit.models import AuditRow
from foundation.bulk import count_anew, insert_many, one_of
from people.models import Person, PersonWord
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_rows_are_stored_as_a_single_save_stores_them() -> None:
    odd = {"text": 'tab\t, line\n, "quotes", back\\slash, \\N', "none": None, "yes": True}
    values = {"actor_kind": "system", "verb": "x.y", "object_type": "a.b", "object_id": "1"}
    AuditRow.objects.create(actor_id="one", data=odd, **values)
    insert_many(AuditRow, [AuditRow(actor_id="\\N\t\n'", data=odd, **values)])
    one, many = AuditRow.objects.order_by("pk")
    assert (many.actor_id, many.data, many.verb) == ("\\N\t\n'", one.data, one.verb)
    assert one.at <= many.at
    insert_many(AuditRow, [])
    assert AuditRow.objects.count() == 2


def test_a_row_that_the_table_refuses_keeps_all_out() -> None:
    person = make_person("Ann Reid")
    PersonWord.objects.filter(person=person).delete()
    twice = [PersonWord(person=person, word="ann") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(PersonWord, twice)
    assert not PersonWord.objects.filter(person=person).exists()


def test_many_texts_are_asked_for_as_written_and_without_a_long_list() -> None:
    odd = 'Ann "O\'Reid", {N}\\'
    for name in ("Ann Reid", odd, "ann reid"):
        make_person(name)
    wanted = [odd, "Ann Reid", "Ann Reid", *(f"Nobody {n}" for n in range(500))]
    found = Person.objects.filter(legal_name__in=one_of(wanted))
    assert sorted(found.values_list("legal_name", flat=True)) == sorted([odd, "Ann Reid"])
    assert not Person.objects.filter(legal_name__in=one_of([])).exists()
    if connection.vendor == "postgresql":
        _sql, params = found.query.sql_with_params()
        assert len(params) == 1


def test_counting_anew_tells_the_planner_how_large_a_table_is() -> None:
    make_person("Ann Reid")
    count_anew(Person, PersonWord)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'people_person'")
            assert cursor.fetchone() == (Person.objects.count(),)
