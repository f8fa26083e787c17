"""The glossary: written by trainers, approved by somebody else, read by everybody, chosen in lessons."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import StreamBlockValidationError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses import actions
from courses.blocks import GlossaryBlocks, glossary_words
from courses.content import stream_data
from courses.freezing import freeze_lesson
from courses.glossary import by_letter, live_words, matching
from courses.models import GlossaryPage, LessonPage
from courses.present_blocks import present_blocks
from firstline.publishing import ensure_public_pages
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role, User
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

GROOMING = {
    "word": "Grooming",
    "meaning": "Winning trust in order to use it.",
    "elsewhere": {"es": "Captación"},
}
DEBT = {
    "word": "Debt bondage",
    "meaning": "A debt that never shrinks.",
    "source": "A convention, article 1",
}
ETUDE = {"word": "Étude", "meaning": "A word with an accent.", "elsewhere": {"ht": "Etid"}}


@pytest.fixture
def page() -> GlossaryPage:
    ensure_public_pages(by=SYSTEM)
    return GlossaryPage.objects.get()


@pytest.fixture
def trainer() -> User:
    return make_user(Role.TRAINER)


def approve(page: GlossaryPage, by: User) -> None:
    actions.submit_for_approval(by=SYSTEM, page=page)
    actions.approve_page(by=by, page=page)


def written(page: GlossaryPage, trainer: User, *words: dict[str, Any]) -> GlossaryPage:
    """The glossary with these words, approved."""
    actions.write_words(by=trainer, page=page, words=words)
    approve(page, make_user(Role.SECRETARIAT))
    return GlossaryPage.objects.get()


def test_an_empty_glossary_says_so(client: Client, page: GlossaryPage) -> None:
    assert "No words yet" in client.get("/glossary/").content.decode()


def test_what_a_trainer_writes_is_read_after_an_approval(
    client: Client, page: GlossaryPage, trainer: User
) -> None:
    actions.write_words(by=trainer, page=page, words=[GROOMING, DEBT])
    assert "Grooming" not in client.get("/glossary/").content.decode()
    assert AuditRow.objects.filter(verb="courses.write_words").get().data == {"words": 2}

    actions.submit_for_approval(by=trainer, page=page)
    with pytest.raises(NotAllowed):
        actions.approve_page(by=trainer, page=page)
    actions.approve_page(by=make_user(Role.SECRETARIAT), page=page)
    text = client.get("/glossary/").content.decode()
    assert text.index("Debt bondage") < text.index("Grooming")
    assert 'id="grooming"' in text
    assert '<span lang="es">Captación</span>' in text
    assert "Where that is written: A convention, article 1" in text
    assert 'href="#letter-D"' in text


def test_others_write_nothing(page: GlossaryPage) -> None:
    for role in (Role.LEGAL, Role.SPECIALIST):
        with pytest.raises(NotAllowed):
            actions.write_words(by=make_user(role), page=page, words=[GROOMING])
    assert not AuditRow.objects.filter(verb="courses.write_words").exists()


def test_only_an_administrator_makes_it() -> None:
    home = ensure_public_pages(by=SYSTEM)
    with pytest.raises(NotAllowed):
        actions.ensure_glossary(by=make_user(Role.TRAINER), parent=home, title="G", intro="")


def test_a_trainer_writes_in_the_editor_and_publishes_nothing(
    client: Client, page: GlossaryPage, trainer: User
) -> None:
    client.force_login(trainer)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    value = {"word": "Grooming", "meaning": "Winning trust.", "source": "", "elsewhere-count": "0"}
    form = nested_form_data(
        {
            "title": "Glossary",
            "slug": "glossary",
            "intro": "",
            "words": streamfield([("word", value)]),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
        }
    )
    assert client.get(address).status_code == 200
    assert client.post(address, form).status_code == 302
    page.refresh_from_db()
    assert [w.value["word"] for w in page.get_latest_revision_as_object().words] == ["Grooming"]
    assert live_words() == []


def test_a_word_stands_once() -> None:
    block = GlossaryBlocks()
    stored = {"meaning": "x", "source": "", "elsewhere": []}
    rows = [
        {"type": "word", "value": {**stored, "word": word}, "id": str(uuid.uuid4())}
        for word in ("Grooming", "grooming")
    ]
    with pytest.raises(StreamBlockValidationError) as refused:
        block.clean(block.to_python(rows))
    assert list(refused.value.block_errors) == [1]


def test_words_are_found_in_every_language_and_without_accents(
    client: Client, page: GlossaryPage, trainer: User
) -> None:
    written(page, trainer, GROOMING, DEBT, ETUDE)
    words = live_words()
    assert [letter for letter, _words in by_letter(words)] == ["D", "E", "G"]
    for query, found in [
        ("capt", ["Grooming"]),
        ("bond debt", ["Debt bondage"]),
        ("etude", ["Étude"]),
        ("", ["Debt bondage", "Étude", "Grooming"]),
        ("nothing", []),
    ]:
        assert [word.word for word in matching(words, query)] == found
    text = client.get("/glossary/", {"q": "capt"}).content.decode()
    assert "1 word found for “capt”." in text
    assert "Debt bondage" not in text


def test_a_lesson_keeps_the_meanings_that_were_approved(page: GlossaryPage, trainer: User) -> None:
    written(page, trainer, GROOMING, DEBT)
    keys = {name: key for key, name in glossary_words()}
    body = stream_data([("words", {"words": [keys["Grooming"], keys["Debt bondage"]]})])
    frozen = freeze_lesson(LessonPage(body=body).body)
    block = frozen["blocks"][0]
    assert [one["word"] for one in block["words"]] == ["Grooming", "Debt bondage"]
    (shown,) = present_blocks([block])
    assert shown["words"][0]["href"] == "/glossary/#grooming"
    assert shown["words"][0]["meaning"] == "Winning trust in order to use it."

    written(GlossaryPage.objects.get(), trainer, {**DEBT, "meaning": "It grows."})
    again = freeze_lesson(LessonPage(body=body).body)["blocks"][0]
    assert [(one["word"], one["meaning"]) for one in again["words"]] == [
        ("Debt bondage", "It grows.")
    ]


def test_more_words_take_no_more_queries(client: Client, page: GlossaryPage, trainer: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/glossary/")
        return len(seen)

    written(page, trainer, GROOMING)
    client.get("/glossary/")
    few = queries()
    written(
        GlossaryPage.objects.get(), trainer, *[{**DEBT, "word": f"Word {n}"} for n in range(60)]
    )
    assert queries() == few <= 12
