"""The proof covers every word of a credential, and nothing is ever fetched to make it."""

import hashlib
import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pyoxigraph
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pyld.jsonld import JsonLdError

from certificates.credentials import contexts
from certificates.credentials.contexts import CREDENTIALS, OPEN_BADGES, ContextRefused
from certificates.credentials.did import method_of
from certificates.credentials.keystore import multikey_of
from certificates.credentials.open_badge import Entry, Facts, clean, credential, credits_of
from certificates.credentials.proofs import NotSigned, canonical, is_genuine, moment_text, sign
from tests.factories.snapshots import SNAPSHOT

DID = "did:web:firstline.example"
AT = datetime(2026, 10, 2, 15, 0, 0, 123456, tzinfo=UTC)
FACTS = Facts(
    did=DID,
    address="https://firstline.example/credentials/7K3M-9QZT-2F8H-XW4D.json",
    serial="TIP-2026-000417-K",
    name="Marcia A. Campbell",
    snapshot=SNAPSHOT,
    issued_at=AT,
    valid_until=datetime(2027, 10, 3, 4, 59, 59, tzinfo=UTC),
    entry=Entry("https://firstline.example/credentials/status/1.json", 94567),
)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = multikey_of(PRIVATE)
NAMES = [
    "Marcia A. Campbell",
    "Zoë Łukasiewicz-Ñandú",
    "محمد بن سلمى الأحمد",
    "אסתר כהן",
    "王秀英",
    'Anne "Nan" \\ O\'Neil\tBy\nTwo',
    "\U0001f469\u200d⚕️ Test",
]


def signed(facts: Facts = FACTS) -> dict:
    return sign(credential(facts), private=PRIVATE, method=method_of(DID, KEY), at=AT)


def test_what_a_credential_says() -> None:
    said = credential(FACTS)
    subject = said["credentialSubject"]
    assert said["id"] == FACTS.address
    assert said["issuer"]["id"] == DID
    assert (said["validFrom"], said["validUntil"]) == (
        "2026-10-02T15:00:00Z",
        "2027-10-03T04:59:59Z",
    )
    assert subject["licenseNumber"] == "TIP-2026-000417-K"
    assert subject["creditsEarned"] == 6.5
    assert subject["identifier"][0]["identityHash"] == "Marcia A. Campbell"
    assert subject["achievement"]["criteria"]["narrative"].endswith("16 of 20 questions right")
    assert said["credentialStatus"] == {
        "id": "https://firstline.example/credentials/status/1.json#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://firstline.example/credentials/status/1.json",
    }
    assert "jti" not in json.dumps(said)
    assert "endorsementJwt" not in json.dumps(said)


def test_everybody_who_earned_it_has_the_same_achievement() -> None:
    def achievement(facts: Facts) -> str:
        return credential(facts)["credentialSubject"]["achievement"]["id"]

    assert achievement(FACTS) == achievement(replace(FACTS, serial="TIP-2026-000418-1"))
    later = replace(FACTS, snapshot=replace(SNAPSHOT, edition=4))
    assert achievement(FACTS) != achievement(later)


@pytest.mark.parametrize("name", NAMES)
def test_a_proof_holds_for_every_script(name: str) -> None:
    document = signed(replace(FACTS, name=name))
    again = json.loads(json.dumps(document))
    assert is_genuine(again, KEY)


def test_the_same_facts_give_the_same_proof() -> None:
    assert signed() == signed()
    assert signed()["proof"]["created"] == "2026-10-02T15:00:00Z"


def leaves(node: object, path: tuple = ()) -> list[tuple]:
    """The path to every value of a document."""
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for key, value in enumerate(node) for leaf in leaves(value, (*path, key))]
    return [path]


def changed(document: dict, path: tuple) -> dict:
    copy = json.loads(json.dumps(document))
    node = copy
    for step in path[:-1]:
        node = node[step]
    value = node[path[-1]]
    node[path[-1]] = not value if isinstance(value, bool) else f"{value}1"
    return copy


COVERED = [path for path in leaves(signed()) if path[0] != "@context" and path[-1] != "proofValue"]


@pytest.mark.parametrize("path", COVERED, ids=lambda path: ".".join(map(str, path)))
def test_no_value_can_be_changed(path: tuple) -> None:
    """Every value is under the signature, the proof's own options included."""
    assert len(COVERED) >= 35
    assert is_genuine(signed(), KEY)
    assert not is_genuine(changed(signed(), path), KEY)


def test_another_key_is_not_ours() -> None:
    other = multikey_of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert is_genuine(signed(), KEY)
    assert not is_genuine(signed(), other)


@pytest.mark.parametrize(
    "change",
    [
        {"serialNumber": "TIP-2026-000417-K"},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "TrainingCertificate"]},
        {"id": "credentials/7K3M.json"},
        {"issuer": {"id": DID, "type": ["Profile"], "officeHours": "9 to 5"}},
    ],
    ids=["a term", "a type", "an address", "a nested term"],
)
def test_what_no_context_defines_is_refused_and_not_dropped(change: dict) -> None:
    document = credential(FACTS)
    canonical(document)
    with pytest.raises(NotSigned):
        canonical({**document, **change})
    forged = {**signed(), **change}
    assert not is_genuine(forged, KEY)


# Text and numbers


@given(st.text())
def test_clean_text_holds_no_control_character_and_is_composed(text: str) -> None:
    kept = clean(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert not {c for c in kept if unicodedata.category(c) in {"Cc", "Cs"}} - {"\t", "\n"}
    assert clean(kept) == kept


def test_clean_removes_c0_c1_and_del_only() -> None:
    everything = "".join(map(chr, range(0xA1)))
    kept = clean(everything)
    assert kept == "\t\n" + "".join(map(chr, [*range(0x20, 0x7F), 0xA0]))
    assert clean("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        ("6.5", "6.5"),
        ("6", "6"),
        ("6.00", "6"),
        ("0.25", "0.25"),
        ("7.125", "7.12"),
        ("120", "120"),
    ],
)
def test_hours_have_two_decimals_at_most(hours: str, written: str) -> None:
    assert json.dumps(credits_of(hours)) == written


def test_times_are_in_utc_to_the_second() -> None:
    assert moment_text(AT) == "2026-10-02T15:00:00Z"


# A second opinion on the canonical form


def second_opinion(nquads: str) -> str:
    """The same dataset put into canonical form by another library."""
    dataset = pyoxigraph.Dataset(
        pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS, rename_blank_nodes=True)
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode()
    return "".join(sorted(lines.splitlines(keepends=True)))


@pytest.mark.parametrize("name", NAMES)
def test_another_library_finds_the_same_canonical_form(name: str) -> None:
    ours = canonical(credential(replace(FACTS, name=name)))
    assert len(ours.splitlines()) >= 30
    assert second_opinion(ours) == ours


@given(st.text(min_size=1, max_size=40), st.text(max_size=60))
def test_any_clean_name_and_title_has_one_canonical_form(name: str, title: str) -> None:
    facts = replace(FACTS, name=name, snapshot=replace(SNAPSHOT, programme=title))
    ours = canonical(credential(facts))
    assert second_opinion(ours) == ours


# Contexts


def test_contexts_are_pinned_and_nothing_else_is_loaded() -> None:
    for address, (name, digest) in contexts.PINNED.items():
        raw = (contexts.FOLDER / name).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == digest
        assert contexts.load(address)["document"] == json.loads(raw)
    with pytest.raises(ContextRefused, match="nothing is fetched"):
        contexts.load("https://www.w3.org/ns/credentials/v3")


def test_a_changed_copy_is_refused(tmp_path, monkeypatch) -> None:
    for name, _digest in contexts.PINNED.values():
        (tmp_path / name).write_bytes((contexts.FOLDER / name).read_bytes() + b" ")
    monkeypatch.setattr(contexts, "FOLDER", tmp_path)
    with pytest.raises(ContextRefused, match="pinned"):
        contexts.context.__wrapped__(CREDENTIALS)


def test_signing_opens_no_connection(monkeypatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert is_genuine(signed(), KEY)
    foreign = {**credential(FACTS), "@context": [CREDENTIALS, OPEN_BADGES, "https://example.org/x"]}
    with pytest.raises(JsonLdError) as refused:
        canonical(foreign)
    cause: BaseException | None = refused.value
    while cause and not isinstance(cause, ContextRefused):
        cause = cause.__cause__ or cause.__context__
    assert isinstance(cause, ContextRefused)
