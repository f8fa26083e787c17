"""Keys: private ones as files that nobody else reads, public ones in did.json for good."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from certificates.credentials.actions import rotate_key, withdraw_key
from certificates.credentials.checks import keys_are_private, the_issuer_has_an_identifier
from certificates.credentials.did import did_of
from certificates.credentials.errors import KeyUnusable
from certificates.credentials.keystore import make_key, read_key
from certificates.credentials.models import KeyWithdrawal, SigningKey
from certificates.credentials.multibase import (
    base58btc,
    from_base58btc,
    from_multikey,
    multikey,
)
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.certificates import ISSUED
from tests.factories.people import make_user

LATER = ISSUED + timedelta(days=30)
DID = "did:web:firstline.example"


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.BASE_URL = "https://firstline.example"


def command(*words: str) -> str:
    said = io.StringIO()
    call_command("certificates", *words, stdout=said)
    return said.getvalue()


# How keys are written


@given(st.binary(max_size=70))
def test_base58_is_read_back(raw: bytes) -> None:
    assert from_base58btc(base58btc(raw)) == raw


def test_base58_as_in_the_standard() -> None:
    """The examples of the Base58 Internet-Draft (draft-msporny-base58)."""
    assert base58btc(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert base58btc(b"\x00\x00\x28\x7f\xb4\xcd") == "z11233QC4"


def test_a_multikey_as_in_the_standard() -> None:
    """The key pair of the examples in W3C Data Integrity EdDSA Cryptosuites 1.0."""
    known = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert multikey(from_multikey(known)) == known
    assert len(from_multikey(known)) == 32
    with pytest.raises(ValueError, match="Multikey"):
        from_multikey(base58btc(b"\x12\x00" + b"1" * 32))


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://firstline.example", DID),
        ("https://Firstline.Example/", DID),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_identifier_is_the_address(address: str, did: str) -> None:
    assert did_of(address) == did


@pytest.mark.parametrize("address", ["https://firstline.example/tip", "firstline.example", ""])
def test_an_address_that_is_no_host_is_refused_and_the_check_says_so(settings, address) -> None:
    settings.BASE_URL = address
    with pytest.raises(ValueError, match="no address"):
        did_of(address)
    assert [found.id for found in the_issuer_has_an_identifier(None)] == ["credentials.E002"]


# Files


def test_a_key_is_a_file_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "keys"
    name = make_key(folder)
    (file,) = folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == (f"{name}.pem", 0o600)
    assert folder.stat().st_mode & 0o777 == 0o700
    signature = read_key(folder, name).sign(b"text")
    public = Ed25519PublicKey.from_public_bytes(from_multikey(name))
    public.verify(signature, b"text")
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"test")


def test_a_key_s_file_is_never_written_over(tmp_path: Path, monkeypatch) -> None:
    name = make_key(tmp_path)
    kept = (tmp_path / f"{name}.pem").read_bytes()
    monkeypatch.setattr("certificates.credentials.keystore.multikey_of", lambda _key: name)
    with pytest.raises(FileExistsError):
        make_key(tmp_path)
    assert (tmp_path / f"{name}.pem").read_bytes() == kept


@pytest.mark.parametrize("harm", ["missing", "open", "rubbish", "another"])
def test_a_bad_file_is_refused(tmp_path: Path, harm: str) -> None:
    tmp_path.chmod(0o700)
    name, other = make_key(tmp_path), make_key(tmp_path)
    read_key(tmp_path, name)
    file = tmp_path / f"{name}.pem"
    if harm == "missing":
        file.unlink()
    elif harm == "open":
        file.chmod(0o640)
    else:
        text = b"no key" if harm == "rubbish" else (tmp_path / f"{other}.pem").read_bytes()
        file.write_bytes(text)
    with pytest.raises(KeyUnusable, match=name):
        read_key(tmp_path, name)


def test_the_system_check_names_files_that_others_read(settings) -> None:
    assert keys_are_private(None) == []
    name = make_key(settings.CREDENTIAL_KEYS)
    assert keys_are_private(None) == []
    (settings.CREDENTIAL_KEYS / f"{name}.pem").chmod(0o604)
    (found,) = keys_are_private(None)
    assert found.id == "credentials.E001"
    assert name in found.msg


# Publishing


@pytest.mark.django_db
def test_a_retired_key_stays_published_and_the_newest_signs(client: Client) -> None:
    first = rotate_key(by=SYSTEM, now=ISSUED)
    second = rotate_key(by=SYSTEM, now=LATER)
    answer = client.get("/.well-known/did.json")
    document = answer.json()
    assert document["id"] == DID
    assert document["assertionMethod"] == [f"{DID}#{key.multikey}" for key in (first, second)]
    assert document["verificationMethod"][0] == {
        "id": f"{DID}#{first.multikey}",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": first.multikey,
    }
    assert SigningKey.objects.current(DID) == second
    assert (
        list(AuditRow.objects.values_list("verb", flat=True)) == ["credentials.key_published"] * 2
    )


@pytest.mark.django_db
def test_any_site_may_read_it_without_a_cookie(client: Client) -> None:
    answer = client.get("/.well-known/did.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert answer.json()["verificationMethod"] == []
    assert client.post("/.well-known/did.json").status_code == 405


@pytest.mark.django_db
def test_no_private_key_reaches_the_database_or_the_page(client: Client, settings) -> None:
    key = rotate_key(by=SYSTEM, now=ISSUED)
    secret = read_key(settings.CREDENTIAL_KEYS, key.multikey).private_bytes_raw().hex()
    page = client.get("/.well-known/did.json").text
    assert secret not in page
    assert "PRIVATE" not in page
    assert {field.name for field in SigningKey._meta.concrete_fields} == {
        "id",
        "did",
        "multikey",
        "published_at",
    }


@pytest.mark.django_db
def test_a_withdrawn_key_leaves_did_json_for_good(client: Client) -> None:
    stolen = rotate_key(by=SYSTEM, now=ISSUED)
    kept = rotate_key(by=SYSTEM, now=LATER)
    first = withdraw_key(by=SYSTEM, key=stolen, now=LATER)
    assert withdraw_key(by=SYSTEM, key=stolen, now=LATER + timedelta(days=1)) == first
    (method,) = client.get("/.well-known/did.json").json()["verificationMethod"]
    assert method["publicKeyMultibase"] == kept.multikey
    for change in [first.delete, stolen.save, lambda: KeyWithdrawal.objects.update(key=kept)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_keys_are_for_the_command_only() -> None:
    somebody = make_user(Role.SECRETARIAT)
    with pytest.raises(NotAllowed):
        rotate_key(by=somebody, now=ISSUED)
    key = rotate_key(by=SYSTEM, now=ISSUED)
    with pytest.raises(NotAllowed):
        withdraw_key(by=somebody, key=key, now=ISSUED)
    assert SigningKey.objects.count() == 1


# The command


@pytest.mark.django_db
def test_selfcheck_asks_for_a_key_and_is_content_with_one() -> None:
    with pytest.raises(CommandError):
        command("selfcheck")
    name = command("rotate-key").split()[2].rstrip(".")
    assert SigningKey.objects.get().multikey == name
    assert command("selfcheck").splitlines()[0] == "key: ok"


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["missing", "open", "moved"])
def test_selfcheck_finds_what_is_wrong(settings, capsys, harm: str) -> None:
    key = rotate_key(by=SYSTEM, now=ISSUED)
    command("selfcheck")
    file = settings.CREDENTIAL_KEYS / f"{key.multikey}.pem"
    if harm == "missing":
        file.unlink()
    elif harm == "open":
        file.chmod(0o644)
    else:
        settings.BASE_URL = "https://elsewhere.example"
        rotate_key(by=SYSTEM, now=LATER)
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("certificates", "selfcheck", stdout=said)
    expected = {"missing": key.multikey, "open": "0600", "moved": DID}[harm]
    assert expected in said.getvalue()


@pytest.mark.django_db
def test_a_key_is_withdrawn_by_its_name() -> None:
    key = rotate_key(by=SYSTEM, now=ISSUED)
    command("withdraw-key", key.multikey)
    assert SigningKey.objects.current(DID) is None
    with pytest.raises(CommandError, match="no such key"):
        command("withdraw-key", "z6Mknobody")


def test_the_document_is_plain_json() -> None:
    """Nothing lazy or translated reaches machines."""
    from certificates.credentials.did import did_document

    assert json.loads(json.dumps(did_document(DID, ["z6Mk1"])))["assertionMethod"] == [
        f"{DID}#z6Mk1"
    ]
