"""The secret part of a shared link's address.

It follows from the link's id and the service's secret key: its maker can be shown it again, and a click
made twice gives one link. Whoever reads the database cannot tell it: there lies a digest only, by which it is
found also after the secret key was changed.
"""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import salted_hmac

# 24 bytes: 192 bits, which nobody guesses.
_BYTES = 24


def token_of(key: UUID) -> str:
    """The secret part of the address of the link with this id: 32 letters, digits, - and _."""
    made = salted_hmac("certificates.sharing", str(key), algorithm="sha256").digest()
    return urlsafe_b64encode(made[:_BYTES]).decode()


def digest_of(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()
