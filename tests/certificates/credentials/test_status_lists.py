"""The status list: every revocation, nobody's name, and never half a truth."""

import base64
import gzip
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from certificates.actions.revoking import end_certificate
from certificates.credentials import tasks
from certificates.credentials.actions import listing, publish_list, withdraw_key
from certificates.credentials.models import SignedCredential, StatusEntry, StatusList
from certificates.credentials.proofs import is_genuine
from certificates.credentials.status_list import LIST_BITS, encoded
from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.credentials import make_key, make_signed, sign_again
from tests.factories.people import make_user

LATER = ISSUED + timedelta(days=30)
ADDRESS = "/credentials/status/1.json"


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.BASE_URL = "https://firstline.example"


def set_bits(text: str) -> set[int]:
    """The indexes that are set, read from the left."""
    assert text[0] == "u"
    raw = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert len(raw) * 8 == LIST_BITS >= 131_072
    return {
        place * 8 + bit
        for place, byte in enumerate(raw)
        if byte
        for bit in range(8)
        if byte & (128 >> bit)
    }


@given(st.sets(st.integers(0, LIST_BITS - 1), max_size=50))
def test_the_bits_are_read_back(indexes: set[int]) -> None:
    assert set_bits(encoded(indexes)) == indexes
    assert encoded(sorted(indexes, reverse=True)) == encoded(sorted(indexes))


def revoke(kept: SignedCredential, reason: str = "mistake") -> None:
    end_certificate(by=SYSTEM, certificate=kept.certificate, reason=reason, now=LATER)


@pytest.mark.django_db
def test_a_revocation_sets_its_bit_after_the_commit(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    key = make_key()
    kept, _other = make_signed(), make_signed("Bea Roe")
    publish_list(by=SYSTEM, number=1, now=ISSUED)
    assert set_bits(client.get(ADDRESS).json()["credentialSubject"]["encodedList"]) == set()
    with django_capture_on_commit_callbacks(execute=True):
        revoke(kept)
    document = client.get(ADDRESS).json()
    bits = set_bits(document["credentialSubject"]["encodedList"])
    assert bits == {kept.certificate.status_entry.index}
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["id"] == f"https://firstline.example{ADDRESS}"
    assert "validUntil" not in document
    assert is_genuine(document, key.multikey)


@pytest.mark.django_db
def test_it_names_nobody_and_any_site_may_read_it(client: Client) -> None:
    make_key()
    kept = make_signed()
    publish_list(by=SYSTEM, number=1, now=ISSUED)
    answer = client.get(ADDRESS)
    for secret in ["Campbell", kept.certificate.serial, kept.certificate.code]:
        assert secret not in answer.text
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert client.get("/credentials/status/2.json").status_code == 404


@pytest.mark.django_db
def test_it_is_signed_again_only_when_it_changed() -> None:
    make_key()
    kept = make_signed()
    first = publish_list(by=SYSTEM, number=1, now=ISSUED)
    make_key(LATER)
    assert publish_list(by=SYSTEM, number=1, now=LATER) == first
    revoke(kept)
    assert publish_list(by=SYSTEM, number=1, now=LATER).version == 2


@pytest.mark.django_db
def test_two_at_once_never_lose_a_revocation(monkeypatch) -> None:
    """The slower one read the register before the second revocation, and then finds itself too late."""
    make_key()
    kept, other = make_signed(), make_signed("Bea Roe")
    publish_list(by=SYSTEM, number=1, now=ISSUED)
    revoke(kept)
    publishing, read = listing._publish, []

    def slow(number: int, bits: str, **more):
        if not read:
            read.append(bits)
            revoke(other)
            publishing(number, encoded(listing.revoked_indexes(number)), **more)
            raise IntegrityError("The version is taken.")
        return publishing(number, bits, **more)

    monkeypatch.setattr(listing, "_publish", slow)
    newest = publish_list(by=SYSTEM, number=1, now=LATER)
    assert set_bits(json.loads(newest.text)["credentialSubject"]["encodedList"]) == set(
        StatusEntry.objects.values_list("index", flat=True)
    )
    assert StatusList.objects.count() == 2


@pytest.mark.django_db
def test_who_is_revoked_before_being_signed_is_shown_revoked() -> None:
    certificate = make_certificate()
    end_certificate(by=SYSTEM, certificate=certificate, reason="mistake", now=LATER)
    make_key()
    tasks.sign_one(certificate.pk)
    entry = StatusEntry.objects.get(certificate=certificate)
    (newest,) = StatusList.objects.all()
    assert set_bits(json.loads(newest.text)["credentialSubject"]["encodedList"]) == {entry.index}


@pytest.mark.django_db
def test_the_sweep_publishes_what_was_missed_and_selfcheck_sees_it() -> None:
    make_key()
    kept = make_signed()
    for harm in [lambda: None, lambda: revoke(kept)]:
        harm()
        said = io.StringIO()
        with pytest.raises(CommandError):
            call_command("certificates", "selfcheck", stdout=said)
        assert "lists: Status list 1" in said.getvalue()
        tasks.sweep()
        call_command("certificates", "selfcheck", stdout=io.StringIO())


@pytest.mark.django_db
def test_after_a_withdrawn_key_it_is_signed_by_the_new_one(client: Client) -> None:
    stolen = make_key()
    make_signed()
    publish_list(by=SYSTEM, number=1, now=ISSUED)
    withdraw_key(by=SYSTEM, key=stolen, now=LATER)
    assert client.get(ADDRESS).status_code == 503
    new = make_key(LATER)
    publish_list(by=SYSTEM, number=1, now=LATER)
    assert is_genuine(client.get(ADDRESS).json(), new.multikey)


@pytest.mark.django_db
def test_what_was_published_stays_as_it_was() -> None:
    make_key()
    sign_again(make_certificate())
    published = publish_list(by=SYSTEM, number=1, now=ISSUED)
    for change in [published.delete, lambda: StatusList.objects.update(text="{}")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(NotAllowed):
        publish_list(by=make_user(Role.SECRETARIAT), number=1, now=ISSUED)
