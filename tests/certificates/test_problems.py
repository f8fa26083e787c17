"""Certificates that cannot be printed or signed are listed for those who can mend it, without names."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions import unprintable
from certificates.actions.revoking import end_certificate
from certificates.actions.unprintable import look_again, look_at_print
from certificates.credentials.tasks import sweep
from certificates.models import CertificateName, PrintProblem
from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.credentials import make_key
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db
PAGE, LIST = reverse("register:problems"), reverse("register:list")
NAME, LATER = "ᏣᎳᎩ", ISSUED + timedelta(days=1)


def page(client: Client) -> str:
    with time_machine.travel(LATER, tick=False):
        answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_it_names_the_certificate_the_reason_and_the_way_out(client: Client, role: str) -> None:
    client.force_login(make_user(role))
    assert page(client).count("None.") == 2
    make_key()
    good, foreign = make_certificate(make_person("Ana Roe")), make_certificate(make_person(NAME))
    sweep()
    said = page(client)
    assert foreign.serial in said
    assert good.serial not in said
    assert "lack a letter" in said
    assert NAME not in said
    entry = reverse("register:entry", args=[foreign.serial])
    assert (entry in said) is (role == "secretariat")


def test_the_register_leads_to_it_while_there_is_one(client: Client) -> None:
    client.force_login(make_user("secretariat"))
    foreign = make_certificate(make_person(NAME))
    assert PAGE not in client.get(LIST).text
    look_at_print(by=SYSTEM, certificate=foreign)
    assert "1 certificate cannot be printed" in client.get(LIST).text


@pytest.mark.parametrize("how", ["revoked", "erased"])
def test_what_needs_no_paper_any_more_leaves_the_list(client: Client, how: str) -> None:
    client.force_login(make_user("secretariat"))
    foreign = make_certificate(make_person(NAME))
    look_at_print(by=SYSTEM, certificate=foreign)
    if how == "revoked":
        end_certificate(by=SYSTEM, certificate=foreign, reason="mistake", now=LATER)
    else:
        CertificateName.objects.update(legal_name="")
    assert "lack a letter" not in page(client)


def test_what_waits_for_its_signature_is_listed_with_the_key_s_problem(client: Client) -> None:
    client.force_login(make_user("admin"))
    waiting = make_certificate()
    with time_machine.travel(ISSUED, tick=False):
        assert waiting.serial not in client.get(PAGE).text
    said = page(client)
    assert waiting.serial in said
    assert "There is no signing key" in said
    make_key()
    sweep()
    assert waiting.serial not in page(client)


def test_tried_again_what_prints_now_leaves_the_list(client: Client, monkeypatch) -> None:
    client.force_login(make_user("secretariat"))
    foreign = make_certificate(make_person(NAME))
    look_at_print(by=SYSTEM, certificate=foreign)
    assert "None prints yet." in client.post(PAGE, follow=True).text
    assert PrintProblem.objects.count() == 1
    monkeypatch.setattr(unprintable, "paper_of", lambda _certificate: b"%PDF-")
    assert "1 prints now." in client.post(PAGE, follow=True).text
    assert not PrintProblem.objects.exists()


def test_it_is_for_who_can_mend_it(client: Client) -> None:
    learner = make_user(email="learner@example.org")
    client.force_login(learner)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE).status_code == 404
    with pytest.raises(NotAllowed):
        look_again(by=learner)


def test_many_cost_no_more_queries(client: Client) -> None:
    client.force_login(make_user("secretariat"))

    def queries(more: int) -> int:
        for _number in range(more):
            look_at_print(by=SYSTEM, certificate=make_certificate(make_person(NAME)))
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    queries(1)
    assert queries(1) == queries(5)
