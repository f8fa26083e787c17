"""Revoking many certificates: proposed by one officer, decided by another, done in the background."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from certificates.actions.revoking import CHOSEN, end_certificate
from certificates.errors import CannotRevoke
from certificates.models import (
    OPEN_FOR,
    Certificate,
    RevocationBatch,
    RevocationBatchDecision,
    RevocationBatchItem,
    RevocationBatchNote,
)
from certificates.permissions import can_decide_batch, can_revoke
from foundation.audit.actions import AuditValue, record
from foundation.audit.actors import Actor
from foundation.bulk import insert_many
from foundation.errors import require
from foundation.jobs.actions import advance, enqueue
from foundation.jobs.models import Job
from foundation.notices.actions import notify
from people.models import User
from people.queries import secretariat_today

MOST = 500
REVOKE = "certificates.revoke_batch"
_AT_A_TIME = 25


@transaction.atomic
def propose_batch(
    *, by: User, certificates: QuerySet[Certificate], reason: str, note: str = "", now: datetime
) -> RevocationBatch:
    """Propose to revoke those of `certificates` that were not revoked. Other officers are told.

    Nothing is revoked yet. Raises NotAllowed, and CannotRevoke for an unknown reason, for none and
    for more than 500 at once.
    """
    require(can_revoke(by), _("Only the Secretariat may revoke certificates."))
    if reason not in CHOSEN:
        raise CannotRevoke(_("Choose why the certificates are revoked."))
    chosen = list(certificates.filter(revocation=None).order_by("pk")[: MOST + 1])
    if not chosen:
        raise CannotRevoke(_("There is no certificate in this list that could be revoked."))
    if len(chosen) > MOST:
        raise CannotRevoke(
            _("At most %(most)d certificates are revoked at once. Narrow the list first.")
            % {"most": MOST}
        )
    batch = RevocationBatch.objects.create(reason=reason, proposed_by=by, proposed_at=now)
    RevocationBatchNote.objects.create(batch=batch, text=note.strip())
    insert_many(
        RevocationBatchItem, (RevocationBatchItem(batch=batch, certificate=one) for one in chosen)
    )
    data: dict[str, AuditValue] = {"certificates": len(chosen), "reason": str(reason)}
    record(by=by, verb="certificates.revocations_proposed", obj=batch, data=data)
    others = [officer for officer in secretariat_today() if officer.pk != by.pk]
    _tell(by, others, batch, len(chosen))
    return batch


def _tell(by: Actor, officers: Iterable[User], batch: RevocationBatch, count: int) -> None:
    for officer in officers:
        with override(officer.person.language if officer.person else None):
            words = ngettext(
                "Somebody proposes to revoke %(count)d certificate",
                "Somebody proposes to revoke %(count)d certificates",
                count,
            )
            notify(
                by=by,
                to=officer,
                kind="certificates.revocations_proposed",
                subject=words % {"count": count},
                body=_("Nothing is revoked before a second officer agrees. Read the list first."),
                link=reverse("register:batch", args=[batch.uuid]),
                key=f"certificates.batch:{batch.pk}:{officer.pk}",
            )


@transaction.atomic
def decide_batch(
    *, by: User, batch: RevocationBatch, accepted: bool, now: datetime
) -> RevocationBatchDecision:
    """Agree or refuse, once, as another officer than the one who proposed it.

    Agreed, a job revokes the certificates. Asked again the first decision stands. Raises
    NotAllowed, and CannotRevoke when the proposal is too old to agree to.
    """
    require(
        can_decide_batch(by, batch),
        _("Another officer of the Secretariat than the one who proposed it decides."),
    )
    if first := RevocationBatchDecision.objects.filter(batch=batch).first():
        return first
    if accepted and now > batch.proposed_at + OPEN_FOR:
        raise CannotRevoke(_("This proposal is too old. Look at the register and propose it anew."))
    try:
        with transaction.atomic():
            decision = RevocationBatchDecision.objects.create(
                batch=batch, accepted=accepted, decided_by=by, decided_at=now
            )
    except IntegrityError:
        return RevocationBatchDecision.objects.get(batch=batch)
    data = {"accepted": accepted}
    record(by=by, verb="certificates.revocations_decided", obj=batch, data=data)
    if accepted:
        enqueue(by=by, kind=REVOKE, params={"batch": str(batch.uuid)}, key=f"{REVOKE}:{batch.pk}")
    return decision


def carry_out_batch(*, job: Job, batch: RevocationBatch, now: datetime) -> None:
    """Revoke what was agreed on, some at a time. Begun again, it goes on where it stopped.

    Who agreed answers for each; whoever was revoked in between keeps that reason.
    """
    decision = RevocationBatchDecision.objects.select_related("decided_by").get(batch=batch)
    require(
        decision.accepted and can_decide_batch(decision.decided_by, batch),
        _("Nobody has agreed to revoke these certificates."),
    )
    ids = list(batch.items.order_by("certificate_id").values_list("certificate_id", flat=True))
    note = batch.private.text
    for start in range(0, len(ids), _AT_A_TIME):
        chunk = ids[start : start + _AT_A_TIME]
        with transaction.atomic():
            advance(job, done=start + len(chunk), total=len(ids))
            rows = Certificate.objects.filter(pk__in=chunk).order_by("pk")
            for certificate in rows.select_related("person__same_as"):
                end_certificate(
                    by=decision.decided_by,
                    certificate=certificate,
                    reason=batch.reason,
                    note=note,
                    now=now,
                )
