"""Recording the head-counts of a file."""

from collections.abc import Sequence

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.errors import DomainError
from people import actions
from people.imports.models import FileImport, ImportChange, ImportRow
from people.imports.stored import count_from_json
from people.imports.verdicts import Verdict
from people.models import Agency, Area, Cadre, Establishment, Workplace

COUNTS_A_STEP = 60


def apply_counts(by: Actor, file: FileImport, waiting: Sequence[ImportRow]) -> int:
    """Record or correct these counts, each by the action of the forms. Returns how many rows."""
    for row in waiting:
        try:
            with transaction.atomic():
                _apply(by, file, row)
        except DomainError as error:
            row.outcome, row.reason = "refused", str(error)[:300]
        row.save(update_fields=["outcome", "reason"])
    return len(waiting)


def _apply(by: Actor, file: FileImport, row: ImportRow) -> None:
    count = count_from_json(row.line, row.entry)
    agency, area, workplace, cadre, day = count.level
    level = {"agency_id": agency, "area_id": area, "workplace_id": workplace, "cadre_id": cadre}
    recorded = Establishment.objects.filter(**level, counted_on=day).first()
    if recorded and (recorded.funded, recorded.filled) == (count.funded, count.filled):
        row.outcome = "already"
        return
    numbers = {"funded": count.funded, "filled": count.filled}
    if recorded is None:
        counted = actions.record_establishment(
            by=by,
            agency=Agency.objects.get(pk=agency),
            area=Area.objects.get(pk=area) if area else None,
            workplace=_workplace(workplace) if workplace else None,
            cadre=Cadre.objects.get(pk=cadre),
            counted_on=day,
            **numbers,
        )
    else:
        counted = actions.correct_establishment(by=by, establishment=recorded, **numbers)
    row.outcome = "done"
    kind = "count" if row.verdict == Verdict.NEW else "recount"
    ImportChange.objects.create(file=file, row=row, kind=kind, establishment=counted)


def _workplace(pk: int) -> Workplace:
    return Workplace.objects.select_related("agency").get(pk=pk)
