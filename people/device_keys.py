"""What a browser needs to lock a person's data away on a device: an opaque name, and a secret.

The browser derives its key from the secret at sign-in and drops it at sign-out, so what is left on
a shared computer can be read by nobody, and again by the same person after signing in again.
"""

import base64

from django.conf import settings
from django.utils.crypto import salted_hmac

from people.models import Person


def device_owner(person: Person) -> str:
    """The name under which a device keeps a person's data. It leads back to nobody.

    Made with the installation's oldest key, so that it stays the same while keys are changed.
    """
    return _made("people.device_owner", person, _keys()[-1]).hex()[:32]


def device_secrets(person: Person) -> list[str]:
    """The person's secret in base64; after it those of the installation's earlier keys.

    What was locked before the installation changed its `SECRET_KEY` can still be read.
    """
    made = (_made("people.device_secret", person, key) for key in _keys())
    return [base64.b64encode(secret).decode() for secret in made]


def _keys() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _made(purpose: str, person: Person, key: str | bytes) -> bytes:
    return salted_hmac(purpose, str(person.uuid), secret=key, algorithm="sha256").digest()
