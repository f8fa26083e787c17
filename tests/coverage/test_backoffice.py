"""The Secretariat requires certificates in the back office."""

import pytest
from django.test import Client
from django.urls import reverse

from coverage.models import Requirement
from foundation.audit.models import AuditRow
from tests.factories.certificates import make_programme
from tests.factories.coverage import make_requirement
from tests.factories.people import make_agency, make_cadre, make_user

pytestmark = pytest.mark.django_db


def form_of(**changes: object) -> dict[str, object]:
    return {
        "title": "Nurses",
        "programme": make_programme().pk,
        "agencies": [make_agency().pk],
        "cadres": [make_cadre().pk, make_cadre("midwife").pk],
        "starts_on": "2026-04-01",
        "within_days": 60,
        "ends_on": "",
        **changes,
    }


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def test_the_secretariat_adds_a_requirement(secretariat: Client) -> None:
    assert secretariat.get(reverse("requirements:add")).status_code == 200
    answer = secretariat.post(reverse("requirements:add"), form_of())
    assert answer.status_code == 302
    requirement = Requirement.objects.get()
    assert requirement.within_days == 60
    assert list(requirement.agencies.all()) == [make_agency()]
    assert requirement.cadres.count() == 2
    assert AuditRow.objects.filter(verb="coverage.requirement_added").count() == 1


def test_the_secretariat_changes_a_requirement(secretariat: Client) -> None:
    requirement = make_requirement()
    address = reverse("requirements:edit", args=[requirement.pk])
    secretariat.post(address, form_of(title="All nurses", cadres=[make_cadre("midwife").pk]))
    requirement.refresh_from_db()
    assert requirement.title == "All nurses"
    assert [cadre.code for cadre in requirement.cadres.all()] == ["midwife"]


def test_a_requirement_without_cadre_is_refused_in_words(secretariat: Client) -> None:
    page = secretariat.post(reverse("requirements:add"), form_of(cadres=[]))
    assert page.status_code == 200
    assert not Requirement.objects.exists()


def test_trainers_cannot(client: Client) -> None:
    client.force_login(make_user("trainer"))
    client.post(reverse("requirements:add"), form_of())
    assert not Requirement.objects.exists()
