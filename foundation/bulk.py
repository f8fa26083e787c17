"""Many rows of one table at once: writing them, and asking for them by their values."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from django.db import connection, models
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=models.Model)
ROWS_AT_A_TIME = 500


def insert_many(model: type[Row], rows: Iterable[Row]) -> None:
    """Insert new rows. Their primary keys stay unset, and no signal is sent.

    PostgreSQL takes them as a stream (COPY), at a third of what an insert of as many costs;
    constraints and triggers hold as always. Raises IntegrityError.
    """
    new = list(rows)
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(new, batch_size=ROWS_AT_A_TIME)
    elif new:
        _copy(model, new)


def _copy(model: type[Row], rows: Sequence[Row]) -> None:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    order = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(order) as stream,
    ):
        for row in rows:
            stream.write_row(
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
            )


def one_of(values: Collection[str]) -> Collection[str] | RawSQL:
    """What stands behind `__in` when there are hundreds of texts: `filter(number__in=one_of(numbers))`.

    A prepared plan of PostgreSQL compares each row that another condition finds with a long list
    one by one, which grows with the table times the list. Joined to a set, each text is looked up once.
    """
    if connection.vendor != "postgresql":
        return values
    return RawSQL("SELECT unnest(%s::text[])", [list(values)])


def count_anew(*grown: type[models.Model]) -> None:
    """Let PostgreSQL look again at how large these tables are; nothing on SQLite.

    Its own collector looks about once a minute, if it is on. A table that was small when a long job
    began is searched meanwhile as if it still were, and each step takes longer than the one before.
    """
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in grown)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")
