"""A certificate as an Open Badges 3.0 credential on Verifiable Credentials 2.0, before its proof.

Pure functions. The shape is frozen: what was signed is stored, and a new shape is for new credentials.
"""

import json
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from certificates.credentials.contexts import CREDENTIALS, OPEN_BADGES
from certificates.credentials.proofs import moment_text
from certificates.snapshot import Snapshot

KEPT_CONTROLS = "\t\n"


@dataclass(frozen=True)
class Entry:
    """Where a credential's bit stands: the address of a status list, and an index in it."""

    list_address: str
    index: int


@dataclass(frozen=True)
class Facts:
    """What a credential says. `address` is its own; names and titles as printed."""

    did: str
    address: str
    serial: str
    name: str
    snapshot: Snapshot
    issued_at: datetime
    valid_until: datetime
    entry: Entry


def clean(text: str) -> str:
    """Text as it may be signed: composed (NFC), without C0, C1 and DEL but tab and line feed.

    Libraries disagree on how to write these in canonical form, and then on the signature.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if c in KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"}
    )


def credits_of(hours: str) -> int | float:
    """Hours to two decimals; whole ones as integers, as every JSON reader sees them."""
    rounded = round(Decimal(hours), 2)
    return int(rounded) if rounded == int(rounded) else float(rounded)


def credential(facts: Facts) -> dict[str, Any]:
    """The credential, without a proof."""
    shown = facts.snapshot
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": facts.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": clean(shown.programme),
        "issuer": {
            "id": facts.did,
            "type": ["Profile"],
            "name": clean(shown.issuer),
            "description": clean(shown.host_ministry),
        },
        "validFrom": moment_text(facts.issued_at),
        "validUntil": moment_text(facts.valid_until),
        "credentialSubject": _subject(facts),
        "credentialStatus": status_entry(facts.entry),
    }


def _subject(facts: Facts) -> dict[str, Any]:
    """The holder, by the name on the paper, and what they achieved."""
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": clean(facts.name),
                "identityType": "name",
            }
        ],
        "licenseNumber": facts.serial,
        "creditsEarned": credits_of(facts.snapshot.hours),
        "activityEndDate": facts.snapshot.issued_on,
        "achievement": _achievement(facts),
    }


def _achievement(facts: Facts) -> dict[str, Any]:
    """What the certificate attests. Its id is the same for everybody who earned it in the same way."""
    shown = facts.snapshot
    earned = f"{facts.did}/programmes/{shown.programme_code}/editions/{shown.edition}"
    criteria = f"Final quiz passed: at least {shown.needed} of {shown.out_of} questions right"
    if shown.by_hand:
        earned, criteria = f"{earned}/by-hand", "Evidence accepted by two officers of the issuer"
    return {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, earned)}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": clean(shown.programme),
        "description": clean(f"{shown.course}, edition {shown.edition}"),
        "criteria": {"narrative": criteria},
        "version": str(shown.edition),
        "inLanguage": shown.language,
    }


def status_entry(entry: Entry) -> dict[str, Any]:
    """One object and never a list: verifiers that meet a list ignore it."""
    return {
        "id": f"{entry.list_address}#{entry.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(entry.index),
        "statusListCredential": entry.list_address,
    }


def as_text(signed: dict[str, Any]) -> str:
    """The JSON text that is stored, served and embedded, the same bytes everywhere."""
    return json.dumps(signed, ensure_ascii=False, indent=2) + "\n"
