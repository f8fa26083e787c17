"""A migration operation that makes a table refuse update and delete, on both engines."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER "{table}_append_only_{event}" BEFORE {event} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION firstline_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""

POSTGRES = """
CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION firstline_refuse_change()
"""


class AppendOnly(Operation):
    """Rows of `model_name` can be inserted and never changed or removed.

    An attempt raises django.db.IntegrityError. Truncating a table (as test set-up does) is not
    stopped: that takes the owner of the database, who could drop the trigger as well.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state does not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "sqlite":
            for event in ("update", "delete"):
                schema_editor.execute(SQLITE.format(table=table, event=event))
        else:
            schema_editor.execute(POSTGRES_FUNCTION, params=None)
            schema_editor.execute(POSTGRES.format(table=table))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "sqlite":
            for event in ("update", "delete"):
                schema_editor.execute(f'DROP TRIGGER "{table}_append_only_{event}"')
        else:
            schema_editor.execute(f'DROP TRIGGER "{table}_append_only" ON "{table}"')

    def describe(self) -> str:
        return f"Make {self.model_name} append-only"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_append_only"


SQLITE_BLANKED = """
CREATE TRIGGER "{table}_only_blanked_{event}" BEFORE {event} ON "{table}" {when}
BEGIN SELECT RAISE(ABORT, '{table} keeps its rows: its text may be blanked and not rewritten'); END
"""

POSTGRES_BLANKED_FUNCTION = """
CREATE OR REPLACE FUNCTION firstline_only_blanked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% keeps its rows: its text may be blanked and not rewritten', TG_TABLE_NAME
USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""

POSTGRES_BLANKED = """
CREATE TRIGGER "{table}_only_blanked_{event}" BEFORE {event} ON "{table}"
FOR EACH ROW {when} EXECUTE FUNCTION firstline_only_blanked()
"""


class OnlyBlanked(Operation):
    """Rows of `model_name` stay, and change only in that texts in `fields` become empty.

    For the side rows of append-only tables that hold what a person may ask to be erased. An attempt
    at anything else raises django.db.IntegrityError.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, fields: Sequence[str]) -> None:
        self.model_name = model_name
        self.fields = tuple(fields)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state does not change."""

    def _conditions(self, columns: Sequence[str], blanked: Sequence[str], differs: str) -> str:
        said = []
        for column in columns:
            changed = f'OLD."{column}" {differs} NEW."{column}"'
            said.append(
                f"""({changed} AND NEW."{column}" <> '')""" if column in blanked else changed
            )
        return f"WHEN ({' OR '.join(said)})"

    def _triggers(self, model: Any, vendor: str) -> Iterator[str]:
        table = model._meta.db_table
        columns = [field.column for field in model._meta.local_concrete_fields]
        blanked = [model._meta.get_field(name).column for name in self.fields]
        template = SQLITE_BLANKED if vendor == "sqlite" else POSTGRES_BLANKED
        differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        whens = {"update": self._conditions(columns, blanked, differs), "delete": ""}
        for event, when in whens.items():
            yield template.format(table=table, event=event, when=when)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        vendor = schema_editor.connection.vendor
        if vendor != "sqlite":
            schema_editor.execute(POSTGRES_BLANKED_FUNCTION, params=None)
        for statement in self._triggers(
            to_state.apps.get_model(app_label, self.model_name), vendor
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        on = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
        for event in ("update", "delete"):
            schema_editor.execute(f'DROP TRIGGER "{table}_only_blanked_{event}"{on}')

    def describe(self) -> str:
        return f"Keep {self.model_name}, whose text may only be blanked"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_only_blanked"
