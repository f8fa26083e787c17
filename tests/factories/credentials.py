"""Keys, and certificates that are signed."""

from datetime import datetime

from certificates.credentials.actions import rotate_key, sign_certificate
from certificates.credentials.models import SignedCredential
from certificates.models import Certificate
from foundation.audit.actors import SYSTEM
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_person


def make_key(now: datetime = ISSUED):
    """A published key, with its file in the test's own folder."""
    return rotate_key(by=SYSTEM, now=now)


def make_signed(name: str = "Marcia A. Campbell", now: datetime = ISSUED) -> SignedCredential:
    """A signed certificate of a new person. A key must be there."""
    return sign_again(make_certificate(make_person(name)), now)


def sign_again(certificate: Certificate, now: datetime = ISSUED) -> SignedCredential:
    """What signing this certificate gives now."""
    return sign_certificate(by=SYSTEM, certificate=certificate, now=now)
