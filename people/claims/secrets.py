"""Codes and link tokens: made by chance, kept as keyed digests.

A slow hash is for secrets that people choose. These are drawn by chance; the key, which is not in the
database, is what keeps a stolen copy of it from being searched.
"""

import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from people.claims.models import Invitation
from people.claims.rules import new_code

_SALT = "people.claims"


def draw_code() -> str:
    """A new code for paper."""
    return new_code(secrets.choice)


def draw_token() -> str:
    """A new token for a link: 24 bytes by chance."""
    return secrets.token_urlsafe(24)


def digest_of(invitation: Invitation, secret: str, *, key: str | bytes = "") -> str:
    """What is kept. It holds for this invitation only."""
    value = f"{invitation.uuid}:{secret}"
    digest = salted_hmac(_SALT, value, secret=key or settings.SECRET_KEY, algorithm="sha256")
    return digest.hexdigest()


def fits(invitation: Invitation | None, secret: str) -> bool:
    """Is this the secret of the invitation? The same work is done when there is none."""
    compared = invitation or Invitation()
    digests = [
        digest_of(compared, secret, key=key)
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    found = [constant_time_compare(digest, compared.digest) for digest in digests]
    return invitation is not None and any(found)
