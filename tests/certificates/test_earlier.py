"""Papers that others issued are recorded, and never taken for ours."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from certificates.actions.erasing import erase_name
from certificates.earlier.actions import (
    check_list,
    discard_list,
    discard_old_lists,
    receive_list,
    record_list,
    record_one,
    withdraw_earlier,
)
from certificates.earlier.checking import Verdict, judge
from certificates.earlier.columns import MOST_ROWS, Row, read_rows
from certificates.errors import CannotRecord
from certificates.models import Certificate, EarlierCertificate, EarlierFile
from certificates.rosters import certified
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.formats.tables import UnreadableFile
from people.models import Agency, Person, StaffRecord, User
from tests.at_once import at_once
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_agency, make_person, make_staff_record, make_user

pytestmark = pytest.mark.django_db
NOW = ISSUED
HEAD = "Staff number,Certificate,Issued by,Certificate number,Issued on,Valid until"
LINE = "MOE/12345,Child protection,Training College,77/2019,2019-06-28,2029-06-27"
MARK = "Recorded, not issued here"


@pytest.fixture
def officer() -> User:
    return make_user("secretariat")


@pytest.fixture
def moe() -> Agency:
    return make_agency("MOE")


@pytest.fixture
def record(moe: Agency) -> StaffRecord:
    return make_staff_record(make_person("Devon Bailey"), moe, number="12345")


def csv(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def receive(by: User, *lines: str, agency: Agency | None = None) -> EarlierFile:
    return receive_list(by=by, agency=agency, name="list.csv", content=csv(*lines), now=NOW)


def row(**changes: str) -> Row:
    names = ("who", "title", "provider", "number", "issued_on", "valid_until")
    return {"line": 2, **dict(zip(names, LINE.split(","), strict=True)), **changes}


def verdict(**changes: str) -> Any:
    return judge([row(**changes)], None, NOW.date())[0]


def test_a_list_is_checked_first_and_then_recorded(officer, record) -> None:
    file = receive(officer, LINE, LINE, "MOE/99999,Child protection,College,,2019-06-28,")
    assert [one.verdict for one in check_list(file, NOW)] == [
        Verdict.NEW,
        Verdict.TWICE,
        Verdict.ERROR,
    ]
    assert not EarlierCertificate.objects.exists()
    assert record_list(by=officer, file=file, now=NOW) == 1
    made = EarlierCertificate.objects.get()
    assert (made.person, made.staff_record, made.file) == (record.person, record, file)
    assert (made.title, made.provider, made.number) == (
        "Child protection",
        "Training College",
        "77/2019",
    )
    assert (made.issued_on, made.valid_until) == (date(2019, 6, 28), date(2029, 6, 27))
    file.refresh_from_db()
    assert (file.rows, file.recorded) == ([], 1)
    row = AuditRow.objects.get(verb="certificates.earlier_list_recorded")
    assert row.data == {"certificates": 1}


def test_sent_again_nothing_is_recorded_twice(officer, record) -> None:
    file = receive(officer, LINE)
    assert record_list(by=officer, file=file, now=NOW) == 1
    assert record_list(by=officer, file=file, now=NOW) == 1
    again = receive(officer, LINE.replace("Child protection", "CHILD PROTECTION"))
    assert [one.verdict for one in check_list(again, NOW)] == [Verdict.SAME]
    assert record_list(by=officer, file=again, now=NOW) == 0
    assert EarlierCertificate.objects.count() == 1


def test_a_new_list_lets_the_one_before_go(officer, record) -> None:
    first = receive(officer, LINE)
    receive(officer, LINE)
    first.refresh_from_db()
    assert first.rows == []
    assert record_list(by=officer, file=first, now=NOW) == 0


def test_a_list_that_nobody_recorded_is_let_go_in_time(officer, record, settings) -> None:
    settings.IMPORT_DAYS = 90
    file, other = receive(officer, LINE), receive(make_user("secretariat"), LINE)
    record_list(by=other.sent_by, file=other, now=NOW)
    with pytest.raises(NotAllowed):
        discard_old_lists(by=make_user("focal", agency=make_agency()), now=NOW)
    counts = [discard_old_lists(by=SYSTEM, now=NOW + timedelta(days=d)) for d in (90, 91, 92)]
    assert counts == [0, 1, 0]
    file.refresh_from_db()
    assert (file.rows, file.closed_at) == ([], NOW + timedelta(days=91))
    assert AuditRow.objects.filter(verb="certificates.earlier_list_discarded").count() == 1


def test_discarded_nothing_is_recorded(officer, record) -> None:
    file = receive(officer, LINE)
    discard_list(by=officer, file=file, now=NOW)
    assert record_list(by=officer, file=file, now=NOW) == 0
    assert EarlierFile.objects.get().rows == []


def test_a_list_of_one_agency_names_numbers_alone_and_nobody_else(officer, moe, record) -> None:
    other = make_staff_record(make_person(), make_agency("MOH"), number="77777")
    bare = LINE.removeprefix("MOE/")
    lines = [bare, bare.replace("12345", "77777"), f"{other}{bare.removeprefix('12345')}"]
    found = check_list(receive(officer, *lines, agency=moe), NOW)
    assert [one.verdict for one in found] == [Verdict.NEW, Verdict.ERROR, Verdict.ERROR]
    nation = check_list(receive(officer, *lines), NOW)
    assert [one.verdict for one in nation] == [Verdict.ERROR, Verdict.ERROR, Verdict.NEW]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"who": "no number"}, "Write the staff number"),
        ({"who": "MOE/99999"}, "Nobody is on this roster"),
        ({"title": " "}, "Title and issuer"),
        ({"provider": ""}, "Title and issuer"),
        ({"title": "x" * 201}, "too long"),
        ({"issued_on": ""}, "A day is missing"),
        ({"issued_on": "31 June"}, "A day is missing"),
        ({"valid_until": "soon"}, "A day is missing"),
        ({"issued_on": "2026-10-03"}, "in the past"),
        ({"issued_on": "1019-06-28"}, "in the past"),
        ({"valid_until": "2019-06-27"}, "ends before"),
    ],
)
def test_what_is_wrong_is_said(record, changes: dict[str, str], words: str) -> None:
    assert verdict().verdict is Verdict.NEW
    found = verdict(**changes)
    assert found.verdict is Verdict.ERROR
    assert words in " ".join(found.problems)


def test_other_words_under_the_same_number_are_not_recorded_beside(officer, record) -> None:
    record_one(by=officer, row=row(), now=NOW)
    for changes in ({"valid_until": ""}, {"title": "Other"}, {"issued_on": "2019-06-29"}):
        found = verdict(**changes)
        assert found.verdict is Verdict.ERROR, changes
        assert "Take that one out first" in found.problems[0]
    assert verdict(number="78/2019").verdict is Verdict.NEW


def test_days_and_numbers_of_a_workbook_are_read(record) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Certificates before 2020"])
    sheet.append(["Staff No.", "Training", "Provider", "Date", "Expiry date"])
    sheet.append(["MOE/12345", "Child protection", "College", date(2019, 6, 28), "1 April 2021"])
    kept = BytesIO()
    book.save(kept)
    assert read_rows(kept.getvalue()) == [
        {
            "line": 3,
            "who": "MOE/12345",
            "title": "Child protection",
            "provider": "College",
            "number": "",
            "issued_on": "2019-06-28",
            "valid_until": "2021-04-01",
        }
    ]


def test_a_file_that_is_no_such_list_is_refused(officer) -> None:
    for content, words in (
        (b"Name,Age\nAnn,30", "No heading was found for: staff number"),
        (HEAD.encode(), "no row"),
        (csv(*[LINE] * (MOST_ROWS + 1)), "At most 2000"),
    ):
        with pytest.raises(UnreadableFile, match=words):
            receive_list(by=officer, agency=None, name="x.csv", content=content, now=NOW)
    assert not EarlierFile.objects.exists()


def test_one_at_a_time(officer, record) -> None:
    made = record_one(by=officer, row=row(), now=NOW)
    assert record_one(by=officer, row=row(), now=NOW) == made
    with pytest.raises(CannotRecord, match="Nobody is on this roster"):
        record_one(by=officer, row=row(who="MOE/99999"), now=NOW)
    withdraw_earlier(by=officer, certificate=made, now=NOW)
    withdraw_earlier(by=officer, certificate=made, now=NOW)
    assert AuditRow.objects.filter(verb="certificates.earlier_withdrawn").count() == 1
    assert record_one(by=officer, row=row(), now=NOW) != made


def test_only_the_secretariat_records_and_each_officer_their_own_list(officer, record) -> None:
    file, made = receive(officer, LINE), record_one(by=officer, row=row(), now=NOW)
    second = make_user("secretariat")
    for user in (make_user("focal", agency=make_agency("MOE")), make_user("trainer")):
        with pytest.raises(NotAllowed):
            receive(user, LINE)
        with pytest.raises(NotAllowed):
            record_one(by=user, row=row(), now=NOW)
        with pytest.raises(NotAllowed):
            withdraw_earlier(by=user, certificate=made, now=NOW)
        with pytest.raises(NotAllowed):
            record_list(by=user, file=file, now=NOW)
    with pytest.raises(NotAllowed):
        record_list(by=second, file=file, now=NOW)
    with pytest.raises(NotAllowed):
        discard_list(by=second, file=file, now=NOW)


def test_it_is_no_certificate_of_ours(officer, record) -> None:
    record_one(by=officer, row=row(), now=NOW)
    assert not Certificate.objects.exists()
    assert record.person.pk not in set(certified(NOW.date()))


@time_machine.travel(NOW, tick=False)
def test_its_holder_finds_it_marked_and_nothing_to_check(officer, record, client: Client) -> None:
    client.force_login(make_user(person=record.person))
    assert MARK not in client.get(reverse("certificates:record")).text
    assert client.get(reverse("certificates:transcript_pdf")).status_code == 404
    record_one(by=officer, row=row(), now=NOW)
    mine = client.get(reverse("certificates:record")).text
    for shown in (MARK, "Child protection", "Training College", "77/2019", "27 June 2029"):
        assert shown in mine
    assert "/verify/" not in mine.partition("Earlier certificates")[2].partition("</main>")[0]
    assert MARK in client.get(reverse("certificates:transcript")).text
    sheet = client.get(reverse("certificates:transcript_pdf"))
    assert sheet.content.startswith(b"%PDF")
    lines = b"".join(client.get(reverse("certificates:transcript_csv")).streaming_content)
    assert lines.decode().splitlines()[1] == (
        f',Child protection,,,,,2019-06-28,2029-06-27,"{MARK}",Training College,77/2019'
    )


def test_the_transcript_holds_both(officer, record, client: Client) -> None:
    client.force_login(make_user(person=record.person))
    ours = make_certificate(record.person)
    record_one(by=officer, row=row(), now=NOW)
    page = client.get(reverse("certificates:transcript")).text
    assert ours.serial in page
    assert MARK in page
    assert client.get(reverse("certificates:transcript_pdf")).content.startswith(b"%PDF")


def test_who_keeps_the_roster_sees_it_on_the_persons_page(officer, moe, record, client) -> None:
    record_one(by=officer, row=row(), now=NOW)
    client.force_login(make_user("focal", agency=moe))
    page = client.get(reverse("people:person", args=[record.person.uuid])).text
    assert "Child protection" in page
    assert MARK in page


def test_a_joined_record_brings_it_along(officer, record, client: Client) -> None:
    made = record_one(by=officer, row=row(), now=NOW)
    human = make_person("Devon A. Bailey")
    Person.objects.filter(pk=record.person_id).update(same_as=human)
    assert EarlierCertificate.objects.of_person(human.pk).get() == made
    assert verdict().verdict is Verdict.SAME


@time_machine.travel(NOW, tick=False)
def test_the_pages_send_check_record_and_take_out(officer, record, client: Client) -> None:
    client.force_login(officer)
    assert "Staff number,Certificate,Issued by" in b"".join(
        client.get(reverse("earlier:template")).streaming_content
    ).decode("utf-8-sig")
    page = reverse("earlier:send")
    assert "Choose a file." in client.post(page, {}).text
    wrong = {"file": SimpleUploadedFile("a.csv", b"Name\nAnn")}
    assert "No heading was found" in client.post(page, wrong).text
    upload = SimpleUploadedFile("list.csv", csv(LINE, LINE.replace("12345", "99999")))
    checked = client.post(page, {"file": upload}, follow=True)
    assert "Record 1 certificate" in checked.text
    assert "Nobody is on this roster under the staff number." in checked.text
    assert "Devon" not in checked.text
    here = checked.redirect_chain[-1][0]
    done = client.post(here, {"answer": "record"}, follow=True).text
    assert "1 certificate is recorded." in done
    assert "MOE/12345" in done
    assert "This list is closed." in client.get(here).text
    assert "MOE/12345" in client.get(reverse("earlier:list"), {"q": "moe/12345"}).text
    assert "No certificate found" in client.get(reverse("earlier:list"), {"q": "zzz"}).text
    out = reverse("earlier:withdraw", args=[EarlierCertificate.objects.get().uuid])
    assert "shown to nobody any more" in client.post(out, follow=True).text
    assert client.post(out).status_code == 404
    assert "None on record yet" in client.get(reverse("earlier:list")).text


@time_machine.travel(NOW, tick=False)
def test_the_form_keeps_what_was_typed(officer, record, client: Client) -> None:
    client.force_login(officer)
    page, sent = reverse("earlier:add"), row(who="MOE/99999")
    refused = client.post(page, sent).text
    assert "Nobody is on this roster under the staff number." in refused
    assert 'value="Training College"' in refused
    assert "It is on record." in client.post(page, row(), follow=True).text


def test_another_officers_list_is_not_there(officer, record, client: Client) -> None:
    here = reverse("earlier:file", args=[receive(officer, LINE).uuid])
    for user in (make_user("secretariat"), make_user("admin")):
        client.force_login(user)
        assert client.get(here).status_code == 404
        assert client.post(here, {"answer": "record"}).status_code == 404
    assert not EarlierCertificate.objects.exists()


def test_checking_and_listing_cost_the_same_for_many(
    officer, moe, client: Client, django_assert_num_queries
) -> None:
    client.force_login(officer)

    def add(count: int) -> list[Row]:
        return [row(who=str(make_staff_record(agency=moe))) for _number in range(count)]

    one, many = add(1), add(20)
    with django_assert_num_queries(3):
        judge(one, moe, NOW.date())
    with django_assert_num_queries(3):
        judge(many, moe, NOW.date())
    record_one(by=officer, row=one[0], now=NOW)
    client.get(reverse("earlier:list"))
    with django_assert_num_queries(4):
        client.get(reverse("earlier:list"))
    for each in many:
        record_one(by=officer, row=each, now=NOW)
    with django_assert_num_queries(4):
        client.get(reverse("earlier:list"))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_papers_by_two_officers_at_once_are_recorded_once(officer, moe) -> None:
    """Other letters are the same paper, and lists in another order do not lock each other out."""
    lines = []
    for number in range(10001, 10101):
        make_staff_record(make_person("Devon Bailey"), moe, number=str(number))
        lines.append(LINE.replace("12345", str(number)))
    second = make_user("secretariat")
    files = [
        (officer, receive(officer, *lines)),
        (second, receive(second, *(line.replace("Child", "CHILD") for line in lines[::-1]))),
    ]
    works = [lambda by=by, file=file: record_list(by=by, file=file, now=NOW) for by, file in files]
    assert sorted(at_once(works)) == [0, 100]
    assert EarlierCertificate.objects.count() == 100


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_paper_typed_by_two_officers_at_once_is_recorded_once(officer, record) -> None:
    typed = [(officer, row()), (make_user("secretariat"), row(title="CHILD PROTECTION"))]
    works = [lambda by=by, one=one: record_one(by=by, row=one, now=NOW) for by, one in typed]
    first, second = at_once(works)
    assert first == second == EarlierCertificate.objects.get()


def test_of_an_erased_person_no_paper_is_shown_or_readable(officer, record) -> None:
    other = make_staff_record(make_person("Bo Shaw"), record.agency, number="20002")
    for one in (row(), row(title="Taken out"), row(who="MOE/20002")):
        record_one(by=officer, row=one | {"number": one["title"]}, now=NOW)
    out = EarlierCertificate.objects.get(title="Taken out")
    withdraw_earlier(by=officer, certificate=out, now=NOW)
    erase_name(by=SYSTEM, person=record.person, now=NOW)
    gone = EarlierCertificate.objects.filter(person=record.person)
    assert list(gone.values_list("title", "provider", "number")) == [("", "", "")] * 2
    assert EarlierCertificate.objects.standing().get().person == other.person
    erase_name(by=SYSTEM, person=record.person, now=NOW)
    assert AuditRow.objects.filter(verb="certificates.earlier_erased").count() == 2
