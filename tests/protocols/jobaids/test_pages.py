"""The sheet as a file: from its page, by address, and by command."""

import io
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from protocols.actions import suspend_version
from protocols.models import ProtocolVersion
from tests.factories.people import make_user
from tests.factories.protocols import NOW, make_version

URL = reverse("protocols:sheet_pdf", args=["small"])


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version()


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_page_offers_the_file_for_each_parish(version: ProtocolVersion, client: Client) -> None:
    page = client.get(reverse("protocols:sheet", args=["small"])).content.decode()
    assert f'action="{URL}"' in page
    assert '<option value="st-thomas">' in page


def test_anybody_may_save_the_sheet(version: ProtocolVersion, client: Client) -> None:
    answer = client.get(URL)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    assert 'filename="small-1.0.0-en.pdf"' in answer["Content-Disposition"]
    said = text_of(answer.content)
    assert "Call the referral desk. 876-555-0100 (within 30 minutes)" in said
    assert "Tell the desk of the parish." not in said


def test_a_parish_has_its_own_steps(version: ProtocolVersion, client: Client) -> None:
    answer = client.get(URL, {"parish": "st-thomas"})
    assert "small-1.0.0-en-st-thomas.pdf" in answer["Content-Disposition"]
    assert "Tell the desk of the parish." in text_of(answer.content)


def test_a_parish_or_language_that_there_is_not_is_left_out(
    version: ProtocolVersion, client: Client
) -> None:
    answer = client.get(URL, {"parish": "../x", "language": "xx"})
    assert 'filename="small-1.0.0-en.pdf"' in answer["Content-Disposition"]


def test_a_suspended_protocol_has_only_its_page(version: ProtocolVersion, client: Client) -> None:
    for role in ("legal", "secretariat"):
        suspend_version(by=make_user(role), version=version, reason="harm", now=NOW)
    answer = client.get(URL)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("protocols:sheet", args=["small"])


def test_a_letter_without_a_font_leads_to_the_page(db: None, client: Client) -> None:
    texts = {
        "title": "\U0001f600",
        "summary": "Four signs.",
        "audience": "Nurses",
        "age_wording": "How old?",
        "age_why": "Under 18 you have to report.",
        "brief": "A made-up person comes in.",
    }
    make_version(texts=texts)
    assert client.get(URL)["Location"] == reverse("protocols:sheet", args=["small"])


def test_many_sheets_in_a_minute_lead_to_the_page(
    version: ProtocolVersion, client: Client, settings: Settings
) -> None:
    settings.PAPERS_PER_MINUTE = 2
    with time_machine.travel(NOW, tick=False):
        asked = [client.get(URL) for _time in range(3)]
        assert [answer.status_code for answer in asked] == [200, 200, 429]
        assert asked[2]["Retry-After"] == "60"
        page = reverse("protocols:sheet", args=["small"])
        assert f'href="{page}"' in asked[2].text
        assert client.get(page).status_code == 200
        assert client.get(URL, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_what_is_not_in_force_is_not_there(db: None, client: Client) -> None:
    assert client.get(URL).status_code == 404


def test_it_takes_few_queries(
    version: ProtocolVersion, client: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        client.get(URL, {"parish": "st-thomas"})


def test_the_command_writes_the_same_sheet(version: ProtocolVersion, tmp_path: Path) -> None:
    file = tmp_path / "small.pdf"
    words = ["export", "small", "--format", "pdf", "--parish", "st-thomas", "--output", str(file)]
    call_command("protocols", *words, stdout=StringIO())
    assert "Tell the desk of the parish." in text_of(file.read_bytes())
    for wrong in (["--language", "es"], ["--parish", "nowhere"]):
        with pytest.raises(CommandError, match="this protocol has no such sheet"):
            call_command("protocols", *words, *wrong)
    with pytest.raises(CommandError, match="name it with --output"):
        call_command("protocols", "export", "small", "--format", "pdf")
