"""Queries whose SQL is made once: the same rows as Django's own, for each kind of value and in each thread."""

from datetime import date, timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.prepared import Prepared
from people.models import Area, Person

pytestmark = pytest.mark.django_db


def people() -> list[Person]:
    first = Person.objects.create(legal_name="Ava Brown")
    return [first, Person.objects.create(legal_name="Ben Gray", same_as=first)]


def named(name: str, uuid: UUID):
    return Person.objects.filter(legal_name=name, uuid=uuid).select_related("same_as")


class TestRows:
    def test_are_what_django_gives_with_what_was_selected_along(self) -> None:
        first, second = people()
        query = Prepared[Person](named, name=str, uuid=UUID)
        for person in (first, second, first):
            [found] = query.rows(name=person.legal_name, uuid=person.uuid)
            assert found == person
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert found.same_as == person.same_as
            assert not asked.captured_queries
        assert query.rows(name="Ava Brown", uuid=uuid4()) == []

    def test_cost_one_query_also_the_first_time(self) -> None:
        first, _second = people()
        query = Prepared[Person](named, name=str, uuid=UUID)
        for _turn in range(2):
            with CaptureQueriesContext(connection) as asked:
                assert query.rows(name="Ava Brown", uuid=first.uuid) == [first]
            assert len(asked) == 1

    def test_are_new_objects_each_time(self) -> None:
        first, _second = people()
        query = Prepared[Person](named, name=str, uuid=UUID)
        one, other = (query.rows(name="Ava Brown", uuid=first.uuid)[0] for _turn in range(2))
        one.legal_name = "Changed"
        assert other.legal_name == "Ava Brown"

    def test_may_be_plain_values(self) -> None:
        first, second = people()
        query = Prepared[str](
            lambda same: Person.objects.filter(same_as=same).values_list("legal_name", flat=True),
            same=int,
        )
        assert query.rows(same=first.pk) == ["Ben Gray"]
        assert query.rows(same=second.pk) == []

    def test_take_days_and_a_value_twice(self) -> None:
        now = timezone.now()
        Session.objects.create(session_key="a", session_data="", expire_date=now)
        query = Prepared[Session](
            lambda key, day: Session.objects.filter(
                Q(session_key=key, expire_date__date=day)
                | Q(session_data=key, expire_date__date__gte=day)
            ),
            key=str,
            day=date,
        )
        today = timezone.localdate(now)
        assert len(query.rows(key="a", day=today)) == 1
        assert query.rows(key="a", day=today - timedelta(days=1)) == []
        assert len(query.rows(key="", day=today - timedelta(days=1))) == 1

    def test_cost_one_query(self) -> None:
        first, _second = people()
        query = Prepared[Person](named, name=str, uuid=UUID)
        query.rows(name="", uuid=uuid4())
        with CaptureQueriesContext(connection) as asked:
            query.rows(name="Ava Brown", uuid=first.uuid)
        assert len(asked.captured_queries) == 1


class TestRefuses:
    @pytest.mark.parametrize(
        "values",
        [{}, {"name": "a"}, {"name": None, "uuid": UUID(int=1)}, {"name": 3, "uuid": UUID(int=1)}],
    )
    def test_values_of_another_name_or_type(self, values: dict) -> None:
        with pytest.raises(TypeError, match="This query takes"):
            Prepared[Person](named, name=str, uuid=UUID).rows(**values)

    def test_a_query_that_does_not_use_a_value_as_it_is(self) -> None:
        query = Prepared[Area](lambda name: Area.objects.filter(name=name.upper()), name=str)
        with pytest.raises(LookupError, match="name"):
            query.rows(name="Kingston")


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_words_and_nothing_else() -> None:
    """Each asks by its own connection, at the same time."""
    made = {person.uuid: person.legal_name for person in people()}
    query = Prepared[Person](lambda uuid: Person.objects.filter(uuid=uuid), uuid=UUID)
    wrong: list[str] = []

    def ask(uuid: UUID) -> None:
        for _turn in range(50):
            [found] = query.rows(uuid=uuid)
            if found.legal_name != made[uuid]:
                wrong.append(found.legal_name)
        connections.close_all()

    threads = [Thread(target=ask, args=[uuid]) for uuid in made for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
