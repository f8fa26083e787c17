"""Certificates are signed after they were issued: once, whatever dies meanwhile, and for good."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.credentials import tasks
from certificates.credentials.actions import (
    blank_credentials,
    sign_certificate,
    sign_due,
    signing,
    withdraw_key,
)
from certificates.credentials.errors import NameGone, NoKey
from certificates.credentials.models import CredentialText, SignedCredential, StatusEntry
from certificates.credentials.proofs import is_genuine
from certificates.models import Certificate, CertificateName
from certificates.serials import grouped
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.credentials import make_key, make_signed, sign_again
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db
LATER = ISSUED + timedelta(days=30)


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.BASE_URL = "https://firstline.example"


def page_of(certificate: Certificate) -> str:
    return reverse("credentials:credential", args=[grouped(certificate.code)])


def test_what_is_served_is_what_was_signed_to_the_byte(client: Client) -> None:
    key = make_key()
    kept = make_signed("محمد الأحمد")
    answer = client.get(page_of(kept.certificate))
    assert answer["Content-Type"] == "application/json"
    assert hashlib.sha256(answer.content).hexdigest() == kept.digest
    document = answer.json()
    assert document["id"] == f"https://firstline.example{page_of(kept.certificate)}"
    assert document["credentialSubject"]["licenseNumber"] == kept.certificate.serial
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "محمد الأحمد"
    assert document["proof"]["verificationMethod"] == f"{key.did}#{key.multikey}"
    assert is_genuine(document, key.multikey)


def test_signing_follows_the_commit_and_not_the_grading(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    make_key()
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        certificate = make_certificate()
        assert SignedCredential.objects.count() == 0
        assert client.get(page_of(certificate)).status_code == 503
    assert waiting
    assert SignedCredential.objects.get().certificate == certificate
    assert client.get(page_of(certificate)).status_code == 200


def test_without_a_key_the_certificate_holds_and_is_signed_later(
    django_capture_on_commit_callbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        certificate = make_certificate()
    with pytest.raises(NoKey):
        sign_again(certificate)
    assert sign_due(by=SYSTEM, now=LATER) == 0
    make_key()
    assert sign_due(by=SYSTEM, now=LATER) == 1
    assert sign_due(by=SYSTEM, now=LATER) == 0
    assert SignedCredential.objects.get().certificate == certificate


def test_what_a_killed_worker_left_is_found_by_the_sweep(monkeypatch) -> None:
    """The worker dies between computing the signature and writing it: nothing is half there."""
    make_key()
    certificate = make_certificate()
    with monkeypatch.context() as patch:
        patch.setattr(
            CredentialText.objects, "create", lambda **_row: (_ for _ in ()).throw(SystemExit)
        )
        with pytest.raises(SystemExit):
            sign_again(certificate)
    assert SignedCredential.objects.count() == CredentialText.objects.count() == 0
    tasks.sweep()
    assert SignedCredential.objects.get().certificate == certificate


def test_certificates_of_before_get_theirs_by_the_sweep_and_one_that_fails_holds_up_no_other(
    monkeypatch,
) -> None:
    old = [make_certificate() for _number in range(3)]
    make_key()
    monkeypatch.setattr(
        signing,
        "credential",
        lambda facts: 1 / 0 if facts.serial == old[0].serial else make_credential(facts),
    )
    assert sign_due(by=SYSTEM, now=LATER) == 2
    assert set(SignedCredential.objects.values_list("certificate", flat=True)) == {
        old[1].pk,
        old[2].pk,
    }


make_credential = signing.credential


def test_what_fails_after_the_signature_is_not_told_as_unsigned(log) -> None:
    make_key()
    certificates = [make_certificate(), make_certificate()]
    seen: list[int] = []

    def look(certificate: Certificate) -> None:
        seen.append(certificate.pk)
        raise OSError("no room for the paper of Marcia Campbell")

    assert sign_due(by=SYSTEM, now=ISSUED, then=look) == 2
    assert seen == [one.pk for one in certificates]
    told = [line for line in log() if line["event"] in {"signed_and_then", "not_signed"}]
    assert [(line["event"], line["error_type"]) for line in told] == [
        ("signed_and_then", "OSError")
    ] * 2
    assert "Campbell" not in str(told)


def test_signed_twice_it_is_one_text(monkeypatch) -> None:
    make_key()
    first = make_signed()
    assert sign_again(first.certificate, LATER) == first
    # Two workers at once: the second one looked before the first one wrote.
    monkeypatch.setattr(signing, "_standing", lambda _certificate: None)
    monkeypatch.setattr(type(first.certificate.credentials), "count", lambda _self: 0)
    assert sign_again(first.certificate, LATER) == first
    assert CredentialText.objects.count() == 1
    assert AuditRow.objects.filter(verb="credentials.certificate_signed").count() == 1


def test_a_new_name_programme_or_key_changes_no_signed_text(client: Client) -> None:
    make_key()
    kept = make_signed()
    before = client.get(page_of(kept.certificate)).content
    make_key(LATER)
    kept.certificate.programme.title = "Something else"
    kept.certificate.programme.save()
    person = kept.certificate.person
    person.legal_name = "Marcia Newname"
    person.save()
    sign_due(by=SYSTEM, now=LATER)
    assert client.get(page_of(kept.certificate)).content == before


def test_after_a_withdrawn_key_each_is_signed_again_with_the_same_bit(client: Client) -> None:
    stolen = make_key()
    kept = make_signed()
    new = make_key(LATER)
    withdraw_key(by=SYSTEM, key=stolen, now=LATER)
    assert client.get(page_of(kept.certificate)).status_code == 503
    assert sign_due(by=SYSTEM, now=LATER) == 1
    document = client.get(page_of(kept.certificate)).json()
    assert is_genuine(document, new.multikey)
    old = json.loads(CredentialText.objects.get(credential=kept).text)
    assert document["credentialStatus"] == old["credentialStatus"]
    assert document["credentialSubject"] == old["credentialSubject"]


def test_the_database_refuses_to_change_what_was_signed() -> None:
    make_key()
    kept = make_signed()
    text = CredentialText.objects.get()
    changes = [
        lambda: SignedCredential.objects.update(digest="0" * 64),
        kept.delete,
        lambda: CredentialText.objects.update(text="{}"),
        text.delete,
        lambda: StatusEntry.objects.update(index=1),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert CredentialText.objects.get().text == text.text


def test_an_erased_name_takes_the_text_with_it_and_leaves_the_record(client: Client) -> None:
    make_key()
    kept = make_signed()
    assert "Campbell" in client.get(page_of(kept.certificate)).text
    CertificateName.objects.update(legal_name="", salt="")
    assert blank_credentials(by=SYSTEM, certificate=kept.certificate) == 1
    assert blank_credentials(by=SYSTEM, certificate=kept.certificate) == 0
    gone = client.get(page_of(kept.certificate))
    assert gone.status_code == 410
    assert "Campbell" not in gone.text
    assert SignedCredential.objects.get().digest == kept.digest
    assert sign_due(by=SYSTEM, now=LATER) == 0


def test_a_name_that_left_the_register_is_shown_to_nobody_and_soon_gone(client: Client) -> None:
    make_key()
    kept, other = make_signed(), make_signed("Bea Roe")
    CertificateName.objects.filter(certificate=kept.certificate).update(legal_name="", salt="")
    for ending in ("json", "pdf"):
        page = page_of(kept.certificate).replace("json", ending)
        assert client.get(page).status_code == 410
    assert CredentialText.objects.get(credential=kept).text
    tasks.sweep()
    assert CredentialText.objects.get(credential=kept).text == ""
    assert CredentialText.objects.get(credential=other).text
    assert AuditRow.objects.filter(verb="credentials.texts_blanked").count() == 1
    tasks.sweep()
    assert AuditRow.objects.filter(verb="credentials.texts_blanked").count() == 1


def test_nothing_is_signed_without_a_name() -> None:
    make_key()
    certificate = make_certificate()
    CertificateName.objects.update(legal_name="")
    with pytest.raises(NameGone):
        sign_again(Certificate.objects.get(pk=certificate.pk))


def test_nobody_signs_or_blanks_by_hand() -> None:
    make_key()
    officer = make_user(Role.SECRETARIAT)
    certificate = make_certificate()
    with pytest.raises(NotAllowed):
        sign_certificate(by=officer, certificate=certificate, now=ISSUED)
    with pytest.raises(NotAllowed):
        blank_credentials(by=officer, certificate=certificate)
    assert sign_again(certificate)


# The status list's bits


def test_bits_are_random_and_unique(monkeypatch) -> None:
    make_key()
    drawn = iter([7, 7, 7, 9])
    monkeypatch.setattr(signing.secrets, "randbelow", lambda _size: next(drawn))
    for _certificate in range(2):
        make_signed()
    assert sorted(StatusEntry.objects.values_list("number", "index")) == [(1, 7), (1, 9)]


def test_a_list_half_full_is_left_for_the_next(monkeypatch) -> None:
    make_key()
    monkeypatch.setattr(signing, "LIST_FULL", 2)
    for _certificate in range(3):
        make_signed()
    assert sorted(StatusEntry.objects.values_list("number", flat=True)) == [1, 1, 2]
    assert signing.LIST_BITS >= 131_072


# The address


@pytest.mark.parametrize("code", ["7K3M-9QZT-2F8H-XW4D", "nonsense", "TIP-2026-000417-K"])
def test_unknown_codes_have_one_answer(client: Client, code: str) -> None:
    make_key()
    make_signed()
    answer = client.get(reverse("credentials:credential", args=[code]))
    assert answer.status_code == 404
    assert answer.json() == {"error": "unknown code"}
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_is_for_any_site_and_for_no_cache(client: Client) -> None:
    make_key()
    answer = client.get(page_of(make_signed().certificate))
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_guessing_is_slowed_and_a_right_code_is_not(client: Client, settings) -> None:
    settings.VERIFY_MISSES_PER_MINUTE = 2
    make_key()
    right = page_of(make_signed().certificate)
    wrong = reverse("credentials:credential", args=["7K3M-9QZT-2F8H-XW4D"])
    for _check in range(4):
        assert client.get(right).status_code == 200
    assert [client.get(wrong).status_code for _try in range(3)] == [404, 404, 429]


def test_reading_takes_two_queries_however_many_there_are(client: Client) -> None:
    make_key()
    certificate = make_signed().certificate

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(certificate)).status_code == 200
        return len(seen)

    before = cost()
    for _number in range(5):
        make_signed()
    assert cost() == before == 2


# The check


def test_selfcheck_notices_a_text_that_was_changed_behind_our_back() -> None:
    make_key()
    kept = make_signed()
    tasks.sweep()
    call_command("certificates", "selfcheck")
    connection.check_constraints()
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON credentials_credentialtext"
        cursor.execute(f'DROP TRIGGER "credentials_credentialtext_kept_update"{on}')
    text = CredentialText.objects.get()
    text.text = text.text.replace("Campbell", "Cambell")
    text.save()
    with pytest.raises(CommandError):
        call_command("certificates", "selfcheck")
    assert kept.digest != hashlib.sha256(text.text.encode()).hexdigest()


def test_selfcheck_counts_what_waits_too_long(capsys) -> None:
    make_key()
    make_certificate(make_person("Marcia A. Campbell"))
    with pytest.raises(CommandError):
        call_command("certificates", "selfcheck")
    assert "1 certificates wait" in capsys.readouterr().out
