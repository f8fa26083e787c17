"""Whoever asks for it is forgotten: their name stands nowhere but on the rosters that employ them."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from certificates.actions import (
    erase_name,
    propose_batch,
    propose_issue,
    remind_holders,
    revoke_certificate,
    send_digests,
)
from certificates.actions.external import add_external_course, decide_external_course
from certificates.actions.sharing import make_share_link
from certificates.credentials.actions import sign_certificate
from certificates.credentials.actions.signing import SIGNER
from certificates.earlier.actions import receive_list, record_list
from certificates.models import Certificate, ExternalCourse
from certificates.names.actions import dispute_name, refuse_dispute
from foundation.audit.actors import SYSTEM
from people.actions import let_see_names
from people.models import User
from tests.factories.certificates import ISSUED, make_certificate, make_programme
from tests.factories.credentials import make_key
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

NAME, NUMBER = "Zenobia Quickfoot", "ZQ4711"
DAY = timedelta(days=1)
ENDS = ISSUED.replace(year=2027)


def named() -> Iterator[str]:
    """Every table and column in which the name or the staff number stands."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    held = (
                        bytes(value)
                        if isinstance(value, memoryview | bytes)
                        else str(value).encode()
                    )
                    if NAME.encode() in held or NUMBER.encode() in held:
                        yield f"{table}.{column}"


def officer_who_reads_names() -> User:
    user = make_user("secretariat")
    let_see_names(by=SYSTEM, user=user, allowed=True)
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_the_name_stays_on_the_roster_alone(settings, tmp_path) -> None:
    settings.STATE_DIR = tmp_path
    make_key()
    agency, officer = make_agency(), officer_who_reads_names()
    person, workplace = make_person(NAME), make_workplace(agency=agency)
    make_posting(make_staff_record(person, agency, number=NUMBER), workplace)
    user, focal = make_user(person=person, email="z@example.org"), make_user("focal", agency=agency)
    make_user("supervisor", workplace=workplace, email="s@example.org")
    held = make_certificate(person)
    sign_certificate(by=SIGNER, certificate=held, now=ISSUED)
    revoked = make_certificate(person, make_programme("second"))
    said = f"{NAME} rang."
    revoke_certificate(
        by=officer, certificate=revoked, reason="mistake", note=said, now=ISSUED + DAY
    )
    make_share_link(by=user, key=uuid4(), days=7, hours=True, now=ISSUED + DAY)
    dispute = dispute_name(by=user, person=person, wanted=f"{NAME} Roe", why=said, now=ISSUED + DAY)
    refuse_dispute(by=focal, dispute=dispute, answer=said, now=ISSUED + 2 * DAY)
    course = ExternalCourse(
        person=person,
        title=said,
        provider=said,
        funder=said,
        reference=said,
        completed_on=date(2026, 5, 4),
        hours_by_category="Law: 2",
    )
    add_external_course(by=user, course=course, proof=f"%PDF-{NAME}".encode(), now=ISSUED + DAY)
    decide_external_course(by=focal, course=course, accepted=False, reason=said, now=ISSUED + DAY)
    row = f"{NUMBER},{NAME},{said},{said},{said},2020-01-02,"
    head = "Staff number,Name,Certificate,Issued by,Number,Issued on,Valid until"
    content = f"{head}\n{row}".encode()
    file = receive_list(by=officer, agency=agency, name="old.csv", content=content, now=ISSUED)
    assert record_list(by=officer, file=file, now=ISSUED) == 1
    propose_issue(
        by=officer,
        person=person,
        programme=make_programme("third"),
        reason="paper",
        note=said,
        now=ISSUED + DAY,
    )
    every = Certificate.objects.all()
    propose_batch(by=officer, certificates=every, reason="review", note=said, now=ISSUED + DAY)
    remind_holders(by=SYSTEM, now=ENDS - 30 * DAY)
    send_digests(by=SYSTEM, now=ENDS - 30 * DAY)
    assert len(set(named())) > 15

    erase_name(by=officer, person=person, now=ENDS - 20 * DAY)

    assert set(named()) == {"people_person.legal_name", "people_staffrecord.number"}
