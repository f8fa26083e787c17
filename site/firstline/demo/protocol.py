"""The book of contacts, and three protocols from draft through signatures to being in force."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from firstline.demo import texts
from firstline.demo.places import Places
from foundation.formats.calendar import add_months
from people.models import User
from protocols.actions import accept_contact, freeze_protocol_version, propose_contact, sign_draft
from protocols.drafting import draft_from_dict
from protocols.models import ProtocolVersion

REVIEW_AFTER_MONTHS = 12


def load_contacts(*, keepers: tuple[User, User], places: Places, now: datetime) -> None:
    """Everything in `contacts.toml`, proposed by one keeper and accepted by the other.

    Fictional numbers were "verified" some days before `now`.
    """
    proposer, accepter = keepers
    today = timezone.localdate(now)
    for row in texts.read("contacts")["contacts"]:
        days_ago = row.get("verified_days_ago")
        proposal = propose_contact(
            by=proposer,
            code=row["code"],
            name=row["name"],
            phone=row["phone"],
            hours=row["hours"],
            source=row["source"],
            note=row.get("note", ""),
            area=places.areas[row["area"]] if "area" in row else None,
            verified_on=None if days_ago is None else today - timedelta(days=days_ago),
            now=now,
        )
        accept_contact(by=accepter, proposal=proposal, now=now)


def load_protocols(
    *, writer: User, signers: Sequence[User], now: datetime
) -> list[ProtocolVersion]:
    """One for each mode: *observe* for schools, *ask* for clinics, *integrate* for social work."""
    return [
        _load_protocol(name, writer=writer, signers=signers, now=now) for name in texts.PROTOCOLS
    ]


def _load_protocol(
    name: str, *, writer: User, signers: Sequence[User], now: datetime
) -> ProtocolVersion:
    """Written by a specialist, signed by each of `signers`, put in force by the last of them."""
    today = timezone.localdate(now)
    data = texts.protocol(name) | {
        "effective_from": today,
        "review_due": add_months(today, REVIEW_AFTER_MONTHS),
    }
    draft = draft_from_dict(by=writer, data=data, now=now)
    for signer in signers:
        sign_draft(by=signer, draft=draft, now=now)
    return freeze_protocol_version(by=signers[-1], draft=draft, now=now)
