"""A wrong name is corrected by a new certificate that takes the old one's place."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from certificates.actions import correct_certificate, revoke_certificate
from certificates.errors import CannotCorrect
from certificates.models import Certificate
from certificates.rules import State, state_at
from certificates.serials import grouped
from certificates.verifying import verify_register
from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.actions import let_see_names
from people.models import Person
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db
LATER = ISSUED + timedelta(days=30)


@pytest.fixture
def misnamed() -> Certificate:
    """A certificate whose holder has another name by now."""
    certificate = make_certificate(make_person("Marcia Cambell"))
    Person.objects.filter(pk=certificate.person_id).update(legal_name="Marcia Campbell")
    return Certificate.objects.get(pk=certificate.pk)


def correct(certificate: Certificate, **changes: object) -> Certificate:
    asked = {"by": SYSTEM, "now": LATER, **changes}
    return correct_certificate(certificate=certificate, **asked)


def test_the_new_one_takes_its_place_and_its_last_day(misnamed) -> None:
    user = make_user(person=misnamed.person)
    new = correct(misnamed)
    assert new.printed.legal_name == "Marcia Campbell"
    assert new.snapshot == misnamed.snapshot
    assert new.valid_until == misnamed.valid_until
    assert (new.cycle, new.replaces) == (2, misnamed)
    assert new.code != misnamed.code
    old = Certificate.objects.with_life().get(pk=misnamed.pk)
    assert state_at(LATER, old.life) is State.SUPERSEDED
    assert old.replaced_by == new
    assert list(Certificate.objects.valid_on(LATER.date())) == [new]
    assert verify_register().problems == []
    notice = Notice.objects.get(recipient=user)
    assert notice.body.startswith("It was corrected")


def test_asked_again_it_is_the_same(misnamed) -> None:
    assert correct(misnamed) == correct(misnamed, now=LATER + timedelta(days=1))
    assert Certificate.objects.count() == 2


def test_a_corrected_one_is_renewed_like_the_first(misnamed) -> None:
    new = correct(misnamed)
    renewed = make_certificate(misnamed.person, issued_at=ISSUED + timedelta(days=300))
    assert renewed.replaces == new
    assert renewed.snapshot["last_day"] == "2028-10-02"


def test_nothing_to_correct_or_too_late_is_refused(misnamed) -> None:
    fine = make_certificate()
    with pytest.raises(CannotCorrect, match="shows this name already"):
        correct(fine)
    with pytest.raises(CannotCorrect, match="valid"):
        correct(misnamed, now=ISSUED + timedelta(days=400))
    revoke_certificate(by=SYSTEM, certificate=misnamed, reason="mistake", now=LATER)
    with pytest.raises(CannotCorrect, match="valid"):
        correct(misnamed, now=LATER + timedelta(days=1))
    assert Certificate.objects.count() == 2


def test_only_the_secretariat_with_names_corrects(misnamed) -> None:
    officer = make_user("secretariat")
    for user in (officer, make_user("trainer")):
        with pytest.raises(NotAllowed):
            correct(misnamed, by=user)
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    assert correct(misnamed, by=type(officer).objects.get(pk=officer.pk)).pk


@time_machine.travel(LATER, tick=False)
def test_the_page_corrects_and_the_old_code_leads_to_the_new(misnamed, client: Client) -> None:
    officer = make_user("secretariat")
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    client.force_login(type(officer).objects.get(pk=officer.pk))
    address = reverse("register:correct", args=[misnamed.serial])
    assert address in client.get(reverse("register:entry", args=[misnamed.serial])).text
    asked = client.get(address).text
    assert "Marcia Cambell" in asked
    assert "Marcia Campbell" in asked
    answer = client.post(address, follow=True).text
    assert "The corrected certificate is issued." in answer
    new = Certificate.objects.latest("pk")
    assert new.serial in answer
    public = client.get(reverse("certificates:verify", args=[grouped(misnamed.code)])).text
    assert "This certificate was replaced" in public
    assert "A corrected certificate took its place." in public
    assert reverse("certificates:verify", args=[grouped(new.code)]) in public
    fine = make_certificate()
    page = client.get(reverse("register:entry", args=[fine.serial])).text
    assert reverse("register:correct", args=[fine.serial]) not in page
    refused = client.post(reverse("register:correct", args=[fine.serial]), follow=True).text
    assert "It shows this name already." in refused
