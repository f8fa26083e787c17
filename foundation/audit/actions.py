"""Writing the audit trail."""

from collections.abc import Iterable, Mapping

from django.db import models

from foundation.audit.actors import Actor, System
from foundation.audit.models import AuditRow
from foundation.bulk import insert_many

AuditValue = str | int | bool | None


def record(
    *,
    by: Actor,
    verb: str,
    obj: models.Model,
    data: Mapping[str, AuditValue] | None = None,
) -> AuditRow:
    """Write down that `by` did `verb` ("courses.release_edition") to `obj`.

    Call it inside the transaction of the write itself. `data` holds opaque ids, codes and counts
    only, never names, addresses, staff numbers or free text.
    """
    row = _row(by, verb, obj, data or {})
    row.save(force_insert=True)
    return row


def record_many(
    *, by: Actor, verb: str, things: Iterable[tuple[models.Model, Mapping[str, AuditValue]]]
) -> None:
    """Like `record` for many objects at once, one row for each, written in batches."""
    insert_many(AuditRow, (_row(by, verb, obj, data) for obj, data in things))


def _row(by: Actor, verb: str, obj: models.Model, data: Mapping[str, AuditValue]) -> AuditRow:
    kind, actor_id = ("system", by.name) if isinstance(by, System) else ("user", str(by.pk))
    return AuditRow(
        actor_kind=kind,
        actor_id=actor_id,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        data=dict(data),
    )
