"""What was signed stays as it was signed; the text with the name in it can be blanked, once."""

from django.db import migrations

from foundation.audit.append_only import AppendOnly

TABLE = "credentials_credentialtext"
WHY = f"{TABLE} can be blanked and not be changed"
CHANGED = "NEW.text <> '' OR OLD.credential_id <> NEW.credential_id"

SQLITE = [
    f"""
    CREATE TRIGGER "{TABLE}_kept_update" BEFORE UPDATE ON "{TABLE}" WHEN {CHANGED}
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END
    """,
    f"""
    CREATE TRIGGER "{TABLE}_kept_delete" BEFORE DELETE ON "{TABLE}"
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END
    """,
]
POSTGRES = [
    f"""
    CREATE FUNCTION {TABLE}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation'; END
    $$
    """,
    f"""
    CREATE TRIGGER "{TABLE}_kept_update" BEFORE UPDATE ON "{TABLE}"
    FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION {TABLE}_kept()
    """,
    f"""
    CREATE TRIGGER "{TABLE}_kept_delete" BEFORE DELETE ON "{TABLE}"
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_kept()
    """,
]


def keep(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for event in ("update", "delete"):
        on = "" if sqlite else f' ON "{TABLE}"'
        schema_editor.execute(f'DROP TRIGGER "{TABLE}_kept_{event}"{on}')
    if not sqlite:
        schema_editor.execute(f"DROP FUNCTION {TABLE}_kept()")


class Migration(migrations.Migration):
    dependencies = [("credentials", "0003_signed")]

    operations = [
        AppendOnly("StatusEntry"),
        AppendOnly("SignedCredential"),
        AppendOnly("StatusList"),
        migrations.RunPython(keep, let_go),
    ]
