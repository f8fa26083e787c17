"""Who signs now: the newest good key, with its private half."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from certificates.credentials.did import did_of, method_of
from certificates.credentials.errors import NoKey
from certificates.credentials.keystore import read_key
from certificates.credentials.models import SigningKey


@dataclass(frozen=True)
class Signer:
    """A private key, and how proofs name its public half."""

    private: Ed25519PrivateKey
    method: str


def current_signer() -> tuple[SigningKey, Signer]:
    """The key to sign with. Raises NoKey, KeyUnusable."""
    key = SigningKey.objects.current(did_of(settings.BASE_URL))
    if key is None:
        raise NoKey(_("There is no signing key. Make one: manage.py certificates rotate-key"))
    private = read_key(Path(settings.CREDENTIAL_KEYS), key.multikey)
    return key, Signer(private, method_of(key.did, key.multikey))


def list_address(base_url: str, number: int) -> str:
    """Where a status list is read. It stands in every credential and never changes."""
    return f"{base_url}/credentials/status/{number}.json"
