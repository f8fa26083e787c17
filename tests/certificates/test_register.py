"""The register proves that it is whole, also after names were erased, and shows what was tampered with."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from certificates.actions import erase_name, revoke_certificate
from certificates.chain import commit_name, next_link
from certificates.credentials.models import CredentialText
from certificates.models import (
    Certificate,
    CertificateName,
    Revocation,
    RevocationNote,
    SerialCounter,
)
from certificates.rules import State, state_at
from certificates.serials import grouped, new_code, serial
from certificates.signals import name_erased
from certificates.verifying import sealed, verify_register
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.actions import let_see_names
from people.models import Person
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.credentials import make_key, make_signed
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db
LATER = ISSUED + timedelta(days=30)


@pytest.fixture
def three() -> list[Certificate]:
    return [make_certificate(make_person(f"Person {number}")) for number in range(3)]


def without_guard(model: type, sql: str, values: list[object]) -> None:
    """Change a table as somebody would who owns the database."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=%s", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            # Checks that wait for the end of the transaction would stop the next statement.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(sql.format(table=table), values)


def test_an_untouched_register_holds(three) -> None:
    make_certificate(issued_at=datetime(2027, 3, 1, tzinfo=ISSUED.tzinfo))
    found = verify_register()
    assert found.problems == []
    assert (found.certificates, found.erased) == (4, 0)
    assert found.heads["TIP 2026"] == Certificate.objects.get(serial=three[-1].serial).link
    assert set(found.heads) == {"TIP 2026", "TIP 2027"}


def test_what_may_change_later_breaks_nothing(three) -> None:
    """A revocation, a new name of the person, a joined record, a renamed programme."""
    first = three[0]
    revoke_certificate(by=SYSTEM, certificate=first, reason="mistake", now=LATER)
    Person.objects.filter(pk=first.person_id).update(legal_name="Now Married")
    Person.objects.filter(pk=first.person_id).update(same_as=make_person())
    first.programme.title = "Renamed"
    first.programme.code = "renamed"
    first.programme.save()
    assert verify_register().problems == []


TAMPERED: dict[str, tuple[type, str, Callable[[Certificate], list[object]], str]] = {
    "a longer life": (
        Certificate,
        "UPDATE {table} SET valid_until = %s WHERE id = %s",
        lambda one: [one.valid_until + timedelta(days=365), one.pk],
        "it, or the one before it, was changed",
    ),
    "another programme": (
        Certificate,
        "UPDATE {table} SET snapshot = %s WHERE id = %s",
        lambda one: ['{"programme": "Surgery"}', one.pk],
        "it, or the one before it, was changed",
    ),
    "another holder": (
        Certificate,
        "UPDATE {table} SET person_id = %s WHERE id = %s",
        lambda one: [make_person("A Friend").pk, one.pk],
        "it, or the one before it, was changed",
    ),
    "another name": (
        CertificateName,
        "UPDATE {table} SET legal_name = %s WHERE certificate_id = %s",
        lambda one: ["A Friend", one.pk],
        "the name is not the one that was printed",
    ),
    "a name without its row": (
        CertificateName,
        "DELETE FROM {table} WHERE certificate_id = %s",
        lambda one: [one.pk],
        "its name is gone without being erased",
    ),
    "a blanked name that nobody asked for": (
        CertificateName,
        "UPDATE {table} SET legal_name = '', salt = '' WHERE certificate_id = %s",
        lambda one: [one.pk],
        "its name was erased and it was not revoked",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found(three, what: str) -> None:
    model, sql, values, problem = TAMPERED[what]
    middle = Certificate.objects.get(pk=three[1].pk)
    without_guard(model, sql, values(middle))
    assert f"{middle.serial}: {problem}" in verify_register().problems


def test_a_removed_row_is_found_in_the_middle_and_at_the_end(three) -> None:
    for one, said in ((three[1], "number 2 is missing"), (three[2], "numbers 2 to 3 are missing")):
        without_guard(CertificateName, "DELETE FROM {table} WHERE certificate_id = %s", [one.pk])
        without_guard(Certificate, "DELETE FROM {table} WHERE id = %s", [one.pk])
        assert f"TIP 2026: {said}" in verify_register().problems


def test_a_removed_revocation_is_found(three) -> None:
    made = revoke_certificate(by=SYSTEM, certificate=three[0], reason="mistake", now=LATER)
    assert verify_register().problems == []
    without_guard(RevocationNote, "DELETE FROM {table}", [])
    without_guard(Revocation, "DELETE FROM {table}", [])
    assert f"revocation {made.pk} is on record and not there" in verify_register().problems


@pytest.mark.parametrize(
    ("column", "value"),
    [("reason", "review"), ("revoked_at", LATER - timedelta(days=9)), ("certificate_id", 2)],
)
def test_a_changed_revocation_is_found(three, column: str, value: object) -> None:
    made = revoke_certificate(by=SYSTEM, certificate=three[0], reason="mistake", now=LATER)
    assert verify_register().problems == []
    value = three[value].pk if column == "certificate_id" else value
    without_guard(Revocation, f"UPDATE {{table}} SET {column} = %s", [value])
    assert verify_register().problems == [f"revocation {made.pk} is not as it is on record"]


def test_a_revocation_that_nobody_decided_is_found(three) -> None:
    made = Revocation.objects.create(certificate=three[0], reason="review", revoked_at=LATER)
    assert verify_register().problems == [f"revocation {made.pk} is there and not on record"]


def test_the_newest_one_removed_with_its_number_is_found(three) -> None:
    last = three[2].pk
    without_guard(CertificateName, "DELETE FROM {table} WHERE certificate_id = %s", [last])
    without_guard(Certificate, "DELETE FROM {table} WHERE id = %s", [last])
    without_guard(SerialCounter, "UPDATE {table} SET last = %s", [2])
    assert verify_register().problems == [f"certificate {last} is on record and not there"]


def test_a_forged_one_with_a_good_link_is_found(three) -> None:
    last = Certificate.objects.select_related("person").get(pk=three[2].pk)
    salt, number = "s", last.number + 1
    forged = Certificate(
        person=make_person("A Friend"),
        programme=last.programme,
        serial=serial(last.issuer, last.year, number),
        issuer=last.issuer,
        year=last.year,
        number=number,
        code=new_code(),
        issued_at=last.issued_at,
        valid_until=last.valid_until,
        evidence="attempt:none",
        snapshot=last.snapshot,
        name_commitment=commit_name(salt, "A Friend"),
    )
    forged.link = next_link(last.link, sealed(forged))
    forged.save(force_insert=True)
    CertificateName.objects.create(certificate=forged, legal_name="A Friend", salt=salt)
    without_guard(SerialCounter, "UPDATE {table} SET last = %s", [number])
    assert verify_register().problems == [f"certificate {forged.pk} is there and not on record"]


def test_the_command_says_that_it_holds_and_fails_when_not(three) -> None:
    said = StringIO()
    call_command("certificates", "verify-register", stdout=said)
    link = Certificate.objects.get(pk=three[2].pk).link
    assert "3 certificates, 0 names erased." in said.getvalue()
    assert f"TIP 2026: the chain holds. Its newest link: {link}" in said.getvalue()
    call_command("certificates", "verify-register", "--holds", link, stdout=said)
    with pytest.raises(CommandError, match="certificates were removed"):
        call_command("certificates", "verify-register", "--holds", "0" * 64, stdout=said)
    without_guard(Certificate, "UPDATE {table} SET cycle = %s WHERE id = %s", [7, three[0].pk])
    with pytest.raises(CommandError, match="was changed"):
        call_command("certificates", "verify-register", stdout=said)


# Erasure


def test_erased_the_name_is_gone_and_the_chain_holds(three) -> None:
    person = three[1].person
    newer = make_certificate(person, issued_at=ISSUED + timedelta(days=300))
    before = CertificateName.objects.get(certificate=three[1])
    at = ISSUED + timedelta(days=301)
    assert erase_name(by=SYSTEM, person=person, now=at) == 2
    assert erase_name(by=SYSTEM, person=person, now=at) == 0
    for one in (three[1], newer):
        left = Certificate.objects.with_life().select_related("printed").get(pk=one.pk)
        assert (left.printed.legal_name, left.printed.salt) == ("", "")
        assert left.revoked is not None
        assert left.revoked.reason == "erased"
        assert state_at(at, left.life) is State.REVOKED
        assert left.name_commitment
    assert Certificate.objects.count() == 4
    found = verify_register()
    assert (found.problems, found.erased) == ([], 2)
    # Without the salt, trying names finds nothing: the commitment is not that of the bare name.
    assert commit_name("", before.legal_name) != three[1].name_commitment
    assert commit_name(before.salt, before.legal_name) == three[1].name_commitment


def test_a_revoked_one_keeps_its_reason_and_loses_name_and_note(three) -> None:
    first = three[0]
    revoke_certificate(
        by=SYSTEM, certificate=first, reason="mistake", note="Person 0 rang", now=LATER
    )
    erase_name(by=SYSTEM, person=first.person, now=LATER + timedelta(days=1))
    assert Revocation.objects.get(certificate=first).reason == "mistake"
    assert RevocationNote.objects.get().text == ""
    assert CertificateName.objects.get(certificate=first).legal_name == ""
    assert verify_register().problems == []


def test_other_rooms_hear_of_each_erased_name(three) -> None:
    heard: list[Certificate] = []

    def listen(**facts: object) -> None:
        assert isinstance(facts["certificate"], Certificate)
        heard.append(facts["certificate"])

    name_erased.connect(listen)
    try:
        erase_name(by=SYSTEM, person=three[2].person, now=LATER)
    finally:
        name_erased.disconnect(listen)
    assert heard == [three[2]]


def test_the_signed_text_goes_with_the_name() -> None:
    make_key()
    kept = make_signed()
    assert CredentialText.objects.get().text
    assert erase_name(by=SYSTEM, person=kept.certificate.person, now=LATER) == 1
    assert CredentialText.objects.get().text == ""


def test_only_the_secretariat_that_may_read_names_removes_one(three) -> None:
    officer = make_user("secretariat")
    with pytest.raises(NotAllowed):
        erase_name(by=officer, person=three[0].person, now=LATER)
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    officer = type(officer).objects.get(pk=officer.pk)
    assert erase_name(by=officer, person=three[0].person, now=LATER) == 1
    row = AuditRow.objects.get(verb="certificates.name_erased")
    assert row.data == {}


def test_the_page_removes_a_name_and_strangers_read_why(three, client: Client) -> None:
    officer = make_user("secretariat")
    first = three[0]
    address = reverse("register:remove_name", args=[first.serial])
    client.force_login(officer)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    client.force_login(type(officer).objects.get(pk=officer.pk))
    page = client.get(address).text
    assert "Person 0" in page
    assert "This cannot be taken back" in page
    answer = client.post(address, follow=True).text
    assert "The name is removed from 1 certificate." in answer
    assert "Person 0" not in answer
    assert address not in answer
    public = client.get(reverse("certificates:verify", args=[grouped(first.code)])).text
    assert "This certificate was revoked" in public
    assert "Its holder asked for their name to be removed." in public
    assert "Person 0" not in public
