"""What counts instead of a certificate: what is declared, and nothing that follows from it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions import save_programme
from certificates.holding import holdings
from certificates.models import Programme
from certificates.rosters import lapsed, part
from coverage.actions import concerned_by
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from tests.certificates.test_backoffice import form_of
from tests.factories.certificates import ISSUED, make_certificate, make_edition, make_programme
from tests.factories.coverage import make_requirement
from tests.factories.people import (
    make_establishment,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

DAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted() -> Programme:
    return make_programme("wanted")


@pytest.fixture
def other() -> Programme:
    made = make_programme("other", make_edition("other"))
    made.title = "Screening at the border"
    made.save()
    return made


def declare(programme: Programme, *others: Programme) -> None:
    save_programme(by=SYSTEM, programme=programme, equivalents=others)


def test_an_equivalent_counts_as_held_while_it_is_valid(wanted, other) -> None:
    certificate = make_certificate(programme=other)
    person = certificate.person.canonical_id
    assert holdings(wanted.pk, DAY) == {}
    declare(wanted, other)
    assert holdings(wanted.pk, DAY)[person].through
    assert holdings(wanted.pk, DAY)[person].until == certificate.valid_until
    assert holdings(wanted.pk, DAY + timedelta(days=400)) == {}
    assert not holdings(other.pk, DAY)[person].through


def test_it_does_not_count_the_other_way_round_nor_in_a_chain(wanted, other) -> None:
    third = make_programme("third", make_edition("third"))
    declare(wanted, other)
    declare(other, third)
    person = make_certificate(programme=third).person.canonical_id
    assert person in holdings(other.pk, DAY)
    assert person not in holdings(wanted.pk, DAY)
    assert make_certificate(programme=wanted).person.canonical_id not in holdings(other.pk, DAY)


def test_two_may_name_each_other_and_oneself_means_nothing(wanted, other) -> None:
    declare(wanted, other, wanted)
    declare(other, wanted)
    assert list(wanted.equivalents.all()) == [other]
    person = make_certificate(programme=other).person.canonical_id
    assert person in holdings(wanted.pk, DAY)


def test_an_own_certificate_is_told_first_and_the_longest_end_counts(wanted, other) -> None:
    declare(wanted, other)
    person = make_person()
    make_certificate(person, wanted)
    later = make_certificate(person, other, issued_at=ISSUED + timedelta(days=30))
    held = holdings(wanted.pk, DAY)[person.pk]
    assert (held.through, held.until) == (False, later.valid_until)


def test_whoever_has_an_equivalent_is_not_put_on_the_course(wanted, other) -> None:
    workplace = make_workplace()
    requirement = make_requirement(programme=wanted, agencies=[workplace.agency])
    person = make_person()
    make_user(person=person)
    make_posting(make_staff_record(person, agency=workplace.agency), workplace)
    assert [one.person for one in concerned_by(requirement, DAY)] == [person.pk]
    declare(wanted, other)
    make_certificate(person, other)
    assert concerned_by(requirement, DAY) == []


def test_coverage_counts_them_and_says_so(client: Client, wanted, other) -> None:
    workplace = make_workplace()
    make_requirement(programme=wanted, agencies=[workplace.agency])
    make_establishment(agency=workplace.agency, filled=2, funded=2)
    client.force_login(make_user("secretariat"))
    address = reverse("coverage:overview") + f"?day={DAY.isoformat()}"

    def somebody() -> None:
        record = make_staff_record(make_person(), agency=workplace.agency)
        make_posting(record, workplace)
        make_certificate(record.person, other)

    def seen() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            said = " ".join(client.get(address).content.decode().split())
        return said, len(queries)

    somebody()
    assert "count through" not in seen()[0]
    declare(wanted, other)
    said, one = seen()
    words = "1 of them counts through what counts instead of this certificate"
    assert f"{words}: Screening at the border." in said
    somebody()
    said, two = seen()
    assert "2 of them count through" in said
    assert one == two


def test_one_that_lapsed_is_no_loss_while_an_equivalent_holds(wanted, other) -> None:
    person = make_certificate(programme=wanted).person
    then = DAY + timedelta(days=330)
    make_certificate(person, other, issued_at=ISSUED + timedelta(days=300))
    assert person.pk in lapsed(then)
    declare(wanted, other)
    assert person.pk not in lapsed(then)


def test_the_holder_and_their_keepers_read_what_it_counts_as(client: Client, wanted, other) -> None:
    declare(wanted, other)
    person = make_person()
    user = make_user(person=person)
    make_certificate(person, other)
    client.force_login(user)
    said = client.get(reverse("certificates:record")).content.decode()
    assert "It counts as: Child screening" in said
    (line,) = part(SYSTEM, person, DAY).lines
    assert "It counts as: Child screening" in line.hint


def test_the_secretariat_chooses_them_in_the_form(client: Client, other) -> None:
    client.force_login(make_user("secretariat"))
    answer = client.post(reverse("programmes:add"), form_of(equivalents=[other.pk]))
    assert answer.status_code == 302
    programme = Programme.objects.get(code="teachers")
    assert list(programme.equivalents.all()) == [other]
    (row,) = AuditRow.objects.filter(verb="certificates.programme_added")
    assert row.data["equivalents"] == "other"
