"""In the form of a programme the paper is seen beside what is typed, and nothing is saved by looking."""

import base64
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from certificates.models import Programme, SignaturePicture
from certificates.pictures import digest_of, prepared
from certificates.previewing import tried
from certificates.specimens import NAMES
from foundation.audit.models import AuditRow
from tests.certificates.test_backoffice import form_of, rows_of
from tests.factories.certificates import make_programme
from tests.factories.papers import signature_png
from tests.factories.people import make_agency, make_user

pytestmark = pytest.mark.django_db
NEW = reverse("programmes:preview_new")


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def picture_in(page: str) -> Image.Image:
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def uploaded() -> SimpleUploadedFile:
    return SimpleUploadedFile("s.png", signature_png(), "image/png")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list:
    """What was tried in each preview, with what was found wrong."""
    seen: list = []

    def noted(form: object) -> object:
        seen.append(tried(form))
        return seen[-1]

    monkeypatch.setattr("certificates.preview_views.tried", noted)
    return seen


def test_what_is_typed_is_shown_as_a_paper_and_not_saved(secretariat: Client, sent: list) -> None:
    typed = form_of(
        title="Seeing what others miss",
        motto="Seen early",
        accrediting_body="The Council",
        hours_by_category="Law: 2\nCare: 1.5",
        **rows_of(("Bea Roe", "Chair"), ("Ana Roe", "")),
        **{"signatories-1-upload": uploaded()},
    )
    before = AuditRow.objects.count()
    answer = secretariat.post(NEW, typed)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    wide, high = picture_in(answer.text).size
    assert wide > high > 500
    ((found, problems),) = sent
    assert problems == []
    shown = found.snapshot
    assert (shown.programme, shown.layout, shown.hours) == (
        "Seeing what others miss",
        "formal-1",
        "3.5",
    )
    assert shown.layout_fields == {"colour": "navy", "motto": "Seen early"}
    digest = digest_of(prepared(signature_png()))
    assert list(shown.signed_by) == [
        {"name": "Bea Roe", "office": "Chair", "image_sha256": ""},
        {"name": "Ana Roe", "office": "", "image_sha256": digest},
    ]
    assert digest_of(found.pictures[digest]) == digest
    assert not Programme.objects.exists()
    assert not SignaturePicture.objects.exists()
    assert AuditRow.objects.count() == before


@pytest.mark.parametrize("name", NAMES)
def test_every_hard_name_is_one_page_on_both_papers(secretariat: Client, name: str) -> None:
    for paper, ratio in (("a4", 1.41), ("us-letter", 1.29)):
        typed = form_of(preview_name=name, preview_paper=paper)
        page = secretariat.post(NEW, typed).text
        assert page.count("<img") == 1
        wide, high = picture_in(page).size
        assert round(wide / high, 2) == ratio


def test_what_the_paper_does_not_show_may_still_be_missing(secretariat: Client) -> None:
    page = secretariat.post(NEW, form_of(code="", course="", validity_months="")).text
    assert picture_in(page)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Title"),
        ({"motto": "M" * 81}, "Line below the name of the issuer"),
        ({"layout": "classic-1"}, "Layout"),
        ({"hours_by_category": "Law"}, "Look at: Law"),
        ({"signatories-0-name": "W" * 30}, "Signatory 1"),
        ({"signatories-0-upload": SimpleUploadedFile("s.png", b"<svg/>")}, "Signatory 1"),
        ({"signatories-TOTAL_FORMS": ""}, "Signed by"),
    ],
)
def test_what_is_wrong_on_the_paper_is_said_in_the_frame(
    secretariat: Client, wrong: dict, words: str
) -> None:
    page = secretariat.post(NEW, form_of(**wrong)).text
    assert "The preview waits for this:" in page
    assert words in page
    assert "<img" not in page


def test_a_letter_without_a_font_is_told_and_no_box_is_shown(secretariat: Client) -> None:
    page = secretariat.post(NEW, form_of(motto="ᏣᎳᎩ")).text
    assert "Our fonts lack a letter" in page
    assert "<img" not in page


def test_one_that_is_changed_shows_its_pictures_and_stays(secretariat: Client, sent: list) -> None:
    secretariat.post(reverse("programmes:add"), form_of(**{"signatories-0-upload": uploaded()}))
    programme = Programme.objects.get()
    signatory = programme.signatories.get()
    known = {"signatories-0-id": signatory.pk, **rows_of(("Bea Roe", "Chair"), known=1)}
    address = reverse("programmes:preview", args=[programme.pk])
    assert picture_in(secretariat.post(address, form_of(title="Renamed", **known)).text)
    found, _problems = sent[-1]
    assert found.snapshot.programme == "Renamed"
    assert found.snapshot.signed_by[0]["image_sha256"] == signatory.picture_id
    for off in ({"signatories-0-remove": "on"}, {"signatories-0-DELETE": "on"}):
        secretariat.post(address, form_of(**known, **off))
        assert not sent[-1][0].pictures
    assert sent[-1][0].snapshot.signed_by == []
    programme.refresh_from_db()
    assert programme.title == "Child screening for teachers"
    assert programme.signatories.get().name == "Andrea Whyte"


def test_the_form_leads_to_its_own_preview(secretariat: Client) -> None:
    programme = make_programme()
    page = secretariat.get(reverse("programmes:edit", args=[programme.pk])).text
    address = reverse("programmes:preview", args=[programme.pk])
    assert f'formaction="{address}" formtarget="paper-preview" formnovalidate' in page
    assert '<iframe name="paper-preview"' in page
    assert f'formaction="{NEW}"' in secretariat.get(reverse("programmes:add")).text


def test_it_is_limited_and_for_who_may_change_programmes(secretariat: Client, settings) -> None:
    settings.PAPERS_PER_MINUTE = 1
    pages = [secretariat.post(NEW, form_of()).text for _time in range(3)]
    assert picture_in(pages[0])
    assert "Wait a minute" in pages[-1]
    focal = make_user("focal", agency=make_agency(), email="focal@example.org")
    for who in (focal, make_user("trainer", email="trainer@example.org")):
        secretariat.force_login(who)
        assert secretariat.post(NEW, form_of()).status_code in {302, 403}
