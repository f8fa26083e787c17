"""Would a credential that we sign now be believed? Named checks, each with its problems in words."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.credentials.contexts import PINNED, ContextRefused, context
from certificates.credentials.did import did_of
from certificates.credentials.errors import KeyUnusable
from certificates.credentials.keystore import open_files, read_key
from certificates.credentials.models import CredentialText, SigningKey, StatusEntry
from certificates.credentials.proofs import is_genuine
from certificates.credentials.queries import due, newest_list, revoked_indexes
from certificates.credentials.status_list import bits_of, encoded

Problems = Iterator[str]
SIGNED_WITHIN = timedelta(minutes=15)


def check_key() -> Problems:
    """There is a key to sign with, and its file is the one that was published."""
    key = SigningKey.objects.current(did_of(settings.BASE_URL))
    if key is None:
        yield _("There is no signing key. Make one: manage.py certificates rotate-key")
        return
    try:
        read_key(Path(settings.CREDENTIAL_KEYS), key.multikey)
    except KeyUnusable as problem:
        yield str(problem)


def check_files() -> Problems:
    """Nobody else can read a private key."""
    for path in open_files(Path(settings.CREDENTIAL_KEYS)):
        yield _("Others can read or change %(path)s.") % {"path": path}


def check_contexts() -> Problems:
    """The words of our credentials mean what they meant: the pinned files are unchanged."""
    for address in PINNED:
        try:
            context(address)
        except (ContextRefused, OSError) as problem:
            yield str(problem)


def check_signed() -> Problems:
    """Nothing waits for its signature for long, and the newest one is genuine."""
    waiting = due().filter(issued_at__lt=timezone.now() - SIGNED_WITHIN).count()
    if waiting:
        yield _("%(count)d certificates wait for their signature.") % {"count": waiting}
    texts = CredentialText.objects.select_related("credential__key").exclude(text="")
    newest = texts.order_by("-pk").first()
    if newest and not _is_whole(newest):
        yield _("Credential %(which)s is not what was signed.") % {"which": newest.credential}


def check_lists() -> Problems:
    """Every status list is published, genuine, and shows each revocation."""
    numbers = StatusEntry.objects.order_by("number").values_list("number", flat=True).distinct()
    for number in numbers:
        newest = newest_list(number)
        signed = json.loads(newest.text) if newest else None
        if newest is None or signed is None:
            yield _("Status list %(number)d is not published.") % {"number": number}
        elif not is_genuine(signed, newest.key.multikey):
            yield _("Status list %(number)d is not what was signed.") % {"number": number}
        elif bits_of(signed) != encoded(revoked_indexes(number)):
            yield _("Status list %(number)d does not show every revocation.") % {"number": number}


def _is_whole(kept: CredentialText) -> bool:
    """True if the text is the one whose digest was recorded, and its proof holds."""
    if hashlib.sha256(kept.text.encode()).hexdigest() != kept.credential.digest:
        return False
    return is_genuine(json.loads(kept.text), kept.credential.key.multikey)


def check_identifier() -> Problems:
    """Keys were published under the address that this service still has."""
    did = did_of(settings.BASE_URL)
    others = SigningKey.objects.filter(withdrawal=None).exclude(did=did)
    for old in others.order_by("did").values_list("did", flat=True).distinct():
        yield _(
            "Keys were published as %(old)s, and this service is now %(new)s. Old credentials are "
            "only believed while the old address still shows its did.json: see export-static."
        ) % {"old": old, "new": did}


CHECKS: dict[str, Callable[[], Problems]] = {
    "key": check_key,
    "files": check_files,
    "identifier": check_identifier,
    "contexts": check_contexts,
    "signed": check_signed,
    "lists": check_lists,
}


def selfcheck() -> dict[str, list[str]]:
    """The problems of every check, by its name. No problem anywhere means: all is well."""
    return {name: list(check()) for name, check in CHECKS.items()}
