"""A run with questions, conditions, grades and points: of what is in force, and of a draft in preview."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from protocols.models import ProtocolDraft, ProtocolVersion
from protocols.presenters import suspended_page
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.factories.posting import edit_data
from tests.factories.protocols import make_draft, make_version, protocol_data, verify_contacts
from tests.factories.rich_protocol import in_spanish_too, rich_data

URL = "/protocols/small/practice/"
READY: dict[str, Any] = {"ready": ["P1", "P2"], "age": "12_17", "version": "1.0.0"}
ALL_NO = {"item_D1": "no", "item_A1": "no", "item_A2": "no", "item_B1": "never", "item_B2": "no"}


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version(**rich_data())


@pytest.fixture
def nurse(client: Client, db: None) -> User:
    user = make_user()
    client.force_login(user)
    return user


def posted(client: Client, query: str = "", **answers: str) -> str:
    answer = client.post(URL + query, READY | ALL_NO | answers)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def title_of(page: str) -> str:
    found = re.search(r"<h1[^>]*>([^<]*)</h1>", page)
    assert found is not None
    return found[1]


def test_a_question_offers_its_options_and_the_open_answers(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    page = client.get(URL).content.decode()
    values = re.findall(r'name="item_B1" id="[^"]*" value="([^"]*)"', page)
    assert values == ["never", "often", "always", "unknown", "not_observed"]


def test_answers_and_ages_are_heard_in_the_language(client: Client, nurse: User) -> None:
    make_version(**in_spanish_too(rich_data()))
    spanish = client.get(f"{URL}?language=es").content.decode()
    for words in ("Sí, lo noté", "No pude verlo", "Often (es)", "Podría ser menor de 18, hay duda"):
        assert words in spanish
    assert "Yes, I noticed it" not in spanish
    assert "Yes, I noticed it" in client.get(URL).content.decode()


def test_in_ask_nobody_says_not_observed(client: Client, nurse: User) -> None:
    make_version(**rich_data() | {"mode": "ask"})
    page = client.get(URL).content.decode()
    assert 'value="declined"' in page
    assert 'value="not_observed"' not in page
    assert "is not one of the available choices" in posted(client, item_A1="not_observed")


def test_a_question_says_when_it_is_to_be_answered(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    page = unescape(client.get(URL).content.decode())
    assert page.count("Answer only if") == 1
    assert "Answer only if “Sign A1”: yes or “Sign B1” (Often / Always)." in page
    assert '"terms": [["item_A1", ["yes"]], ["item_B1", ["often", "always"]]]' in page


def test_what_was_not_to_be_answered_counts_for_nothing(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    shown = {"item_A1": "yes", "item_B1": "often", "item_B2": "yes"}
    assert title_of(posted(client, **shown)) == "Strong"
    hidden = {"item_A2": "yes", "item_B1": "never", "item_B2": "yes"}
    assert title_of(posted(client, **hidden)) == "None now"


def test_the_rule_that_fired_is_told_in_words(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    page = posted(client, item_A1="yes", item_B1="always", item_B2="yes")
    assert "Points." in page
    assert "The points of A1, A2, B1, B2 come to 6 or more." in page
    assert "2 or more of A1, A2, B1 (Always)." in page
    assert "Danger." not in page


def test_a_language_has_its_own_threshold_and_its_own_words(client: Client, nurse: User) -> None:
    make_version(**in_spanish_too(rich_data()))
    signs = {"item_A1": "yes", "item_B1": "always"}
    assert title_of(posted(client, **signs)) == "Possible"
    spanish = posted(client, "?language=es", **signs)
    assert title_of(spanish) == "Strong (es)"
    assert "Los puntos de A1, A2, B1, B2 suman 4.5 o más." in spanish


def test_a_step_for_an_agency_is_for_those_who_serve_there(client: Client, db: None) -> None:
    steps = [*rich_data()["steps"], {**protocol_data()["steps"][0], "text": "Tell the head."}]
    steps[-1]["agencies"] = ["MOE"]
    ministry = make_agency()
    make_version(**rich_data() | {"steps": steps})
    school = make_agency("SCHOOLS", parent=ministry)
    for agency, told in ((ministry, True), (school, True), (make_agency("SERHA"), False)):
        record = make_staff_record(person=make_person(), agency=agency)
        make_posting(record, make_workplace(agency=agency))
        client.force_login(make_user(person=record.person))
        page = client.get(URL).content.decode()
        chosen = '<option value="MOE" selected>' in page
        assert chosen == told
        outcome = posted(client, item_D1="yes", agency="MOE" if chosen else "")
        assert ("Tell the head." in outcome) == told


def test_a_step_for_an_agency_says_so_by_name_and_is_nothing_for_everybody(
    client: Client, db: None
) -> None:
    agency = make_agency()
    step = {**protocol_data()["steps"][0], "outcomes": ["URGENT"], "agencies": [agency.code]}
    steps = [*rich_data()["steps"], step | {"text": "Tell the head."}]
    version = make_version(**rich_data() | {"steps": steps})
    sheet = unescape(client.get("/protocols/small/sheet/").content.decode())
    assert f"<b>{agency.name}:</b> Tell the head." in sheet
    told = suspended_page(version.document, {}, [], timezone.localdate())["steps"]
    assert [one.text for one in told]
    assert "Tell the head." not in [one.text for one in told]


def test_a_draft_is_run_in_its_preview(client: Client, db: None) -> None:
    specialist = make_user("specialist")
    draft = make_draft(by=specialist, **in_spanish_too(rich_data()))
    verify_contacts(timezone.now())
    client.force_login(specialist)
    url = f"/admin/snippets/protocols/protocoldraft/preview/{draft.pk}/"
    written = edit_data(draft)
    reason = next(key for key in written if key.startswith("rules-0") and key.endswith("reason-en"))
    assert client.post(url, written | {reason: "Danger, newly worded."}).json()["is_valid"]
    page = client.get(url).content.decode()
    assert '<input type="hidden" name="run" value="1">' in page
    result = client.post(url, READY | ALL_NO | {"run": "1", "item_D1": "yes"})
    told = result.content.decode()
    assert "PREVIEW OF A DRAFT" in told
    assert "Danger, newly worded." in told
    assert result.headers["X-Frame-Options"] == "SAMEORIGIN"
    spanish = client.post(f"{url}?mode=es", READY | ALL_NO | {"run": "1", "item_D1": "yes"})
    assert "Danger. (es)" in spanish.content.decode()
    refused = client.post(url, {"run": "1"}).content.decode()
    assert "There is a problem" in refused
    assert ProtocolDraft.objects.get(pk=draft.pk).edits.count() == 1


def test_the_check_shows_every_kind_of_item_and_rule(client: Client, db: None) -> None:
    specialist = make_user("specialist")
    draft = make_draft(by=specialist, **rich_data())
    client.force_login(specialist)
    check = client.get(f"/admin/snippets/protocols/protocoldraft/check/{draft.pk}/")
    page = unescape(check.content.decode())
    for words in ("Answer only if A1 or B1 (Often / Always).", "Coercion: strong", "+2.5"):
        assert words in page


def test_versions_with_every_kind_of_rule_are_compared(
    client: Client, version: ProtocolVersion
) -> None:
    data = rich_data()
    data["rules"][3]["items"] = ["A1", "A2", {"item": "B1", "options": ["often"]}]
    data["rules"][2]["at_least"] = "5.5"
    make_draft(**data | {"version": "2.0.0"})
    client.force_login(make_user("specialist"))
    check = client.get(f"/admin/snippets/protocols/protocoldraft/check/{version.draft_id}/")
    page = unescape(check.content.decode())
    assert "2: A1, A2, B1 (always) = POSSIBLE" in page
    assert "2: A1, A2, B1 (often / always) = POSSIBLE" in page
    assert "+ 5.5: A1, A2, B1, B2 = STRONG" in page
