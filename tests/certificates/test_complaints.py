"""What users of other systems complain about, as far as no other test asks for it."""

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.credentials.tasks import sweep
from certificates.models import Certificate
from certificates.serials import grouped
from foundation.notices.models import Notice
from tests.factories.assessments import make_attempt, make_bank, make_enrolment, make_quiz
from tests.factories.certificates import make_certificate, make_programme
from tests.factories.credentials import make_key, make_signed
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["programme", "course", "person"])
def test_nothing_that_a_certificate_rests_on_can_be_deleted(what: str) -> None:
    """Elsewhere a template or a course is deleted, and its certificates with it."""
    certificate = make_certificate()
    resting = {
        "programme": certificate.programme,
        "course": certificate.programme.course,
        "person": certificate.person,
    }[what]
    with pytest.raises(ProtectedError):
        resting.delete()
    assert Certificate.objects.filter(pk=certificate.pk).exists()


def test_nobody_hears_of_a_certificate_before_they_passed() -> None:
    """Elsewhere certificates are mailed to people who never started."""
    make_bank()
    quiz = make_quiz()
    make_programme(edition=quiz.edition)
    never_started = make_user(person=make_person(), email="never@example.org")
    make_enrolment(never_started, quiz)
    make_attempt(make_user(person=make_person(), email="begun@example.org"), quiz)
    sweep()
    assert not Certificate.objects.exists()
    assert not Notice.objects.filter(kind__startswith="certificates.").exists()


def test_a_sweep_reads_no_more_when_everything_is_signed(client: Client) -> None:
    """Elsewhere a job looks at every certificate each minute, for nothing."""
    make_key()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            sweep()
        return len(seen)

    make_signed("Ana Roe")
    sweep()
    few = queries()
    for number in range(6):
        make_signed(f"Bea {number}")
    sweep()
    assert queries() == few


def test_no_number_that_counts_up_opens_anything(client: Client) -> None:
    """Elsewhere addresses hold sequential ids, and a neighbour's certificate is one away."""
    make_key()
    certificate = make_signed("Ana Roe").certificate
    code = grouped(certificate.code)
    for guess in (certificate.pk, certificate.number, certificate.serial, certificate.uuid):
        for address in (
            f"/verify/{guess}/",
            f"/credentials/{guess}.json",
            f"/credentials/{guess}.pdf",
        ):
            assert client.get(address).status_code == 404, address
    assert client.get(f"/verify/{code}/").status_code == 200
    assert client.get(f"/credentials/{code}.json").status_code == 200
