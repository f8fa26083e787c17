"""Who signs: in an order, with pictures that are checked, kept as they were, and printed with words."""

import io
from dataclasses import replace

import outloud
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageChops, ImageDraw
from pypdf import PdfReader

from certificates.actions import save_programme
from certificates.credentials.paper import paper_of, pictures_of
from certificates.models import (
    MOST_SIGNATORIES,
    Certificate,
    Programme,
    Signatory,
    SignaturePicture,
)
from certificates.models.signatories import LONGEST_WORD
from certificates.pictures import MAX_BYTES, SIZE, NotAPicture, digest_of, prepared
from certificates.printing import render_pdf
from certificates.serials import grouped
from certificates.vetted import OFFERED
from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from tests.certificates.test_backoffice import form_of, rows_of
from tests.factories.certificates import make_certificate, make_programme
from tests.factories.papers import CODE, FULL, ISSUED, SERIAL, signature_png
from tests.factories.people import make_person, make_user


def file_of(data: bytes, name: str = "signature.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def as_jpeg(width: int = 300, high: int = 100) -> bytes:
    held = io.BytesIO()
    made = Image.new("RGB", (width, high), "white")
    exif = made.getexif()
    exif[0x010E] = "taken at home"
    made.save(held, "JPEG", exif=exif)
    return held.getvalue()


@pytest.fixture
def secretariat(client: Client, db) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def add(client: Client, picture: object, **changes: object) -> object:
    sent = form_of(**{"signatories-0-upload": picture, **changes})
    return client.post(reverse("programmes:add"), sent)


def sign(programme: Programme, picture: bytes) -> None:
    """Give the first signatory this picture, as the office does."""
    first = programme.signatories.all()[0]
    first.new_picture = prepared(picture)
    programme.signatories.set([first])
    save_programme(by=SYSTEM, programme=programme)


@pytest.mark.parametrize("picture", [signature_png(), as_jpeg()])
def test_a_picture_comes_with_the_form(secretariat: Client, picture: bytes) -> None:
    assert add(secretariat, file_of(picture)).status_code == 302
    signatory = Programme.objects.get().signatories.get()
    assert signatory.picture_id == digest_of(bytes(signatory.picture.content))
    assert signatory.picture_id == digest_of(prepared(picture))


@pytest.mark.parametrize(
    "wrong",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        b"%PDF-1.7",
        signature_png()[:200],
        b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        b"x" * (MAX_BYTES + 1),
    ],
    ids=["svg", "pdf", "cut off", "no png", "too large"],
)
def test_what_is_no_picture_is_refused_and_the_rest_is_kept(
    secretariat: Client, wrong: bytes
) -> None:
    answer = add(secretariat, file_of(wrong))
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "Choose another one." in said or "larger than 2 MB" in said
    assert "Andrea Whyte" in said
    assert not Programme.objects.exists()
    assert not SignaturePicture.objects.exists()


def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused() -> None:
    held = io.BytesIO()
    Image.new("1", (6000, 6000)).save(held, "PNG")
    assert len(held.getvalue()) < MAX_BYTES
    with pytest.raises(NotAPicture):
        prepared(held.getvalue())


def test_a_picture_is_kept_no_larger_than_it_is_printed_and_without_what_cameras_add() -> None:
    kept = prepared(as_jpeg(3000, 900))
    picture = Image.open(io.BytesIO(kept))
    assert picture.format == "PNG"
    assert picture.size[0] <= SIZE[0]
    assert picture.size[1] <= SIZE[1]
    assert b"taken at home" not in kept


def test_signatories_keep_their_order_and_are_at_most_three(secretariat: Client) -> None:
    three = [("Bea Roe", "Chair"), ("Ana Roe", ""), ("Cy Roe", "Dean")]
    assert (
        secretariat.post(reverse("programmes:add"), form_of(**rows_of(*three))).status_code == 302
    )
    programme = Programme.objects.get()
    assert [one.name for one in programme.signatories.all()] == ["Bea Roe", "Ana Roe", "Cy Roe"]
    four = [*three, ("Di Roe", "")]
    more = form_of(code="more", **rows_of(*four))
    assert secretariat.post(reverse("programmes:add"), more).status_code == 200
    assert Programme.objects.count() == 1


def test_a_picture_can_be_taken_off_again(secretariat: Client) -> None:
    add(secretariat, file_of(signature_png()))
    programme = Programme.objects.get()
    signatory = programme.signatories.get()
    address = reverse("programmes:edit", args=[programme.pk])
    assert "There is a picture." in secretariat.get(address).content.decode()
    known = {"signatories-0-id": signatory.pk, **rows_of(("Andrea Whyte", "Director"), known=1)}
    secretariat.post(address, form_of(**known))
    assert programme.signatories.get().picture_id
    secretariat.post(address, form_of(**known, **{"signatories-0-remove": "on"}))
    assert programme.signatories.get().picture_id is None
    assert SignaturePicture.objects.count() == 1


def test_only_the_secretariat_keeps_pictures(db) -> None:
    programme = make_programme()
    programme.signatories.all()[0].new_picture = prepared(signature_png())
    with pytest.raises(NotAllowed):
        save_programme(by=make_user("trainer"), programme=programme)
    assert not SignaturePicture.objects.exists()


@pytest.mark.parametrize("layout", OFFERED)
def test_a_new_picture_never_changes_an_old_certificate(db, layout: str) -> None:
    programme = make_programme()
    Programme.objects.filter(pk=programme.pk).update(layout=layout)
    programme.refresh_from_db()
    sign(programme, signature_png())
    old = make_certificate(programme=Programme.objects.get())
    before = paper_of(old)
    assert len(PdfReader(io.BytesIO(before)).pages[0].images) == 1
    sign(Programme.objects.get(), signature_png(900))
    fresh = make_certificate(make_person("Ana Roe"), Programme.objects.get())
    again = Certificate.objects.select_related("printed").get(pk=old.pk)
    assert paper_of(again) == before
    newer = {one["image_sha256"] for one in fresh.snapshot["signatories"]}
    assert newer.isdisjoint(one["image_sha256"] for one in old.snapshot["signatories"])
    assert SignaturePicture.objects.count() == 2


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_database_refuses_to_change_a_picture(db, attempt: str) -> None:
    sign(make_programme(), signature_png())
    rows = SignaturePicture.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(content=b"x") if attempt == "update" else rows._raw_delete(rows.db)


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("layout", OFFERED)
@pytest.mark.parametrize("word", ["Wilhelmina ", "Permanent Secretary "])
def test_as_many_as_may_sign_fit_on_the_page_with_the_longest_texts(
    layout: str, paper: str, word: str, tmp_path
) -> None:
    name = (word * 80)[: Signatory._meta.get_field("name").max_length].strip()
    office = (word * 120)[: Signatory._meta.get_field("office").max_length].strip()
    signed = [{"name": name, "office": office, "image_sha256": "wide"}] * MOST_SIGNATORIES
    file = tmp_path / "paper.pdf"
    file.write_bytes(
        render_pdf(
            snapshot=replace(FULL, layout=layout, signatories=signed),
            name="W" * 100,
            serial=SERIAL,
            code=CODE,
            issued_at=ISSUED,
            paper=paper,
            pictures={"wide": prepared(signature_png(3000))},
        )
    )
    assert len(PdfReader(file).pages) == 1
    heard = outloud.check(str(file))
    assert (heard.verdict, heard.errors, heard.warnings) == ("pass", 0, 0)


def test_a_word_that_is_wider_than_its_place_is_refused(secretariat: Client) -> None:
    wide = form_of(**rows_of(("W" * (LONGEST_WORD + 1), "")))
    answer = secretariat.post(reverse("programmes:add"), wide)
    assert "No word may be longer than 24 letters" in answer.content.decode()
    just = form_of(**rows_of(("W" * LONGEST_WORD + "-" + "W" * LONGEST_WORD, "")))
    assert secretariat.post(reverse("programmes:add"), just).status_code == 302


def test_a_picture_is_read_aloud_as_whose_signature_it_is(db) -> None:
    sign(make_programme(), signature_png())
    made = paper_of(make_certificate(programme=Programme.objects.get()))
    assert "Signature of Andrea Whyte" in _alternatives(made)


def _alternatives(pdf: bytes) -> set[str]:
    found = set()
    reader = PdfReader(io.BytesIO(pdf))
    for number in range(1, len(reader.xref[0]) + 1):
        thing = reader.get_object(number)
        if hasattr(thing, "get") and thing.get("/Alt"):
            found.add(str(thing["/Alt"]))
    return found


def test_the_pictures_of_many_certificates_cost_one_query(db) -> None:
    sign(make_programme(), signature_png())
    for _number in range(4):
        make_certificate(programme=Programme.objects.get())
    held = list(Certificate.objects.all())
    with CaptureQueriesContext(connection) as seen:
        found = pictures_of(held)
    assert (len(found), len(seen)) == (1, 1)


def test_everybody_who_signed_stands_on_the_page_of_the_certificate(client: Client, db) -> None:
    programme = make_programme()
    programme.signatories.add(Signatory(name="Bea Roe", office="Chair", sort_order=1))
    save_programme(by=SYSTEM, programme=programme)
    certificate = make_certificate(programme=Programme.objects.get())
    page = client.get(reverse("certificates:verify", args=[grouped(certificate.code)]))
    said = page.content.decode()
    assert "Andrea Whyte, Director" in said
    assert "Bea Roe, Chair" in said


def test_the_page_shows_each_picture_as_it_was_when_issued(client: Client, db) -> None:
    programme = make_programme()
    programme.signatories.add(Signatory(name="Bea Roe", office="Chair", sort_order=1))
    sign(programme, signature_png())
    certificate = make_certificate(programme=Programme.objects.get())
    digest = certificate.snapshot["signatories"][0]["image_sha256"]
    sign(Programme.objects.get(), signature_png(900))
    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse("certificates:verify", args=[grouped(certificate.code)])).text
    assert len(seen) <= 3
    address = reverse("credentials:signature", args=[digest])
    assert f'<img src="{address}" alt="Signature of Andrea Whyte"' in page
    assert page.count("<img") == 1
    answer = client.get(address)
    assert answer.content == prepared(signature_png())
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.get(reverse("credentials:signature", args=["0" * 64])).status_code == 404


def test_machines_are_told_of_the_pictures(client: Client, db) -> None:
    sign(make_programme(), signature_png())
    certificate = make_certificate(programme=Programme.objects.get())
    address = reverse("certificates:verify", args=[grouped(certificate.code)])
    said = client.get(address, headers={"accept": "application/json"}).json()
    (signatory,) = said["certificate"]["signatories"]
    assert signatory["picture_sha256"] == digest_of(prepared(signature_png()))


@pytest.mark.parametrize("paper", [(246, 244, 240), (180, 176, 170)], ids=["bright", "in shadow"])
def test_of_a_photograph_only_the_ink_is_kept(paper: tuple[int, int, int]) -> None:
    """With its grain it would weigh hundreds of times as much, on every paper and page that shows it."""
    picture = Image.new("RGB", (1700, 680), paper)
    ImageDraw.Draw(picture).line([(200, 600), (850, 100), (1500, 600)], fill=(20, 24, 70), width=24)
    grain = Image.merge("RGB", [Image.effect_noise(picture.size, 14)] * 3)
    held = io.BytesIO()
    ImageChops.add(picture, grain, offset=-128).save(held, "JPEG", quality=90)
    kept = prepared(held.getvalue())
    assert len(kept) < 20_000 < len(held.getvalue())
    shown = Image.open(io.BytesIO(kept)).convert("RGBA")
    red, green, blue, cover = shown.getpixel((212, 28))
    assert cover > 240
    assert max(red, green) < 60 < blue + 10
    assert all(shown.getpixel(corner)[3] < 20 for corner in [(5, 5), (415, 5), (212, 165)])


def test_ink_on_nothing_stays_so() -> None:
    shown = Image.open(io.BytesIO(prepared(signature_png(850)))).convert("RGBA")
    assert shown.getpixel((2, 2))[3] == 0
    assert shown.getpixel((425, 22))[3] > 240
