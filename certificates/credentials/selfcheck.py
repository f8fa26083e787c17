"""Would a credential that we sign now be believed? Named checks, each with its problems in words."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.credentials.did import did_of
from certificates.credentials.errors import KeyUnusable
from certificates.credentials.keystore import open_files, read_key
from certificates.credentials.models import SigningKey

Problems = Iterator[str]


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
}


def selfcheck() -> dict[str, list[str]]:
    """The problems of every check, by its name. No problem anywhere means: all is well."""
    return {name: list(check()) for name, check in CHECKS.items()}
