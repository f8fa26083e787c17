"""The Secretariat says what is certified; nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import MOST_SIGNATORIES, Programme
from foundation.audit.models import AuditRow
from tests.factories.certificates import make_edition, make_programme
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def rows_of(*signatories: tuple[str, str], known: int = 0) -> dict[str, object]:
    """Signatories as the form sends them, in this order."""
    rows: dict[str, object] = {
        "signatories-TOTAL_FORMS": len(signatories),
        "signatories-INITIAL_FORMS": known,
        "signatories-MIN_NUM_FORMS": 0,
        "signatories-MAX_NUM_FORMS": MOST_SIGNATORIES,
    }
    for number, (name, office) in enumerate(signatories):
        rows[f"signatories-{number}-name"] = name
        rows[f"signatories-{number}-office"] = office
        rows[f"signatories-{number}-ORDER"] = number + 1
    return rows


def form_of(**changes: object) -> dict[str, object]:
    return {
        "title": "Child screening for teachers",
        "code": "teachers",
        "course": make_edition().course.pk,
        "validity_months": 12,
        "renewal_months": 3,
        "active_months": 0,
        "layout": "formal-1",
        "colour": "navy",
        **rows_of(("Andrea Whyte", "Director")),
        **changes,
    }


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def test_the_secretariat_adds_a_programme(secretariat: Client) -> None:
    answer = secretariat.post(reverse("programmes:add"), form_of())
    assert answer.status_code == 302
    programme = Programme.objects.get(code="teachers")
    assert programme.validity_months == 12
    assert AuditRow.objects.filter(verb="certificates.programme_added").count() == 1


def test_the_secretariat_changes_a_programme(secretariat: Client) -> None:
    programme = make_programme()
    address = reverse("programmes:edit", args=[programme.pk])
    assert secretariat.get(address).status_code == 200
    secretariat.post(address, form_of(title="Renamed", code=programme.code))
    programme.refresh_from_db()
    assert programme.title == "Renamed"
    assert AuditRow.objects.filter(verb="certificates.programme_changed").count() == 1


def test_courses_are_named_and_no_programme_stands_beside_itself(secretariat: Client) -> None:
    programme = make_programme()
    address = reverse("programmes:edit", args=[programme.pk])
    page = secretariat.get(address).content.decode()
    edition = programme.course.current_edition
    name = edition.title if edition else f"{programme.course.slug}, not released yet"
    assert f">{name}</option>" in page
    assert "There is no other programme to choose yet." in page
    assert 'name="equivalents"' not in page
    make_programme("another")
    page = secretariat.get(address).content.decode()
    assert page.count('name="equivalents"') == 1


def test_a_programme_is_never_deleted(secretariat: Client) -> None:
    programme = make_programme()
    secretariat.post(reverse("programmes:delete", args=[programme.pk]))
    assert Programme.objects.filter(pk=programme.pk).exists()


@pytest.mark.parametrize("role", ["trainer", "focal", None])
def test_others_cannot(client: Client, role: str | None) -> None:
    from tests.factories.people import make_agency

    client.force_login(make_user(role, agency=make_agency() if role == "focal" else None))
    client.post(reverse("programmes:add"), form_of())
    assert not Programme.objects.exists()
