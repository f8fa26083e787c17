"""Keys: made, published and withdrawn."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.credentials.did import did_of
from certificates.credentials.keystore import make_key
from certificates.credentials.models import KeyWithdrawal, SigningKey
from certificates.credentials.permissions import can_manage_keys
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require


@transaction.atomic
def rotate_key(*, by: Actor, now: datetime) -> SigningKey:
    """Make a new signing key and publish it. What earlier keys signed stays good.

    The file is written first: a key is never published that nobody can sign with.
    """
    require(can_manage_keys(by), _("Keys are made by command, on the server."))
    key = SigningKey.objects.create(
        did=did_of(settings.BASE_URL),
        multikey=make_key(Path(settings.CREDENTIAL_KEYS)),
        published_at=now,
    )
    record(by=by, verb="credentials.key_published", obj=key, data={"key": key.multikey})
    return key


@transaction.atomic
def withdraw_key(*, by: Actor, key: SigningKey, now: datetime) -> KeyWithdrawal:
    """Take a compromised key out of the DID document, for good. Asked again, it is done once."""
    require(can_manage_keys(by), _("Keys are withdrawn by command, on the server."))
    withdrawal, made = KeyWithdrawal.objects.get_or_create(key=key, defaults={"withdrawn_at": now})
    if made:
        record(by=by, verb="credentials.key_withdrawn", obj=key, data={"key": key.multikey})
    return withdrawal
