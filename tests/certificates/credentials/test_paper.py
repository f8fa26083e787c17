"""The paper holds its signed credential, in both sizes; and files that outlive the server."""

import io
import json
import re
from pathlib import Path

import pytest
import qrcode
import time_machine
import typst
import zxingcpp
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from certificates import printing
from certificates.actions.revoking import end_certificate
from certificates.actions.unprintable import look_at_print
from certificates.credentials.actions import blank_credentials, publish_list, withdraw_key
from certificates.credentials.models import SignedCredential
from certificates.credentials.tasks import sign_one, sweep
from certificates.models import CertificateName
from certificates.printing import source_of
from certificates.serials import grouped, new_code
from certificates.snapshot import Snapshot
from foundation.audit.actors import SYSTEM
from foundation.formats.typesetting import MASK, fonts
from foundation.notices.models import Notice
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.credentials import make_key, make_signed
from tests.factories.papers import inputs
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db
SIDES = {"": [297, 210], "?paper=letter": [279, 216], "?paper=elephant": [297, 210]}


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.BASE_URL = "https://firstline.example"


def address(kept: SignedCredential, ending: str) -> str:
    return f"/credentials/{grouped(kept.certificate.code)}.{ending}"


@pytest.mark.parametrize("query", SIDES)
def test_the_paper_holds_the_credential_to_the_byte(client: Client, query: str) -> None:
    make_key()
    kept = make_signed("Zoë Łukasiewicz-Ñandú")
    answer = client.get(address(kept, "pdf") + query)
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    (page,) = reader.pages
    assert [round(float(s) / 72 * 25.4) for s in page.mediabox[2:]] == SIDES[query]
    assert "Zoë Łukasiewicz-Ñandú" in page.extract_text()
    ((name, (held,)),) = reader.attachments.items()
    assert name == f"{kept.certificate.serial}.json"
    assert held == client.get(address(kept, "json")).content


def test_with_the_credential_it_is_archival_tagged_and_the_same_each_time(client: Client) -> None:
    make_key()
    kept = make_signed()
    first = client.get(address(kept, "pdf")).content
    assert client.get(address(kept, "pdf")).content == first
    root = PdfReader(io.BytesIO(first)).trailer["/Root"]
    identity = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part>1<", identity)
    assert re.search(r"pdfaid:part>3<.*pdfaid:conformance>A<", identity, re.S)
    (file,) = root["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Supplement"


def test_my_own_paper_holds_it_too_and_prints_before_it_is_signed(client: Client) -> None:
    make_key()
    kept = make_signed()
    unsigned = make_certificate(make_person("Bea Roe"))
    for certificate, attached in ((kept.certificate, 1), (unsigned, 0)):
        client.force_login(make_user(person=certificate.person))
        answer = client.get(f"/record/{certificate.serial}.pdf")
        assert len(PdfReader(io.BytesIO(answer.content)).attachments) == attached


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_qr_code_is_read_at_100_dpi_from_either_size(paper: str) -> None:
    certificate = make_certificate(make_person("W" * 100))
    given = inputs(
        snapshot=Snapshot.read(certificate.snapshot),
        name="W" * 100,
        serial=certificate.serial,
        code=certificate.code,
        paper=paper,
    )
    pages = typst.compile(
        str(source_of("classic-2")),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=given,
        format="png",
        ppi=100,
    )
    assert isinstance(pages, bytes), "The longest name needs a second page."
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(pages)).convert("L"))
    assert found.text == f"https://firstline.example/verify/{grouped(certificate.code)}/"


def test_every_code_s_qr_is_read_though_its_mask_is_fixed() -> None:
    """At 100 dpi a module is 3.5 points wide on the paper; here it is 3."""
    for _try in range(25):
        address = f"https://firstline.example/verify/{grouped(new_code())}/"
        drawn = qrcode.QRCode(
            border=4,
            box_size=3,
            error_correction=qrcode.constants.ERROR_CORRECT_M,
            mask_pattern=MASK,
        )
        drawn.add_data(address)
        (found,) = zxingcpp.read_barcodes(drawn.make_image().get_image().convert("L"))
        assert found.text == address


def test_revoked_erased_and_unprintable_papers_are_refused(client: Client) -> None:
    make_key()
    revoked, erased, foreign = make_signed(), make_signed("Bea Roe"), make_signed("ᏣᎳᎩ")
    assert client.get(address(revoked, "pdf")).status_code == 200
    assert client.get(address(erased, "pdf")).status_code == 200
    end_certificate(by=SYSTEM, certificate=revoked.certificate, reason="mistake", now=ISSUED)
    blank_credentials(by=SYSTEM, certificate=erased.certificate)
    CertificateName.objects.filter(certificate=erased.certificate).update(legal_name="")
    for kept, status in ((revoked, 410), (erased, 410), (foreign, 409)):
        assert client.get(address(kept, "pdf")).status_code == status
    assert client.get(address(revoked, "json")).status_code == 200
    assert client.get("/credentials/7K3M-9QZT-2F8H-XW4D.pdf").status_code == 404


def test_files_that_outlive_the_server(client: Client, tmp_path: Path) -> None:
    make_key()
    kept, erased = make_signed(), make_signed("Bea Roe")
    publish_list(by=SYSTEM, number=1, now=ISSUED)
    call_command("certificates", "export-static", str(tmp_path), stdout=io.StringIO())
    served = ["/.well-known/did.json", "/credentials/status/1.json"]
    served += [address(one, "json") for one in (kept, erased)]
    for name in served:
        assert json.loads((tmp_path / name[1:]).read_text()) == client.get(name).json()
    assert (tmp_path / served[2][1:]).read_bytes() == client.get(served[2]).content
    blank_credentials(by=SYSTEM, certificate=erased.certificate)
    call_command("certificates", "export-static", str(tmp_path), stdout=io.StringIO())
    assert not (tmp_path / served[3][1:]).exists()
    assert "Roe" not in "".join(p.read_text() for p in tmp_path.rglob("*.json"))


def test_no_text_whose_name_is_gone_is_exported(tmp_path: Path) -> None:
    make_key()
    kept, other = make_signed(), make_signed("Bea Roe")
    CertificateName.objects.filter(certificate=kept.certificate).update(legal_name="", salt="")
    call_command("certificates", "export-static", str(tmp_path), stdout=io.StringIO())
    held = [path.name for path in (tmp_path / "credentials").glob("*.json")]
    assert held == [f"{grouped(other.certificate.code)}.json"]


def test_nothing_that_a_withdrawn_key_signed_is_exported(tmp_path: Path) -> None:
    stolen = make_key()
    kept = make_signed()
    withdraw_key(by=SYSTEM, key=stolen, now=ISSUED)
    call_command("certificates", "export-static", str(tmp_path), stdout=io.StringIO())
    assert not (tmp_path / address(kept, "json")[1:]).exists()


def test_papers_are_limited_for_one_address_and_pages_are_not(client: Client, settings) -> None:
    settings.PAPERS_PER_MINUTE = 2
    make_key()
    kept = make_signed()
    assert [client.get(address(kept, "pdf")).status_code for _try in range(3)] == [200, 200, 429]
    assert client.get(address(kept, "json")).status_code == 200
    code = grouped(kept.certificate.code)
    assert client.get(f"/verify/{code}/").status_code == 200
    settings.PAPERS_PER_MINUTE = 0
    assert client.get(address(kept, "pdf")).status_code == 200


def test_a_paper_asked_for_again_is_not_set_again(client: Client, monkeypatch) -> None:
    make_key()
    kept, made = make_signed("Ivy Kept"), []
    monkeypatch.setattr(printing, "compiled", lambda *_a, **_k: made.append(1) or b"%PDF-")
    for _time in range(3):
        assert client.get(address(kept, "pdf")).content == b"%PDF-"
    assert len(made) == 1
    client.get(address(kept, "pdf") + "?paper=letter")
    assert len(made) == 2
    # The name is gone: what is kept in memory is served to nobody.
    CertificateName.objects.update(legal_name="")
    assert client.get(address(kept, "pdf")).status_code == 410


def test_my_own_papers_are_limited_for_me_wherever_i_am(client: Client, settings) -> None:
    settings.PAPERS_PER_MINUTE = 2
    mine, other = make_certificate(), make_certificate()
    urls = [reverse("certificates:pdf", args=[mine.serial]), reverse("certificates:transcript_pdf")]
    client.force_login(make_user(person=mine.person, email="mine@example.org"))
    with time_machine.travel(ISSUED, tick=False):
        asked = [client.get(urls[n % 2], REMOTE_ADDR=f"192.0.2.{n}") for n in range(4)]
        assert [answer.status_code for answer in asked] == [200, 200, 429, 429]
        assert grouped(mine.code) in asked[2].text
        assert reverse("certificates:transcript") in asked[3].text
        assert asked[3]["Retry-After"] == "60"
        client.force_login(make_user(person=other.person, email="other@example.org"))
        own = reverse("certificates:pdf", args=[other.serial])
        assert client.get(own, REMOTE_ADDR="192.0.2.0").status_code == 200


def test_the_page_leads_to_the_paper_and_the_signed_form(client: Client) -> None:
    make_key()
    kept = make_signed()
    page = f"/verify/{grouped(kept.certificate.code)}/"
    assert address(kept, "pdf") in client.get(page).text
    end_certificate(by=SYSTEM, certificate=kept.certificate, reason="mistake", now=ISSUED)
    assert address(kept, "pdf") not in client.get(page).text
    assert address(kept, "json") in client.get(page).text


def test_staff_hear_once_of_a_name_that_cannot_be_printed() -> None:
    officer = make_user("secretariat")
    good, foreign = make_certificate(make_person("Ana Roe")), make_certificate(make_person("ᏣᎳᎩ"))
    assert look_at_print(by=SYSTEM, certificate=good)
    for _try in range(2):
        assert not look_at_print(by=SYSTEM, certificate=foreign)
    (told,) = Notice.objects.filter(recipient=officer, kind="certificates.unprintable")
    assert foreign.serial in told.subject
    assert "ᏣᎳᎩ" not in told.subject + told.body


def test_the_sweep_tells_of_unprintable_names_too() -> None:
    make_key()
    officer = make_user("secretariat")
    foreign = make_certificate(make_person("ᏣᎳᎩ"))
    sweep()
    sweep()
    assert SignedCredential.objects.filter(certificate=foreign).exists()
    assert Notice.objects.filter(recipient=officer, kind="certificates.unprintable").count() == 1


def test_without_a_key_staff_hear_of_it_all_the_same() -> None:
    officer = make_user("secretariat")
    foreign = make_certificate(make_person("ᏣᎳᎩ"))
    sign_one(foreign.pk)
    assert not SignedCredential.objects.filter(certificate=foreign).exists()
    assert Notice.objects.filter(recipient=officer, kind="certificates.unprintable").count() == 1
