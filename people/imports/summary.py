"""An import in numbers, for the page, the command and its JSON."""

from typing import Any

from django.db.models import Count

from people.imports.models import FileImport
from people.imports.verdicts import Verdict


def totals(file: FileImport) -> dict[str, int]:
    """How many rows have which verdict, in the order of the verdicts."""
    return {verdict.value: int(file.counts.get(verdict.value, 0)) for verdict in Verdict}


def outcomes(file: FileImport) -> dict[str, int]:
    """How many rows were applied ("done"), stood so "already", or were "refused"."""
    rows = file.rows.exclude(outcome="").order_by().values_list("outcome").annotate(n=Count("pk"))
    return {"done": 0, "already": 0, "refused": 0, **dict(rows)}


def undone(file: FileImport) -> dict[str, int]:
    """How many changes were taken back ("undone"), and how many were "kept"."""
    rows = file.changes.exclude(undone="").order_by().values_list("undone").annotate(n=Count("pk"))
    return {"undone": 0, "kept": 0, **dict(rows)}


def as_json(file: FileImport) -> dict[str, Any]:
    """What the command prints. Keys are added and not renamed; see docs/reference/rosters.md."""
    return {
        "id": str(file.uuid),
        "agency": file.agency.code,
        "kind": file.kind,
        "stage": file.stage,
        "message": file.message,
        "as_of": file.as_of.isoformat(),
        "complete": file.complete,
        "rows": int(file.counts.get("rows", 0)),
        "verdicts": totals(file),
        "leavers": int(file.counts.get("leavers", 0)),
        "suspicious": bool(file.counts.get("suspicious", False)),
        "since_last": file.since_last,
        "outcomes": outcomes(file),
    }
