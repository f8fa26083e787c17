"""Sealing: the audit rows' digests, chained.

A seal covers a batch of rows and the seal before it. Which rows it covers is written down row by row
(`SealedRow`) and not as a range of ids, because a long transaction may commit a low id after
higher ones were sealed; such a row is simply covered by a later seal. No write waits for a seal.

The chain shows that no sealed row was changed, removed or put in between. That the newest seals
themselves were not removed can be shown only by a digest kept elsewhere, so each one is logged.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from foundation.audit.models import AuditRow, AuditSeal, SealedRow

log = structlog.get_logger(__name__)

BATCH = 1000
# Ids are given out before their rows commit. No transaction lives longer than this.
LATEST_COMMIT = dt.timedelta(days=1)


@dataclass(frozen=True)
class Verification:
    """What looking through the whole chain found."""

    seals: int
    rows: int
    unsealed: int
    head: str
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True when every seal is what its rows and the seal before it make it."""
        return not self.problems


def seal(*, now: dt.datetime, at_most: int = 20) -> int:
    """Seal what is not sealed yet, in batches. Returns the number of rows sealed.

    Two runs at once do no harm: the number of a seal is unique, so one of them gives way.
    """
    sealed = 0
    for _batch in range(at_most):
        try:
            count = _seal_batch(now)
        except IntegrityError:
            log.info("audit_seal_gave_way")
            break
        sealed += count
        if count < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch(now: dt.datetime) -> int:
    head = AuditSeal.objects.order_by("-number").first()
    rows = list(_unsealed(now).order_by("pk")[:BATCH])
    if not rows:
        return 0
    number = head.number + 1 if head else 1
    previous = head.digest if head else ""
    made = AuditSeal.objects.create(
        number=number,
        previous_digest=previous,
        digest=digest(number, previous, rows),
        last_row=max(rows[-1].pk, head.last_row if head else 0),
    )
    SealedRow.objects.bulk_create([SealedRow(row=row, seal=made) for row in rows])
    log.info("audit_sealed", seal=made.number, rows=len(rows), digest=made.digest)
    return len(rows)


def _unsealed(now: dt.datetime) -> QuerySet[AuditRow]:
    """Rows without a seal, looked for only where a late one can still appear."""
    old = AuditSeal.objects.filter(sealed_at__lt=now - LATEST_COMMIT).order_by("-number").first()
    return AuditRow.objects.filter(pk__gt=old.last_row if old else 0, sealedrow=None)


def unsealed_since(moment: dt.datetime, *, now: dt.datetime) -> int:
    """How many rows written before `moment` still have no seal: none, while sealing runs."""
    return _unsealed(now).filter(at__lt=moment).count()


def digest(number: int, previous: str, rows: list[AuditRow]) -> str:
    """SHA-256, in hexadecimal, over the seal's number, the seal before it and its rows in order."""
    sha = hashlib.sha256(_canonical([number, previous]))
    for row in rows:
        sha.update(b"\n" + _canonical(_contents(row)))
    return sha.hexdigest()


def _contents(row: AuditRow) -> list[object]:
    at = row.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    who = [row.actor_kind, row.actor_id]
    return [row.pk, at, *who, row.verb, row.object_type, row.object_id, row.data]


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def verify() -> Verification:
    """Look through the whole chain. Changes nothing."""
    problems: list[str] = []
    number, previous, rows = 0, "", 0
    for made in AuditSeal.objects.order_by("number").iterator():
        covered = list(AuditRow.objects.filter(sealedrow__seal=made).order_by("pk"))
        problems += _problems(made, number, previous, covered)
        number, previous, rows = made.number, made.digest, rows + len(covered)
    unsealed = AuditRow.objects.filter(sealedrow=None).count()
    return Verification(number, rows, unsealed, previous, problems)


def _problems(made: AuditSeal, number: int, previous: str, rows: list[AuditRow]) -> list[str]:
    found = []
    if made.number != number + 1:
        found.append(f"Seal {number + 1} is missing before seal {made.number}.")
    if made.previous_digest != previous:
        found.append(f"Seal {made.number} does not follow the seal before it.")
    if digest(made.number, made.previous_digest, rows) != made.digest:
        found.append(f"The rows of seal {made.number} are not those that were sealed.")
    return found
