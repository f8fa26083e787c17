"""Work with a whole list: done in the background by who may, and fetched by who asked."""

import csv
import io
import os
import zipfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from certificates.actions.bulk import (
    ask_in_bulk,
    carry_out_bulk,
    file_of,
    folder,
    remove_lapsed_files,
)
from certificates.actions.erasing import erase_name
from certificates.actions.recorded import issue_recorded, people_without
from certificates.actions.revoking import end_certificate
from certificates.bundles import write_register
from certificates.errors import NothingToDo
from certificates.models import BulkWork, Certificate, Programme
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.jobs import actions as jobs
from foundation.jobs import running
from foundation.jobs.actions import JobTaken, cancel_job
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from people.actions import let_see_names
from people.models import User
from tests.certificates.test_races import at_once
from tests.factories.assessments import make_attempt, make_bank, take
from tests.factories.certificates import ISSUED, make_certificate, make_programme
from tests.factories.credentials import make_key, make_signed
from tests.factories.people import make_person, make_user

LATER = ISSUED + timedelta(days=30)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _state(settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def officer(db) -> User:
    user = make_user("secretariat")
    let_see_names(by=SYSTEM, user=user, allowed=True)
    return User.objects.get(pk=user.pk)


def ask(by: User, kind: str, **more: object) -> BulkWork:
    everything = Certificate.objects.order_by("pk")
    return ask_in_bulk(by=by, kind=kind, now=LATER, **{"certificates": everything, **more})


def done(work: BulkWork) -> BulkWork:
    assert work.job
    with time_machine.travel(LATER, tick=False):
        running.run(work.job.pk, now=LATER)
    work.refresh_from_db()
    assert (work.job.status, work.job.error) == (Job.Status.DONE, "")
    return work


def opened(work: BulkWork) -> zipfile.ZipFile:
    held = zipfile.ZipFile(file_of(work))
    assert held.testzip() is None
    return held


def manifest(held: zipfile.ZipFile) -> list[list[str]]:
    text = held.read("manifest.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_zip_holds_each_paper_with_its_credential_and_a_manifest(officer: User) -> None:
    make_key()
    first, other = make_signed("Ana Roe").certificate, make_signed("王秀英").certificate
    foreign = make_signed("ᏣᎳᎩ").certificate
    work = done(ask(officer, "zip"))
    held = opened(work)
    assert held.namelist() == [f"{first.serial}.pdf", f"{other.serial}.pdf", "manifest.csv"]
    paper = PdfReader(io.BytesIO(held.read(f"{first.serial}.pdf")))
    assert "Ana Roe" in paper.pages[0].extract_text()
    assert len(paper.attachments) == 1
    assert [row[0] for row in manifest(held)] == [first.serial, other.serial, foreign.serial]
    assert work.left_out == [[foreign.serial, "Our fonts lack a letter of the name"]]
    assert work.file_bytes == file_of(work).stat().st_size
    assert file_of(work).stat().st_mode & 0o077 == 0
    assert not list(folder().glob("*.part"))


def test_the_printer_gets_volumes_in_the_order_of_the_list(officer: User) -> None:
    made = [make_certificate(make_person(name)) for name in ("Ana Roe", "ᏣᎳᎩ", "Bea Roe")]
    work = done(ask(officer, "print", paper="us-letter"))
    held = opened(work)
    pages = PdfReader(io.BytesIO(held.read("print-001.pdf"))).pages
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [279, 216]
    assert ["Ana Roe" in pages[0].extract_text(), "Bea Roe" in pages[1].extract_text()] == [
        True,
        True,
    ]
    assert work.left_out == [[made[1].serial, "Our fonts lack a letter of the name"]]
    assert sorted(row[0] for row in manifest(held)) == sorted(one.serial for one in made)


def test_the_extract_shows_names_only_to_who_may_read_them(officer: User) -> None:
    certificate = make_certificate(make_person("Ana Roe"))
    end_certificate(by=SYSTEM, certificate=certificate, reason="mistake", now=ISSUED + DAY)
    for by, shown in ((officer, True), (make_user("secretariat"), False)):
        text = file_of(done(ask(by, "register"))).read_text("utf-8-sig")
        assert certificate.serial in text
        assert ("Ana Roe" in text) is shown


def test_holders_are_told_again_once_each(officer: User) -> None:
    certificate = make_certificate(make_person("Ana Roe"))
    user = make_user(person=certificate.person)
    revoked = make_certificate()
    end_certificate(by=SYSTEM, certificate=revoked, reason="mistake", now=ISSUED + DAY)
    work = done(ask(officer, "resend"))
    assert len(work.certificates) == 1
    Job.objects.filter(pk=work.job_id).update(status=Job.Status.QUEUED, done=0)
    done(work)
    assert Notice.objects.filter(kind="certificates.sent_again", recipient=user).count() == 1


def test_only_who_may(officer: User) -> None:
    make_certificate()
    nameless, learner = make_user("secretariat"), make_user()
    for kind in ("zip", "print"):
        with pytest.raises(NotAllowed):
            ask(nameless, kind)
        ask(officer, kind)
    with pytest.raises(NotAllowed):
        ask(learner, "register")
    ask(nameless, "register")


def test_nothing_is_refused_and_lost_rights_stop_the_work(officer: User) -> None:
    with pytest.raises(NothingToDo):
        ask(officer, "zip")
    make_certificate()
    work = ask(officer, "zip")
    let_see_names(by=SYSTEM, user=officer, allowed=False)
    assert work.job
    running.run(work.job.pk, now=LATER)
    work.job.refresh_from_db()
    assert work.job.status == Job.Status.FAILED
    assert not file_of(work).exists()


def test_cancelled_it_leaves_no_file(officer: User) -> None:
    make_certificate()
    work = ask(officer, "zip")
    assert work.job
    cancel_job(by=officer, job=work.job)
    with pytest.raises(JobTaken):
        carry_out_bulk(job=work.job, work=work, now=LATER)
    assert list(folder().iterdir()) == []


def test_the_file_is_for_who_asked_until_it_lapses(client: Client, officer: User) -> None:
    make_certificate(make_person("Ana Roe"))
    work = done(ask(officer, "zip"))
    address = reverse("register:bulk_file", args=[work.uuid])
    client.force_login(make_user("secretariat"))
    assert client.get(address).status_code == 404
    client.force_login(officer)
    with time_machine.travel(LATER + DAY, tick=False):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content) == file_of(work).read_bytes()  # type: ignore[attr-defined]
        assert (
            "Download the file" in client.get(reverse("register:bulk_work", args=[work.uuid])).text
        )
    assert AuditRow.objects.filter(verb="certificates.bulk_fetched").count() == 1
    with time_machine.travel(LATER + 3 * DAY, tick=False):
        assert client.get(address).status_code == 410
    assert remove_lapsed_files(by=SYSTEM, now=LATER + 3 * DAY) == 1
    assert remove_lapsed_files(by=SYSTEM, now=LATER + 3 * DAY) == 0
    assert list(folder().iterdir()) == []


def test_a_file_with_an_erased_name_in_it_goes(
    client: Client, officer: User, django_capture_on_commit_callbacks
) -> None:
    gone, stays = make_certificate(make_person("Una Gone")), make_certificate()
    plain = make_user("secretariat")
    with_name = [done(ask(officer, "zip")), done(ask(officer, "register"))]
    others = Certificate.objects.filter(pk=stays.pk)
    without = [done(ask(officer, "zip", certificates=others)), done(ask(plain, "register"))]
    with django_capture_on_commit_callbacks(execute=True):
        erase_name(by=SYSTEM, person=gone.person, now=LATER)
    assert [file_of(work).exists() for work in with_name] == [False, False]
    assert [file_of(work).exists() for work in without] == [True, True]
    client.force_login(officer)
    page = client.get(reverse("register:bulk_work", args=[with_name[0].uuid])).text
    assert reverse("register:bulk_file", args=[with_name[0].uuid]) not in page
    assert AuditRow.objects.filter(verb="certificates.bulk_removed").count() == 2


def test_a_name_erased_while_the_file_is_written_is_not_in_it(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = make_certificate(make_person("Una Gone"))
    make_certificate()
    written = []

    def erased_meanwhile(*args: Any) -> Any:
        built = write_register(*args)
        if not written:
            erase_name(by=SYSTEM, person=gone.person, now=LATER)
        written.append(built)
        return built

    monkeypatch.setattr("certificates.actions.bulk.write_register", erased_meanwhile)
    work = done(ask(officer, "register"))
    assert len(written) == 2
    assert "Una Gone" not in file_of(work).read_text()
    assert gone.serial in file_of(work).read_text()


def test_cancelled_after_an_erasure_it_leaves_no_name_behind(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = make_certificate(make_person("Una Gone"))
    written = []

    def erased_and_cancelled(*args: Any) -> Any:
        if written:
            cancel_job(by=officer, job=Job.objects.get(pk=work.job_id))
        built = write_register(*args)
        erase_name(by=SYSTEM, person=gone.person, now=LATER)
        written.append(file_of(work))
        return built

    monkeypatch.setattr("certificates.actions.bulk.write_register", erased_and_cancelled)
    work = ask(officer, "register")
    assert work.job
    running.run(work.job.pk, now=LATER)
    work.job.refresh_from_db()
    assert (len(written), work.job.status) == (1, Job.Status.CANCELLED)
    assert list(folder().iterdir()) == []


def test_what_a_dead_worker_left_goes_after_some_days(officer: User) -> None:
    kept = file_of(
        done(
            ask(
                officer,
                "register",
                certificates=Certificate.objects.filter(pk=make_certificate().pk),
            )
        )
    )
    whole, part = folder() / "left", folder() / "left.part"
    for left in (whole, part, kept):
        left.touch()
        os.utime(left, (LATER.timestamp(), LATER.timestamp()))
    remove_lapsed_files(by=SYSTEM, now=LATER + 2 * DAY)
    assert sorted(folder().iterdir()) == sorted([kept, whole])
    remove_lapsed_files(by=SYSTEM, now=LATER + 5 * DAY)
    assert list(folder().iterdir()) == []


def test_it_is_asked_for_from_the_filtered_list(client: Client, officer: User) -> None:
    wanted, _other = make_certificate(make_person("Ana Roe")), make_certificate()
    client.force_login(officer)
    with time_machine.travel(LATER, tick=False):
        start = f"{reverse('register:bulk_start')}?q={wanted.serial}"
        page = client.get(start)
        assert "1 certificate is in the list" in page.text
        assert "Choose what you need" in client.post(start, {}).text
        client.post(start, {"kind": "zip"})
        work = BulkWork.objects.get()
        assert work.certificates == [wanted.pk]
        assert "Certificates as single PDF files" in client.get(reverse("register:bulk_list")).text


def test_who_may_not_print_is_not_asked_for_a_size(client: Client, officer: User) -> None:
    make_certificate()
    client.force_login(officer)
    assert "Size of the paper" in client.get(reverse("register:bulk_start")).text
    client.force_login(make_user("secretariat"))
    page = client.get(reverse("register:bulk_start")).text
    assert "Size of the paper" not in page
    assert "At most 20,000 at once" in page
    client.post(reverse("register:bulk_start"), {"kind": "register"})
    assert BulkWork.objects.get().kind == "register"


def test_asking_costs_as_much_for_many_as_for_few(officer: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            ask(officer, "register")
        return len(seen)

    for _number in range(3):
        make_certificate()
    # The first time, what the officer may do is read.
    queries()
    make_certificate()
    few = queries()
    for _number in range(9):
        make_certificate()
    assert queries() == few


def test_the_same_asked_twice_is_one_work(client: Client, officer: User) -> None:
    make_certificate()
    client.force_login(officer)
    start = reverse("register:bulk_start")
    with time_machine.travel(LATER, tick=False):
        pages = {client.post(start, {"kind": "zip"})["Location"] for _click in range(2)}
    assert len(pages) == 1
    work = BulkWork.objects.get()
    done(work)
    # Done within the minute, it is still the same click.
    assert ask(officer, "zip") == work
    assert AuditRow.objects.filter(verb="certificates.bulk_asked").count() == 1
    assert ask_in_bulk(
        by=officer, kind="zip", now=LATER + 2 * DAY, certificates=Certificate.objects.all()
    ) not in (work, None)


@pytest.mark.parametrize("change", ["paper", "kind", "list", "cancelled"])
def test_what_differs_is_work_of_its_own(officer: User, change: str) -> None:
    make_certificate()
    first = ask(officer, "zip")
    more: dict[str, object] = {}
    if change == "paper":
        more["paper"] = "us-letter"
    elif change == "list":
        make_certificate()
    elif change == "cancelled":
        assert first.job
        cancel_job(by=officer, job=first.job)
    assert ask(officer, "print" if change == "kind" else "zip", **more) != first


def test_a_file_is_made_for_each_officer_and_holders_are_told_once(
    client: Client, officer: User
) -> None:
    make_certificate()
    second = make_user("secretariat", email="second@example.org")
    assert ask(officer, "register") != ask(second, "register")
    told = ask(officer, "resend")
    assert ask(second, "resend") == told
    client.force_login(second)
    with time_machine.travel(LATER, tick=False):
        start = reverse("register:bulk_start")
        answer = client.post(start, {"kind": "resend"}, follow=True)
    assert "Another officer asked for the same" in answer.text
    assert BulkWork.objects.filter(kind="resend").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["zip", "resend"])
def test_clicks_at_once_make_one_work(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(jobs, "send", lambda *_what: None)
    make_certificate()
    officers = [make_user("secretariat", email=f"o{n}@example.org") for n in range(2)]
    for one in officers:
        let_see_names(by=SYSTEM, user=one, allowed=True)
    clicks = [officers[n % 2 if kind == "resend" else 0].pk for n in range(8)]
    works = at_once([partial(_click, pk, kind) for pk in clicks])
    assert len(set(works)) == BulkWork.objects.count() == Job.objects.count() == 1


def _click(officer: int, kind: str) -> int:
    return ask(User.objects.get(pk=officer), kind).pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_issuing_to_everybody_asked_at_once_is_one_job(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "send", lambda *_what: None)
    programme, officer = make_programme(), make_user("secretariat")
    works = [partial(issue_recorded, by=officer, programme=programme)] * 8
    assert len(set(at_once(works))) == Job.objects.count() == 1


def test_what_was_on_record_before_the_programme_is_issued_once(
    client: Client, officer: User
) -> None:
    make_bank()
    attempt = make_attempt()
    take(attempt)
    programme = Programme.objects.create(
        code="late", title="Late", course=attempt.enrolment.edition.course
    )
    assert (people_without(programme), Certificate.objects.count()) == (1, 0)
    with pytest.raises(NotAllowed):
        issue_recorded(by=make_user(), programme=programme)
    client.force_login(officer)
    address = reverse("register:issue")
    assert "1 person passed and was never issued it" in client.get(address).text
    for unknown in ("", "nothing", "la\0te"):
        assert client.post(address, {"programme": unknown}).status_code == 404
    client.post(address, {"programme": "late"})
    job = Job.objects.get(kind="certificates.issue_recorded")
    assert issue_recorded(by=officer, programme=programme) == job
    running.run(job.pk, now=LATER)
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.Status.DONE, 1, 1)
    again = issue_recorded(by=officer, programme=programme)
    running.run(again.pk, now=LATER)
    assert Certificate.objects.count() == 1
    assert "Everybody who passed has it" in client.get(address).text
