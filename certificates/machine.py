"""What the verification page says to machines: JSON, readable from any site."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers

from certificates.models import Certificate
from certificates.rules import state_at
from certificates.serials import grouped
from certificates.snapshot import Snapshot
from certificates.vetted import written

JSON, HTML = "application/json", "text/html"


def wants_json(request: HttpRequest) -> bool:
    """True if the Accept header prefers JSON to a page. Browsers and `*/*` get the page."""
    return request.get_preferred_type([HTML, JSON]) == JSON


def moment_text(moment: datetime) -> str:
    """2026-10-02T15:00:00Z"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unknown(now: datetime) -> dict[str, Any]:
    """The one answer to every code that nobody was given."""
    return {"state": "unknown", "checked_at": moment_text(now), "certificate": None}


def known(certificate: Certificate, name: str, now: datetime) -> dict[str, Any]:
    """Everything that the page shows. Loaded `with_life()`."""
    shown = Snapshot.read(certificate.snapshot)
    revoked, newer = certificate.revoked, certificate.replaced_by
    return {
        "state": state_at(now, certificate.life).value,
        "checked_at": moment_text(now),
        "certificate": {
            "serial": certificate.serial,
            "code": grouped(certificate.code),
            "name": name or None,
            "programme": {"code": shown.programme_code, "title": shown.programme},
            "course": {"title": shown.course, "edition": shown.edition},
            "hours": shown.hours,
            "hours_by_category": [
                {"category": category, "hours": hours}
                for category, hours in shown.hours_by_category
            ],
            "accreditation": {
                "body": shown.accrediting_body,
                "number": shown.accreditation_number,
            },
            "quiz": (None if shown.by_hand else {"needed": shown.needed, "out_of": shown.out_of}),
            "issued_at": moment_text(certificate.issued_at),
            "valid_until": moment_text(certificate.valid_until),
            "last_day": shown.last_day,
            "time_zone": shown.time_zone,
            "issuer": shown.issuer,
            "host_ministry": shown.host_ministry,
            "signatory": {"name": shown.signatory_name, "office": shown.signatory_office},
            "signatories": [
                {
                    "name": one["name"],
                    "office": one["office"],
                    "picture_sha256": one["image_sha256"] or None,
                }
                for one in shown.signed_by
            ],
            "also_printed": written(shown.layout, shown.layout_fields),
            "revocation": revoked
            and {
                "reason": revoked.reason,
                "text": str(revoked.get_reason_display()),
                "revoked_at": moment_text(revoked.revoked_at),
            },
            "replaced_by": newer and grouped(newer.code),
        },
    }


def answer(said: dict[str, Any], status: int = 200) -> HttpResponse:
    """The JSON, for any site to read: it needs no cookie and says nothing that a code does not open."""
    response = JsonResponse(said, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def by_accept(response: HttpResponse) -> HttpResponse:
    """Say that page and JSON share an address."""
    patch_vary_headers(response, ["Accept"])
    return response
