"""The smallest valid protocol, its contacts, and what can be made of them."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from firstline.demo import texts
from firstline.setting_up.places import read_places
from foundation.audit.actors import SYSTEM, Actor
from protocols import actions
from protocols.contacts import current_entries
from protocols.drafting import draft_from_dict
from protocols.models import Contact, ContactEntry, ProtocolDraft, ProtocolVersion
from protocols.permissions import signing_roles
from tests.factories.people import make_agency, make_area, make_cadre, make_user

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def make_contact(
    code: str = "referral-desk",
    verified_on: date | None = date(2026, 2, 10),
    phone: str = "876-555-0100",
    now: datetime = NOW,
    name: str = "",
    hours: str = "All day",
    source: str = "Made up for tests",
    note: str = "",
) -> ContactEntry:
    """The number stands in the book from `now`, whoever wrote it there."""
    name = name or code.replace("-", " ").capitalize()
    contact, _made = Contact.objects.get_or_create(code=code, defaults={"name": name})
    entry, _made = contact.entries.get_or_create(
        phone=phone,
        hours=hours,
        source=source,
        note=note,
        verified_on=verified_on,
        defaults={"recorded_at": now},
    )
    return entry


def item_data(code: str, danger: bool = True) -> dict[str, Any]:
    return {
        "code": code,
        "wording": f"Sign {code}",
        "why": f"Why {code}",
        "say": f"Say {code}",
        "do_not_say": f"Never {code}",
        "danger": danger,
    }


def outcome_data(code: str) -> dict[str, Any]:
    title = code.replace("_", " ").capitalize()
    return {"code": code, "title": title, "text": f"Text of {title}"}


def protocol_data(**changes: Any) -> dict[str, Any]:
    """Four signs: D1 alone is urgent, two of the other three are possible."""
    outcomes = ["URGENT", "POSSIBLE", "NONE_NOW", "NOT_COMPLETED"]
    data: dict[str, Any] = {
        "name": "Small protocol",
        "slug": "small",
        "mode": "observe",
        "cadres": ["nurse"],
        "version": "1.0.0",
        "effective_from": date(2026, 3, 1),
        "review_due": date(2027, 3, 1),
        "change_note": f"What is new in {changes.get('version', '1.0.0')}.",
        "licence": "CC BY 4.0",
        "owner": "Tests",
        "permission": "own",
        "sources": ["Own words"],
        "texts": {
            "title": "Small protocol",
            "summary": "Four signs.",
            "audience": "Nurses",
            "age_wording": "How old does the person seem to be?",
            "age_why": "Under 18 you have to report.",
            "brief": "A made-up person comes in.",
        },
        "preconditions": [
            {"code": "P1", "text": "You are alone."},
            {"code": "P2", "text": "The numbers are at hand."},
        ],
        "stop_rules": [{"code": "S1", "text": "Somebody is in danger now."}],
        "sections": [
            {"code": "NOW", "title": "Danger now", "items": [item_data("D1")]},
            {"code": "LIFE", "title": "Life", "items": [item_data(c) for c in ("A1", "A2", "A3")]},
        ],
        "rules": [
            {
                "kind": "any_of",
                "code": "R1",
                "outcome": "URGENT",
                "override": True,
                "items": ["D1"],
                "reason": "Danger now.",
            },
            {
                "kind": "at_least",
                "code": "R2",
                "outcome": "POSSIBLE",
                "at_least": 2,
                "items": ["A1", "A2", "A3"],
                "reason": "Two or more signs.",
            },
            {"kind": "otherwise", "code": "R8", "outcome": "NONE_NOW", "reason": "Nothing now."},
            {"kind": "otherwise", "code": "R9", "outcome": "NOT_COMPLETED", "reason": "Open."},
        ],
        "outcomes": [outcome_data(code) for code in outcomes],
        "steps": [
            {
                "outcomes": outcomes,
                "text": "Call the referral desk.",
                "body": "You",
                "contact": "referral-desk",
                "minutes": 30,
            },
            {
                "outcomes": ["POSSIBLE"],
                "age_groups": ["child"],
                "areas": ["st-thomas"],
                "text": "Tell the desk of the parish.",
                "body": "Parish desk",
                "contact": "referral-desk",
            },
        ],
    }
    return data | changes


def make_draft(by: Actor = SYSTEM, **changes: Any) -> ProtocolDraft:
    """A draft with nothing missing, its contact and its parish."""
    make_area()
    make_cadre()
    make_contact()
    return draft_from_dict(by=by, data=protocol_data(**changes), now=NOW)


def sign_all(draft: ProtocolDraft, now: datetime = NOW) -> None:
    """Every role that has to sign does so, each by a person of its own."""
    for role in signing_roles():
        actions.sign_draft(by=make_user(role), draft=draft, now=now)


def make_version(**changes: Any) -> ProtocolVersion:
    """A protocol in force since 1 March 2026."""
    draft = make_draft(**changes)
    sign_all(draft)
    return actions.freeze_protocol_version(by=SYSTEM, draft=draft, now=NOW)


def demo_data(name: str = "observe") -> dict[str, Any]:
    """A protocol of the demo, in force since 1 March 2026."""
    return texts.protocol(name) | {
        "effective_from": date(2026, 3, 1),
        "review_due": date(2027, 3, 1),
    }


def make_demo_contacts(verified_on: date = date(2026, 2, 10)) -> None:
    """The ContactBook of the demo with its parishes; only fictional numbers were ever verified."""
    for region in read_places("jamaica")["regions"]:
        for code, parish in region["parishes"].items():
            make_area(code, parish)
    for contact in texts.read("contacts")["contacts"]:
        fields = ("code", "name", "phone", "hours", "source")
        make_contact(
            verified_on=verified_on if "verified_days_ago" in contact else None,
            note=contact.get("note", ""),
            **{field: contact[field] for field in fields},
        )


def verify_contacts(now: datetime) -> None:
    """Somebody calls every number again on the day of `now`: drafts of March can be frozen then."""
    for entry in current_entries(None, TODAY).values():
        make_contact(
            entry.contact.code,
            verified_on=timezone.localdate(now),
            phone=entry.phone,
            now=now,
            name=entry.contact.name,
        )


def make_demo_draft(name: str = "observe", by: Actor = SYSTEM, **changes: Any) -> ProtocolDraft:
    """A protocol of the demo as a draft, with its contacts."""
    make_demo_contacts()
    for cadre in demo_data(name)["cadres"]:
        make_cadre(cadre)
    for step in demo_data(name)["steps"]:
        for agency in step.get("agencies", ()):
            make_agency(agency)
    return draft_from_dict(by=by, data=demo_data(name) | changes, now=NOW)


def make_demo_version(name: str = "observe") -> ProtocolVersion:
    """A protocol of the demo in force."""
    draft = make_demo_draft(name)
    sign_all(draft)
    return actions.freeze_protocol_version(by=SYSTEM, draft=draft, now=NOW)
