"""Queries that every page asks: their SQL is made once for each process, and filled with values each time.

Django makes the SQL of a query anew whenever it is asked. For one with several joins that costs more than
the database's answer. Where a query differs in its values alone, `Prepared` keeps what was made.
"""

import copy
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = TypeVar("Row")

# For each type that a value may have: marks that no real value has, and the field that adapts values.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_147_480_000 + number,
    str: lambda number: f"\u0091mark {number}\u0092",
    UUID: lambda number: UUID(int=(0xF1F1 << 112) + number),
    date: lambda number: date(1, 1, 1 + number),
}
_FIELDS: dict[type, models.Field] = {
    int: models.BigIntegerField(),
    str: models.TextField(),
    UUID: models.UUIDField(),
    date: models.DateField(),
}


@dataclass(frozen=True)
class _Made:
    """The SQL of a query on one kind of database, and which of its parameters are filled by name."""

    queryset: Any
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]


class Prepared(Generic[Row]):
    """One query with named values, each of them an int, a str, a UUID or a date, never None.

    `build` gives the query for such values. It must use each of them as it is, and nothing else that
    changes from call to call: no clock, no language, no list whose length varies.
    """

    def __init__(self, build: Callable[..., Any], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._made: dict[str, _Made] = {}

    def rows(self, **values: Any) -> list[Row]:
        """The rows for these values. Raises TypeError for a value of another name or type."""
        if values.keys() != self._kinds.keys() or not all(
            isinstance(values[name], kind) for name, kind in self._kinds.items()
        ):
            raise TypeError(f"This query takes {self._kinds}, and was given {values}.")
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._make(connection)
        parameters = list(made.parameters)
        for place, name in made.places:
            parameters[place] = _adapted(values[name], self._kinds[name], connection)
        return list(_filled(made, tuple(parameters), connection))

    def _make(self, connection: BaseDatabaseWrapper) -> _Made:
        marks = {
            name: _MARKS[kind](number) for number, (name, kind) in enumerate(self._kinds.items())
        }
        queryset = self._build(**marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {
            _adapted(mark, self._kinds[name], connection): name for name, mark in marks.items()
        }
        places = tuple((n, names[p]) for n, p in enumerate(parameters) if _known(p, names))
        missing = set(names.values()) - {name for _place, name in places}
        if missing:
            raise LookupError(f"The query does not use {sorted(missing)} as they are given.")
        # Django asks the database when a queryset without rows is copied: this one shall never be asked.
        queryset._result_cache = []
        return _Made(queryset, compiler, sql, tuple(parameters), places)


def _adapted(value: Any, kind: type, connection: BaseDatabaseWrapper) -> Any:
    """The value as a query hands it to this kind of database."""
    return _FIELDS[kind].get_db_prep_value(value, connection)


def _known(parameter: Any, names: Mapping[Any, str]) -> bool:
    return isinstance(parameter, Hashable) and parameter in names


def _filled(
    made: _Made, parameters: tuple[Any, ...], connection: BaseDatabaseWrapper
) -> Iterable[Any]:
    """What Django makes of the rows, with a compiler that has its SQL already. Copies: threads share `made`."""
    compiler = copy.copy(made.compiler)
    compiler.connection = connection
    compiler.as_sql = lambda *_args, **_options: (made.sql, parameters)
    queryset = copy.copy(made.queryset)
    queryset._query = copy.copy(made.queryset.query)
    queryset._query.get_compiler = lambda *_args, **_options: compiler
    rows: Iterable[Any] = queryset._iterable_class(queryset)
    return rows
