"""Publishing status lists: signed again whenever a revocation changed them."""

import json
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.credentials.actions.signer import current_signer, list_address
from certificates.credentials.models import StatusEntry, StatusList
from certificates.credentials.open_badge import as_text
from certificates.credentials.permissions import can_sign
from certificates.credentials.proofs import sign
from certificates.credentials.queries import newest_list, revoked_indexes
from certificates.credentials.status_list import bits_of, encoded, status_list
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require

TRIES = 5


def publish_list(*, by: Actor, number: int, now: datetime) -> StatusList:
    """Sign the list `number` as the register stands, unless the published one says the same.

    Raises NoKey, KeyUnusable.
    """
    require(can_sign(by), _("Status lists are signed by the system."))
    for _try in range(TRIES):
        newest, bits = newest_list(number), encoded(revoked_indexes(number))
        if newest is not None and bits_of(json.loads(newest.text)) == bits:
            return newest
        try:
            return _publish(number, bits, by=by, now=now)
        except IntegrityError:
            # Another worker published meanwhile, perhaps without the newest revocation: look again.
            continue
    raise RuntimeError("The status list changed all the time.")


@transaction.atomic
def _publish(number: int, bits: str, *, by: Actor, now: datetime) -> StatusList:
    key, signer = current_signer()
    unsigned = status_list(key.did, list_address(settings.BASE_URL, number), bits, now)
    published = StatusList.objects.create(
        number=number,
        version=StatusList.objects.filter(number=number).count() + 1,
        key=key,
        published_at=now,
        text=as_text(sign(unsigned, private=signer.private, method=signer.method, at=now)),
    )
    data = {"number": number, "version": published.version}
    record(by=by, verb="credentials.list_published", obj=published, data=data)
    return published


def publish_lists(*, by: Actor, now: datetime) -> None:
    """Bring every list up to date."""
    numbers = StatusEntry.objects.order_by("number").values_list("number", flat=True).distinct()
    for number in numbers:
        publish_list(by=by, number=number, now=now)
