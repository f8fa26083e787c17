"""From an editor's blocks to what a learner reads."""

import io
import json
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses import actions
from courses.blocks import LessonBlocks
from courses.content import stream_data
from courses.freezing import freeze_lesson, safe_html
from courses.glossary import live_words
from courses.models import EditionText, LessonPage
from courses.present_blocks import present_blocks
from courses.views.public import time_in_words
from foundation.audit.actors import SYSTEM
from people.models import Role
from tests.factories.courses import (
    make_course_page,
    make_document,
    make_enrolment,
    make_glossary,
    make_image,
    make_lesson,
    make_module,
    release,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" width="60" height="40"/>'


def stream(*blocks: tuple[str, object]) -> object:
    return LessonBlocks().to_python(stream_data(blocks))


def every_block() -> list[tuple[str, object]]:
    film = make_document("visit.mp4", b"\0\0\0\x18ftypmp42")
    captions = make_document("visit.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nCome in.")
    make_glossary("Grooming")
    option = {"text": "Ask her", "tone": "bad", "happens": "<p>He hears it.</p>"}
    return [
        ("text", "<h2>What you see</h2><p>A <b>companion</b> answers.</p>"),
        ("picture", {"image": make_image().pk, "alt": "A closed door", "caption": "The door"}),
        (
            "video",
            {
                "title": "A visit",
                "file": film.pk,
                "captions": captions.pk,
                "transcript": "<p>Come in.</p>",
                "poster": None,
            },
        ),
        ("callout", {"tone": "due", "title": "Look again", "text": "<p>One sign.</p>"}),
        ("say", {"safe": ["“I see everyone alone.”"], "never": ["“Is he hurting you?”"]}),
        (
            "decision",
            {
                "question": "What would you do?",
                "situation": "He stays in the room.",
                "options": [option, {**option, "text": "Send him to the desk", "tone": "ok"}],
            },
        ),
        ("key_points", {"title": "Remember", "points": ["Alone first", "Treat first"]}),
        ("document", {"title": "The sheet", "file": make_document().pk, "note": "To pin up"}),
        ("words", {"words": [word.key for word in live_words()]}),
    ]


def test_everything_an_editor_can_write_is_frozen_and_shown(client: Client) -> None:
    blocks = every_block()
    assert {kind for kind, _value in blocks} == set(LessonBlocks().child_blocks)
    page = make_course_page(slug="signs")
    make_lesson(make_module(page), slug="all", blocks=blocks)
    user = make_user()
    make_enrolment(release(page), user)
    client.force_login(user)
    html = client.get("/learn/signs/all/").content.decode()
    for words in (
        "<h2>What you see</h2>",
        'alt="A closed door"',
        'kind="captions"',
        "Read it instead",
        "fl-note--due",
        "“Is he hurting you?”",
        "<summary>Ask her</summary>",
        "He hears it.",
        "<li>Alone first</li>",
        "The sheet (PDF, 8\xa0bytes)",
        '<a href="/glossary/#grooming">Grooming</a>',
        "What Grooming means.",
    ):
        assert words in html, words
    assert "style=" not in html


def test_what_is_frozen_is_json_with_the_ids_of_the_editor() -> None:
    made = stream(*every_block())
    frozen = freeze_lesson(made)
    assert json.loads(json.dumps(frozen)) == frozen
    assert [b["id"] for b in frozen["blocks"]] == [child.id for child in made]  # type: ignore[attr-defined]
    assert all(re.fullmatch(r"[0-9a-f-]{36}", block["id"]) for block in frozen["blocks"])


def test_the_items_of_lists_have_ids() -> None:
    [block] = stream_data([("say", {"safe": ["a", "b"], "never": ["c"]})])
    items = [*block["value"]["safe"], *block["value"]["never"]]
    assert len({item["id"] for item in items}) == 3
    assert [item["value"] for item in items] == ["a", "b", "c"]


def test_a_picture_comes_in_two_sizes_and_counts_for_a_phone() -> None:
    frozen = freeze_lesson(
        stream(("picture", {"image": make_image(1200, 800).pk, "alt": "x", "caption": ""}))
    )
    [block] = frozen["blocks"]
    sizes = block["picture"]["sizes"]
    assert [size["width"] for size in sizes] == [480, 800]
    assert (block["picture"]["width"], block["picture"]["height"]) == (800, 533)
    assert sizes[0]["bytes"] < frozen["bytes"] < sizes[1]["bytes"]
    with default_storage.open(sizes[0]["file"]) as handle:
        content = handle.read()
    assert content[8:12] == b"WEBP"
    assert len(content) == sizes[0]["bytes"]
    [shown] = present_blocks(frozen["blocks"])
    assert shown["picture"]["srcset"].endswith("800w")


def test_a_small_picture_is_not_blown_up() -> None:
    frozen = freeze_lesson(
        stream(("picture", {"image": make_image(300, 200).pk, "alt": "x", "caption": ""}))
    )
    assert [s["width"] for s in frozen["blocks"][0]["picture"]["sizes"]] == [300]


def test_a_drawing_stays_a_drawing() -> None:
    image = Image.objects.create(title="Path", file=ContentFile(SVG, "path.svg"))
    frozen = freeze_lesson(stream(("picture", {"image": image.pk, "alt": "x", "caption": ""})))
    picture = frozen["blocks"][0]["picture"]
    assert picture["sizes"][0]["file"].endswith(".svg")
    assert (picture["width"], picture["height"]) == (60, 40)


def test_a_frozen_file_outlives_what_it_was_made_from() -> None:
    image = make_image()
    made = stream(("picture", {"image": image.pk, "alt": "x", "caption": ""}))
    name = freeze_lesson(made)["blocks"][0]["picture"]["sizes"][0]["file"]
    image.delete()
    assert default_storage.exists(name)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>ok</p><script>x()</script>", "<p>ok</p>"),
        ('<p style="color:red" onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<img src="x">text', "text"),
    ],
)
def test_rich_text_is_made_safe(written: str, read: str) -> None:
    assert safe_html(written) == read


def test_a_link_to_a_page_becomes_its_address() -> None:
    page = make_course_page(slug="signs")
    html = safe_html(f'<p><a linktype="page" id="{page.pk}">Signs</a></p>')
    assert 'href="/catalogue/signs/"' in html


@pytest.fixture
def film() -> dict[str, object]:
    return {
        "title": "A visit",
        "file": make_document("visit.mp4", b"\0\0\0\x18ftypmp42"),
        "captions": make_document("visit.vtt", b"\xef\xbb\xbfWEBVTT\n"),
        "transcript": "<p>Come in.</p>",
        "poster": None,
    }


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [("captions", "visit.vtt", b"1\n00:00"), ("file", "visit.pdf", b"%PDF")],
)
def test_a_film_needs_real_captions_and_a_format_browsers_play(
    film: dict[str, object], field: str, name: str, content: bytes
) -> None:
    block = LessonBlocks().child_blocks["video"]
    pks = {key: value.pk if isinstance(value, Document) else value for key, value in film.items()}
    assert block.clean(block.to_python(pks))["title"] == "A visit"
    wrong = {**pks, field: make_document(name, content).pk}
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(wrong))
    assert set(refusal.value.block_errors) == {field}  # type: ignore[attr-defined]


@pytest.mark.parametrize("missing", ["alt", "image"])
def test_a_picture_needs_words(missing: str) -> None:
    block = LessonBlocks().child_blocks["picture"]
    value = {"image": make_image().pk, "alt": "A closed door", "caption": ""}
    assert block.clean(block.to_python(value))["alt"] == "A closed door"
    with pytest.raises(ValidationError):
        block.clean(block.to_python({**value, missing: None if missing == "image" else ""}))


def test_the_editor_previews_a_lesson_as_a_learner_sees_it(client: Client) -> None:
    page = make_course_page()
    trainer = make_user(Role.TRAINER)
    actions.give_course(by=SYSTEM, user=trainer, page=page)
    lesson = make_lesson(make_module(page), live=False)
    client.force_login(trainer)
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert response.status_code == 200
    assert "One sign is not proof." in response.content.decode()
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert not EditionText.objects.exists()


def test_public_addresses_of_parts_lead_to_the_learners_pages(client: Client) -> None:
    page = make_course_page(slug="signs")
    module = make_module(page, slug="module")
    lesson = make_lesson(module, slug="first")
    draft = make_lesson(module, slug="draft")
    assert client.get("/catalogue/signs/module/first/").status_code == 404
    release(page)
    LessonPage.objects.filter(pk=draft.pk).update(live=False)
    assert client.get("/catalogue/signs/module/first/")["Location"] == "/learn/signs/first/"
    assert client.get("/catalogue/signs/module/")["Location"] == "/learn/signs/"
    assert lesson.lasting_address() == "/learn/signs/first/"


def test_the_catalogue_finds_courses_by_their_words(client: Client) -> None:
    make_course_page(title="Signs at school", slug="school")
    make_course_page(title="Signs in a clinic", slug="clinic")
    make_course_page(title="Draft", slug="draft", live=False)
    everything = client.get("/catalogue/").content.decode()
    assert "Signs at school" in everything
    assert "Signs in a clinic" in everything
    assert "Draft" not in everything
    found = client.get("/catalogue/?q=clinic+signs").content.decode()
    assert "1 course found" in found
    assert "Signs at school" not in found
    none = client.get("/catalogue/?q=<script>").content.decode()
    assert "No course found" in none
    assert "<script>" not in none.split("</head>")[1].split("<footer")[0]


def test_the_public_page_of_a_course_tells_what_is_learnt(client: Client) -> None:
    page = make_course_page(slug="signs")
    make_lesson(make_module(page, title="In a clinic"), title="The companion")
    before = client.get("/catalogue/signs/").content.decode()
    assert "Not open yet" in before
    assert "In a clinic" in before
    release(page)
    after = client.get("/catalogue/signs/").content.decode()
    assert "Sign in and start" in after
    assert "The companion" in after
    assert 'href="/learn/signs/"' in after


@pytest.mark.parametrize(
    ("hours", "words"),
    [("0.75", "About 45 minutes"), ("1.00", "About 1 hour"), ("6.50", "About 6.5 hours")],
)
def test_the_catalogue_says_how_long_a_course_takes(hours: str, words: str) -> None:
    assert time_in_words(Decimal(hours)) == words


def test_public_lists_cost_the_same_however_many_courses(
    client: Client, django_assert_max_num_queries: object
) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            make_course_page()
        client.get("/catalogue/")
        with django_assert_max_num_queries(20) as found:  # type: ignore[operator]
            html = client.get("/catalogue/").content.decode()
        counts.append(len(found))
    assert html.count("<article") == 5
    assert counts[0] == counts[1]


def test_io_of_kept_files_is_by_content() -> None:
    from courses.stored_files import keep

    first = keep(io.BytesIO(b"same"), "TXT")
    assert keep(io.BytesIO(b"same"), "txt") == first
    assert keep(io.BytesIO(b"other"), "txt")[0] != first[0]
