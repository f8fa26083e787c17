"""The list that says which credentials were revoked: one bit each, compressed. Pure functions.

Source: W3C Bitstring Status List 1.0. It holds no code, serial or name, and it is so long that who
asks for it does not tell which credential they look at.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from certificates.credentials.contexts import CREDENTIALS
from certificates.credentials.proofs import moment_text

# The least that the standard allows.
LIST_BITS = 131_072


def encoded(indexes: Iterable[int]) -> str:
    """The bits at `indexes` set, as multibase base64url (`u`) of the GZIP-compressed list.

    Index 0 is the left-most bit of the first byte.
    """
    bits = bytearray(LIST_BITS // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> (index % 8)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def status_list(did: str, address: str, bits: str, at: datetime) -> dict[str, Any]:
    """The list as a credential, before its proof. `bits` as from `encoded`.

    It has no end: a copy that is old is still signed, and who needs the newest fetches it.
    """
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": moment_text(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": bits,
        },
    }


def bits_of(signed: dict[str, Any]) -> str:
    """The encoded bits of a signed list."""
    return str(signed["credentialSubject"]["encodedList"])
