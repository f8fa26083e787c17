"""Wording that asks for identity is found in every language, and needs somebody else's signature."""

from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from foundation.audit.models import AuditRow
from foundation.errors import DomainError, NotAllowed
from people.models import User
from protocols.actions import freeze_protocol_version, sign_draft, waive_wording
from protocols.errors import NotProved, NotYours
from protocols.identity import TERMS, asks_for_identity
from protocols.languages import LANGUAGES
from protocols.models import ProtocolDraft, WordingWaiver
from protocols.queries import compile_as_it_stands
from protocols.texts import completeness
from tests.factories.people import give, make_user
from tests.factories.protocols import (
    NOW,
    TODAY,
    make_demo_draft,
    make_draft,
    protocol_data,
    verify_contacts,
)

REASON = "It asks whether a paper is held by others, not for the paper."

ASKING = [
    ("en", "What is your full name?", "name"),
    ("en", "What are you called?", "name"),
    ("en", "Where do you live now?", "address"),
    ("en", "Can I see your PASSPORT?", "papers"),
    ("en", "Tell me your phone number.", "number"),
    ("en", "When were you born?", "birth"),
    ("en", "What is your nationality?", "nationality"),
    ("en", "Which country are you from?", "nationality"),
    ("en", "Do you have a visa?", "status"),
    ("en", "What is your immi\u00adgration status?", "status"),
    ("en", "Which school do you go to?", "workplace"),
    ("en", "May I take a photo?", "picture"),
    ("es", "¿Cómo se llama usted?", "name"),
    ("es", "¿Cuál es su dirección?", "address"),
    ("es", "¿Dónde vive?", "address"),
    ("es", "¿Tiene su pasaporte?", "papers"),
    ("es", "¿Cuál es su nacionalidad?", "nationality"),
    ("es", "¿De dónde es usted?", "nationality"),
    ("es", "¿Cuál es su situación migratoria?", "status"),
    ("es", "¿Está sin papeles?", "status"),
    ("es", "¿En qué fecha nació?", "birth"),
    ("jam", "A wa yu niem?", "name"),
    ("jam", "Weh yuh live?", "address"),
    ("jam", "Wich konchri yu kom fram?", "nationality"),
    ("jam", "Yu ha yu paaspuot?", "papers"),
    ("jam", "Yu ha viiza?", "status"),
    ("jam", "Gi mi yu fuon nomba.", "number"),
    ("ht", "Kijan ou rele?", "name"),
    ("ht", "Ki non ou?", "name"),
    ("ht", "Ki kote ou rete?", "address"),
    ("ht", "Èske ou gen paspò ou?", "papers"),
    ("ht", "Ki nasyonalite ou?", "nationality"),
    ("ht", "Ki kote ou soti?", "nationality"),
    ("ht", "Èske ou san papye?", "status"),
    ("ht", "Ki dat nesans ou?", "birth"),
]
NOT_ASKING = [
    ("en", "Somebody else speaks for them, or will not leave them alone with you."),
    ("en", "Who is with you?"),
    ("en", "They live where they work."),
    ("en", "Somebody else keeps their papers, phone or money."),
    ("en", "What do your mornings look like?"),
    ("es", "Otra persona habla por ellos."),
    ("es", "Vive donde trabaja."),
    ("jam", "Smadi els a taak fi dem."),
    ("ht", "Non, mèsi. Gen yon lòt moun ki pale pou li."),
]


def document_asking(words: dict[str, str], field: str = "wording") -> dict[str, Any]:
    empty: dict[str, str] = {}
    item = {"code": "A1", "wording": empty, "why": empty, "say": empty, "do_not_say": empty}
    return {
        **dict.fromkeys(("title", "summary", "audience", "brief"), empty),
        "age": {"wording": empty, "why": empty},
        "dimensions": [],
        "sections": [{"code": "S", "title": empty, "items": [item | {field: words}]}],
        **{name: [] for name in ("preconditions", "stop_rules", "rules", "outcomes", "steps")},
    }


@pytest.mark.parametrize(("language", "words", "asks_for"), ASKING)
def test_asking_is_found(language: str, words: str, asks_for: str) -> None:
    for field in ("wording", "say"):
        (finding,) = asks_for_identity(document_asking({language: words}, field))
        assert (finding.text.name, finding.text.field) == ("A1", field)
        assert (finding.language, finding.asks_for) == (language, asks_for)


@pytest.mark.parametrize(("language", "words"), NOT_ASKING)
def test_signs_are_left_alone(language: str, words: str) -> None:
    assert list(asks_for_identity(document_asking({language: words}))) == []


def test_what_only_the_officer_reads_is_left_alone() -> None:
    assert (
        list(asks_for_identity(document_asking({"en": "What is your name?"}, "do_not_say"))) == []
    )


def test_every_language_has_its_words() -> None:
    assert set(TERMS) == set(LANGUAGES)


def test_the_demo_asks_nobody_who_they_are(db: None) -> None:
    assert compile_as_it_stands(make_demo_draft(), TODAY).findings == []


@pytest.fixture
def specialist(db: None) -> User:
    return make_user("specialist")


@pytest.fixture
def secretariat(db: None) -> User:
    return make_user("secretariat")


def asking_draft(by: User) -> ProtocolDraft:
    sections = protocol_data()["sections"]
    sections[1]["items"][0]["wording"] = "Who has your passport?"
    return make_draft(by=by, sections=sections)


def key_of(draft: ProtocolDraft) -> str:
    (finding,) = compile_as_it_stands(draft, TODAY).findings
    return finding.key


def test_without_a_waiver_nothing_is_signed_or_frozen(specialist: User, secretariat: User) -> None:
    draft = asking_draft(specialist)
    with pytest.raises(NotProved) as refused:
        sign_draft(by=secretariat, draft=draft, now=NOW)
    (problem,) = refused.value.problems
    assert (problem.code, problem.kind, problem.name) == ("asks_identity", "item", "A1")
    assert (problem.field, problem.language, problem.detail) == ("wording", "en", "passport")
    with pytest.raises(NotProved):
        freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    waive_wording(by=secretariat, draft=draft, key=key_of(draft), reason=REASON, now=NOW)
    assert sign_draft(by=secretariat, draft=draft, now=NOW)
    assert AuditRow.objects.filter(verb="protocols.waive_wording").count() == 1


def test_another_word_needs_another_waiver(specialist: User, secretariat: User) -> None:
    draft = asking_draft(specialist)
    waive_wording(by=secretariat, draft=draft, key=key_of(draft), reason=REASON, now=NOW)
    sections = protocol_data()["sections"]
    sections[1]["items"][0]["wording"] = "Who has your passport now?"
    make_draft(by=specialist, sections=sections)
    with pytest.raises(NotProved):
        sign_draft(by=secretariat, draft=draft, now=NOW)


def test_who_may_waive(specialist: User, secretariat: User) -> None:
    draft = asking_draft(specialist)
    key = key_of(draft)
    with pytest.raises(NotAllowed):
        waive_wording(by=specialist, draft=draft, key=key, reason=REASON, now=NOW)
    give(specialist, "legal")
    author = User.objects.get(pk=specialist.pk)
    with pytest.raises(NotYours):
        waive_wording(by=author, draft=draft, key=key, reason=REASON, now=NOW)
    with pytest.raises(DomainError, match="Say in a sentence"):
        waive_wording(by=secretariat, draft=draft, key=key, reason="ok", now=NOW)
    with pytest.raises(DomainError, match="no longer in the draft"):
        waive_wording(by=secretariat, draft=draft, key="0" * 64, reason=REASON, now=NOW)
    first = waive_wording(by=secretariat, draft=draft, key=key, reason=REASON, now=NOW)
    again = waive_wording(by=make_user("legal"), draft=draft, key=key, reason=REASON, now=NOW)
    assert first == again
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        WordingWaiver.objects.update(reason="Another")


def test_the_pages_warn_at_the_place_and_take_the_signature(
    client: Client, specialist: User
) -> None:
    draft = asking_draft(specialist)
    verify_contacts(timezone.now())
    base = "/admin/snippets/protocols/protocoldraft"
    client.force_login(specialist)
    editor = unescape(client.get(f"{base}/edit/{draft.pk}/").content.decode())
    item = draft.sections[1].value["items"][0]
    assert f'<a href="#block-{item.id}-section">Sign A1</a>' in editor
    assert "seems to ask who the person is: “passport”" in editor
    assert "Sign why it may stay" not in client.get(f"{base}/check/{draft.pk}/").content.decode()
    waive = f"{base}/waive/{draft.pk}/{key_of(draft)}/"
    assert client.get(waive).status_code == 404
    client.force_login(make_user("legal"))
    check = client.get(f"{base}/check/{draft.pk}/").content.decode()
    assert waive in check
    assert "Who has your passport?" in client.get(waive).content.decode()
    after = client.post(waive, {"reason": REASON}, follow=True).content.decode()
    assert "You signed that these words may stay." in after
    assert "The check found no problem" in after
    assert REASON in after


def both(texts: Any) -> Any:
    """The same data with each text in English and Spanish."""
    plain = ("code", "kind", "outcome", "contact", "consent", "slug")
    if isinstance(texts, list):
        return [both(value) for value in texts]
    if isinstance(texts, dict):
        return {
            key: {"en": value, "es": f"{value} (es)"}
            if isinstance(value, str) and key not in plain
            else both(value)
            if key not in ("items", "outcomes", "age_groups", "areas") or is_dicts(value)
            else value
            for key, value in texts.items()
        }
    return texts


def is_dicts(value: Any) -> bool:
    return bool(value) and isinstance(value[0], dict)


PARTS = ("texts", "preconditions", "stop_rules", "sections", "rules", "outcomes", "steps")


def in_two_languages() -> dict[str, Any]:
    data = protocol_data()
    return {part: both(data[part]) for part in PARTS} | {"languages": ["en", "es"]}


def test_a_complete_second_language_can_be_signed(specialist: User, secretariat: User) -> None:
    draft = make_draft(by=specialist, **in_two_languages())
    compiled = compile_as_it_stands(draft, TODAY)
    assert compiled.document["languages"] == ["en", "es"]
    assert sign_draft(by=secretariat, draft=draft, now=NOW)


def test_one_text_missing_in_a_language_stops_signing_and_freezing(
    client: Client, specialist: User, secretariat: User
) -> None:
    data = in_two_languages()
    del data["sections"][1]["items"][2]["say"]["es"]
    draft = make_draft(by=specialist, **data)
    for action in (sign_draft, freeze_protocol_version):
        with pytest.raises(NotProved) as refused:
            action(by=secretariat, draft=draft, now=NOW)
        (problem,) = refused.value.problems
        assert (problem.code, problem.name, problem.field, problem.language) == (
            "language_missing",
            "A3",
            "say",
            "es",
        )
    client.force_login(secretariat)
    page = client.get(f"/admin/snippets/protocols/protocoldraft/check/{draft.pk}/").content.decode()
    assert "Say instead is missing in Spanish." in page
    written = completeness(compile_as_it_stands(draft, TODAY).document)
    total = written["en"][1]
    assert written == {"en": (total, total), "es": (total - 1, total)}
    assert f"Spanish: {total - 1} of {total} texts" in page


def test_a_language_that_is_not_offered_stays_behind(specialist: User, secretariat: User) -> None:
    draft = make_draft(by=specialist, **in_two_languages() | {"languages": ["en"]})
    document = compile_as_it_stands(draft, TODAY).document
    assert document["languages"] == ["en"]
    assert "(es)" not in str(document)
    assert sign_draft(by=secretariat, draft=draft, now=NOW)
