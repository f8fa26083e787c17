"""Invitations by e-mail: a link to an address on the roster, used once."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import OutboxMail
from people.claims import actions
from people.claims.errors import CannotInvite
from people.claims.models import Invitation
from people.claims.rules import MAIL_AGAIN_AFTER
from people.imports.models import LikelyDuplicate
from people.models import StaffRecord, User
from tests.factories.people import make_agency, make_person, make_staff_record, make_user
from tests.people.claims.conftest import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "three small blue boats"
FORM = {"password1": PASSWORD, "password2": PASSWORD}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def invite(focal: User, *records: StaffRecord) -> str:
    """As the focal person's page does. Returns the page that follows."""
    form = {"do": "mail", "chosen": [record.pk for record in records]}
    page = signed_in(focal).post("/people/sign-ins/invite/", form, follow=True)
    assert page.redirect_chain == [("/people/sign-ins/", 302)]
    return page.content.decode()


def link_in(mail: OutboxMail) -> str:
    found = re.search(r"/claim/mail/\S+/", mail.text)
    assert found
    return found[0]


def test_an_invited_person_sets_a_password_and_the_address_counts(
    client: Client, focal: User, nurse: StaffRecord
) -> None:
    assert "1 invitation is on its way." in invite(focal, nurse)
    mail = OutboxMail.objects.get()
    assert mail.to == "marva@clinic.example"
    assert "N1234" not in mail.text
    # Looking at the link, as mail programs do, uses nothing up.
    assert Client().get(link_in(mail))["Location"] == "/claim/password/"
    assert client.get(link_in(mail), follow=True).redirect_chain == [("/claim/password/", 302)]
    assert client.post("/claim/password/", FORM)["Location"] == "/home/"
    address = EmailAddress.objects.get(user__person=nurse.person)
    assert (address.email, address.verified, address.primary) == (mail.to, True, True)
    later = Client()
    later.post("/accounts/login/", {"login": "marva@clinic.example", "password": PASSWORD})
    assert later.session["_auth_user_id"] == str(address.user_id)
    again = Client().get(link_in(mail))
    assert again.status_code == 410
    assert "does not work any more" in again.content.decode()


def test_nothing_secret_is_kept(focal: User, nurse: StaffRecord) -> None:
    invite(focal, nurse)
    token = link_in(OutboxMail.objects.get()).split("/")[-2]
    kept = str(list(Invitation.objects.values())) + str(list(AuditRow.objects.values()))
    assert token not in kept
    assert "marva" not in str(list(AuditRow.objects.values()))


@pytest.mark.parametrize("change", ["token", "key"])
def test_a_guessed_link_opens_nothing(
    client: Client, focal: User, nurse: StaffRecord, change: str
) -> None:
    invite(focal, nurse)
    link = link_in(OutboxMail.objects.get())
    other = make_staff_record(make_person("Alva"), nurse.agency, email="alva@clinic.example")
    actions.invite_by_mail(by=focal, staff_record=other, now=NOW)
    parts, wrong = (
        link.split("/"),
        link_in(OutboxMail.objects.get(to="alva@clinic.example")).split("/"),
    )
    place = {"token": -2, "key": -3}[change]
    parts[place] = wrong[place]
    assert client.get("/".join(parts)).status_code == 410
    assert client.get("/claim/password/")["Location"] == "/claim/"
    assert client.get(link).status_code == 302


def test_sending_again_ends_the_first_link(focal: User, nurse: StaffRecord) -> None:
    actions.invite_by_mail(by=focal, staff_record=nurse, now=NOW)
    with pytest.raises(CannotInvite, match="Wait ten minutes"):
        actions.invite_by_mail(by=focal, staff_record=nurse, now=NOW + timedelta(minutes=9))
    actions.invite_by_mail(by=focal, staff_record=nurse, now=NOW + MAIL_AGAIN_AFTER)
    first, second = map(link_in, OutboxMail.objects.order_by("pk"))
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 302


def test_a_slip_ends_the_link_and_taking_back_ends_both(focal: User, nurse: StaffRecord) -> None:
    invite(focal, nurse)
    link = link_in(OutboxMail.objects.get())
    page = signed_in(focal).post(f"/people/sign-ins/revoke/{nurse.pk}/", follow=True)
    assert "does not work any more" in page.content.decode()
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("email", ["", "office@clinic.example"])
def test_who_has_no_address_of_their_own_gets_a_slip(
    focal: User, nurse: StaffRecord, email: str
) -> None:
    make_staff_record(make_person("Alva Reid"), nurse.agency, email="office@clinic.example")
    StaffRecord.objects.filter(pk=nurse.pk).update(email=email)
    page = invite(focal, nurse)
    assert "slip" in page
    assert "on its way" not in page
    # That somebody else has the address is not told.
    assert "share" not in page
    assert not OutboxMail.objects.exists()


def test_an_address_of_another_agencys_account_is_told_to_its_owner_only(
    client: Client, focal: User, nurse: StaffRecord
) -> None:
    make_staff_record(owner := make_person("Else Where"), make_agency("MOE"))
    make_user(person=owner, email="marva@clinic.example")
    page = invite(focal, nurse)
    assert "1 invitation is on its way." in page
    assert "already" not in page
    client.get(link_in(OutboxMail.objects.get()))
    answer = client.post("/claim/password/", FORM)
    assert answer.status_code == 409
    assert "signs in already" in answer.content.decode()
    assert "Else Where" not in answer.content.decode()
    assert not User.objects.filter(person=nurse.person).exists()
    assert EmailAddress.objects.count() == 1
    pair = LikelyDuplicate.objects.get()
    assert {pair.first, pair.second} == {owner, nurse.person}


def test_an_address_that_somebody_only_claims_does_not_stand_in_the_way(
    client: Client, focal: User, nurse: StaffRecord
) -> None:
    make_user(email="marva@clinic.example", verified=False)
    User.objects.filter(emailaddress__verified=False).update(email="")
    invite(focal, nurse)
    client.get(link_in(OutboxMail.objects.get()))
    assert client.post("/claim/password/", FORM)["Location"] == "/home/"


def test_only_the_keeper_of_the_roster_may_invite(other_focal: User, nurse: StaffRecord) -> None:
    with pytest.raises(NotAllowed):
        actions.invite_by_mail(by=other_focal, staff_record=nurse, now=NOW)
    form = {"do": "mail", "chosen": [nurse.pk]}
    page = signed_in(other_focal).post("/people/sign-ins/invite/", form)
    assert page.status_code == 200
    assert "Marva" not in page.content.decode()
    assert signed_in(other_focal).post(f"/people/sign-ins/revoke/{nurse.pk}/").status_code == 404
    assert not Invitation.objects.exists()
