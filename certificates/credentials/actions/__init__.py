"""Every write of `credentials`."""

from certificates.credentials.actions.keys import rotate_key, withdraw_key
from certificates.credentials.actions.listing import publish_list, publish_lists
from certificates.credentials.actions.signing import (
    blank_credentials,
    blank_erased,
    sign_certificate,
    sign_due,
)

__all__ = [
    "blank_credentials",
    "blank_erased",
    "publish_list",
    "publish_lists",
    "rotate_key",
    "sign_certificate",
    "sign_due",
    "withdraw_key",
]
