"""Facts of `certificates` that upper rooms listen to, sent inside the transaction."""

from django.dispatch import Signal

# sender=Certificate, certificate: Certificate, by: Actor
certificate_issued = Signal()

# sender=Certificate, certificate: Certificate, revocation: Revocation, by: Actor
certificate_revoked = Signal()

# sender=Certificate, certificate: Certificate, by: Actor. Whoever keeps the name elsewhere blanks it.
name_erased = Signal()
