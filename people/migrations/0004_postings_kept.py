from django.db import migrations

# Columns of a posting that never change; the two ends are set once each, and nothing is removed.
FIXED = ("id", "staff_record_id", "workplace_id", "cadre_id", "starts_on")
ONCE = ("ends_on", "withdrawn_at")
WHY = "people_posting is history: close or withdraw it, and write a new row"


def changes(differs):
    """SQL that is true of an update that rewrites history; `differs` is the engine's operator."""
    fixed = [f'OLD."{name}" {differs} NEW."{name}"' for name in FIXED]
    once = [f'(OLD."{name}" IS NOT NULL AND OLD."{name}" {differs} NEW."{name}")' for name in ONCE]
    return " OR ".join(fixed + once)


SQLITE = [
    f"""
    CREATE TRIGGER "people_posting_kept_update" BEFORE UPDATE ON "people_posting"
    WHEN {changes("IS NOT")} BEGIN SELECT RAISE(ABORT, '{WHY}'); END
    """,
    f"""
    CREATE TRIGGER "people_posting_kept_delete" BEFORE DELETE ON "people_posting"
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END
    """,
]
POSTGRES = [
    f"""
    CREATE FUNCTION people_posting_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation'; END
    $$
    """,
    f"""
    CREATE TRIGGER "people_posting_kept_update" BEFORE UPDATE ON "people_posting"
    FOR EACH ROW WHEN ({changes("IS DISTINCT FROM")}) EXECUTE FUNCTION people_posting_kept()
    """,
    """
    CREATE TRIGGER "people_posting_kept_delete" BEFORE DELETE ON "people_posting"
    FOR EACH ROW EXECUTE FUNCTION people_posting_kept()
    """,
]


def keep(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for event in ("update", "delete"):
        on = "" if sqlite else ' ON "people_posting"'
        schema_editor.execute(f'DROP TRIGGER "people_posting_kept_{event}"{on}')
    if not sqlite:
        schema_editor.execute("DROP FUNCTION people_posting_kept()")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_returned_after")]
    operations = [migrations.RunPython(keep, let_go)]
