"""From what is clicked in the editor to the document, and back to the place where it was clicked."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from people.models import User
from protocols.documents import schema_errors
from protocols.keeping import keep_languages
from protocols.models import ProtocolDraft
from protocols.places import places_of
from protocols.queries import compile_as_it_stands
from protocols.rule_words import SpokenRuleWords, rule_words
from tests.factories.people import make_area, make_user
from tests.factories.posting import edit_data
from tests.factories.protocols import TODAY, make_draft
from tests.factories.rich_protocol import OPTIONS, rich_data

LIST = "/admin/snippets/protocols/protocoldraft/"
ALWAYS = {"item": "B1", "options": ["always"]}
OFTEN = {"item": "B1", "options": ["often", "always"]}


@pytest.fixture
def specialist(db: None, client: Client) -> User:
    user = make_user("specialist")
    client.force_login(user)
    return user


@pytest.fixture
def draft(specialist: User) -> ProtocolDraft:
    return make_draft(by=specialist, **rich_data())


def document_of(draft: ProtocolDraft) -> dict[str, Any]:
    return compile_as_it_stands(ProtocolDraft.objects.get(pk=draft.pk), TODAY).document


def items_of(draft: ProtocolDraft) -> dict[str, dict[str, Any]]:
    sections = document_of(draft)["sections"]
    return {item["code"]: item for section in sections for item in section["items"]}


def rules_of(draft: ProtocolDraft) -> dict[str, dict[str, Any]]:
    return {rule["code"]: rule["when"] for rule in document_of(draft)["rules"]}


class TestDocument:
    """What was clicked by block id stands in the document by code."""

    def test_it_keeps_the_schema(self, draft: ProtocolDraft) -> None:
        assert schema_errors(document_of(draft)) == []

    def test_signs_and_questions(self, draft: ProtocolDraft) -> None:
        items = items_of(draft)
        assert (items["A2"]["kind"], items["A2"]["grade"]) == ("sign", "medium")
        assert (items["A2"]["weight"], items["A2"]["dimension"]) == ("0.5", "HOLD")
        assert items["D1"]["show_if"] is None
        assert items["B1"]["kind"] == "choice"
        told = [(one["code"], one["grade"], one["weight"]) for one in items["B1"]["options"]]
        assert told == [("never", None, "0"), ("often", "weak", "1"), ("always", "medium", "2.5")]
        assert items["B2"]["show_if"] == {"any": ["A1", OFTEN]}

    def test_each_kind_of_rule(self, draft: ProtocolDraft) -> None:
        rules = rules_of(draft)
        assert rules["R1"] == {"any": ["D1"]}
        assert rules["R4"] == {"count": {"of": ["A1", "A2", ALWAYS], "at_least": 2}}
        assert rules["R2"]["graded"]["dimensions"] == ["HOLD", "WORK"]
        assert rules["R2"]["graded"]["patterns"] == [
            {"strong": 1, "medium": 1, "weak": 2},
            {"strong": 0, "medium": 2, "weak": 3},
        ]
        assert rules["R3"] == {"sum": {"of": ["A1", "A2", "B1", "B2"], "at_least": "6"}}

    def test_a_threshold_belongs_to_a_language_on_offer(self, draft: ProtocolDraft) -> None:
        draft.languages = ["en", "es"]
        draft.save()
        assert rules_of(draft)["R3"]["sum"]["at_least_in"] == {"es": "4.5"}

    def test_of_one_question_the_lowest_option_counts_once(self, specialist: User) -> None:
        data = rich_data()
        data["rules"][3]["items"] = ["A1", ALWAYS, OFTEN]
        draft = make_draft(by=specialist, **data)
        assert rules_of(draft)["R4"]["count"]["of"] == ["A1", OFTEN]

    def test_what_was_clicked_and_removed_is_told_at_its_place(self, specialist: User) -> None:
        data = rich_data()
        data["sections"][1]["items"][3]["show_if"] = {"all": ["GONE"]}
        data["rules"][1]["dimensions"] = ["HOLD", "GONE"]
        draft = make_draft(by=specialist, **data)
        lost = [
            (problem.kind, problem.name)
            for problem in compile_as_it_stands(draft, TODAY).problems
            if problem.code == "rule_lost_item"
        ]
        assert lost == [("item", "B2"), ("rule", "R2")]

    def test_a_step_for_each_parish_is_written_once(self, client: Client, specialist: User) -> None:
        steps = rich_data()["steps"]
        desks = {"st-thomas": "referral-desk", "kingston": "nobody"}
        steps.insert(1, {"outcomes": ["URGENT"], "text": "Tell.", "body": "Desk", "desks": desks})
        make_area("kingston", "Kingston")
        draft = make_draft(by=specialist, **rich_data() | {"steps": steps})
        document = document_of(draft)
        told = [(step["areas"], step["contact"]) for step in document["steps"]]
        assert told[1:3] == [(["st-thomas"], "referral-desk"), (["kingston"], "nobody")]
        assert document["steps"][1]["text"] == document["steps"][2]["text"] == {"en": "Tell."}
        block = draft.steps[1].id
        places = places_of(draft)
        assert places[("step", "3")] == places[("document", "/steps/2")]
        assert places[("step", "3")] == f"#block-{block}-section"
        assert places[("step", "4")] == f"#block-{draft.steps[2].id}-section"

    @pytest.mark.parametrize(
        ("number", "change", "told"),
        [
            (0, {"show_if": {"any": ["B2"]}}, ("shown_by_later", "A1", "B2")),
            (0, {"show_if": {"all": ["A1"]}}, ("shown_by_later", "A1", "A1")),
            (1, {"show_if": {"all": [OFTEN]}}, ("shown_by_later", "A2", "B1")),
            (2, {"options": OPTIONS[::-1]}, ("options_fall", "B1", "often")),
        ],
    )
    def test_what_comes_in_the_wrong_order_stops_signing(
        self, specialist: User, number: int, change: dict[str, Any], told: tuple[str, str, str]
    ) -> None:
        data = rich_data()
        assert compile_as_it_stands(make_draft(by=specialist, **data), TODAY).problems == ()
        data["sections"][1]["items"][number] |= change
        problems = compile_as_it_stands(make_draft(by=specialist, **data), TODAY).problems
        assert told in [(one.code, one.name, one.detail) for one in problems]

    def test_saving_without_a_change_keeps_the_hash(
        self, client: Client, draft: ProtocolDraft
    ) -> None:
        before = compile_as_it_stands(draft, TODAY).content_hash
        assert client.post(f"{LIST}edit/{draft.pk}/", edit_data(draft)).status_code == 302
        again = ProtocolDraft.objects.get(pk=draft.pk)
        assert compile_as_it_stands(again, TODAY).content_hash == before


class TestEditor:
    """The page offers what the draft holds, draws its languages alone, and tells problems at their place."""

    def test_it_offers_signs_options_and_dimensions(
        self, client: Client, draft: ProtocolDraft
    ) -> None:
        page = unescape(client.get(f"{LIST}edit/{draft.pk}/").content.decode())
        for label in ("A1: Sign A1", "B1: Often +", "B1: Always", "HOLD"):
            assert label in page

    def test_a_language_that_is_not_ticked_is_not_drawn_and_not_lost(
        self, client: Client, specialist: User
    ) -> None:
        items = rich_data()["sections"]
        items[1]["title"] = {"en": "Life", "es": "Vida"}
        items[1]["items"][2]["options"] = [
            option | {"text": {"en": option["text"], "es": f"{option['text']} (es)"}}
            for option in OPTIONS
        ]
        draft = make_draft(by=specialist, **rich_data() | {"sections": items})
        url = f"{LIST}edit/{draft.pk}/"
        assert "Vida" not in client.get(url).content.decode()
        english = {key: text for key, text in edit_data(draft).items() if not key.endswith("-es")}
        assert client.post(url, english | {"licence": "CC0"}).status_code == 302
        assert client.post(url, english | {"languages": ["en", "es"]}).status_code == 302
        assert "Vida" in client.get(url).content.decode()
        told = items_of(draft)["B1"]["options"][1]["text"]
        assert told == {"en": "Often", "es": "Often (es)"}

    def test_a_text_that_is_emptied_stays_empty(self, client: Client, specialist: User) -> None:
        draft = make_draft(by=specialist, **rich_data())
        changed = edit_data(draft) | {"sections-1-value-title-en": ""}
        assert client.post(f"{LIST}edit/{draft.pk}/", changed).status_code == 302
        assert document_of(draft)["sections"][1]["title"] == {}

    def test_problems_are_told_while_writing_and_nothing_is_saved(
        self, client: Client, draft: ProtocolDraft
    ) -> None:
        url = f"{LIST}problems/{draft.pk}/"
        why = next(key for key in edit_data(draft) if key.endswith("items-1-value-why-en"))
        told = client.post(url, edit_data(draft) | {why: ""}).json()
        item = draft.sections[1].value["items"][1]
        assert told["is_valid"]
        assert told["problems"][0]["href"] == f"#block-{item.id}-section"
        assert told["problems"][0]["text"] == "This is missing."
        assert items_of(draft)["A2"]["why"] == {"en": "Why A2"}
        assert client.get(url).status_code == 405
        assert not client.post(url, {}).json()["is_valid"]

    def test_only_who_writes_is_told(self, client: Client, draft: ProtocolDraft) -> None:
        url, data = f"{LIST}problems/{draft.pk}/", edit_data(draft)
        assert client.post(url, data).status_code == 200
        client.force_login(make_user("trainer"))
        assert client.post(url, data).status_code == 302


class TestWords:
    """Rules in words, with the threshold of the language."""

    def test_rules(self, draft: ProtocolDraft) -> None:
        draft.languages = ["en", "es"]
        document = compile_as_it_stands(draft, TODAY).document
        rules = {rule["code"]: rule for rule in document["rules"]}
        assert rule_words(document, rules["R4"], "en") == "2 or more of A1, A2, B1 (Always)"
        assert rule_words(document, rules["R3"], "en").endswith("come to 6 or more")
        assert rule_words(document, rules["R3"], "es").endswith("suman 4.5 o más")
        assert rule_words(document, rules["R2"], "en") == (
            "2 or more of the parts Coercion, Exploitation, each with 1 strong + 1 medium or stronger "
            "+ 2 of any strength or 2 medium or stronger + 3 of any strength"
        )

    def test_show_if_without_codes(self, draft: ProtocolDraft) -> None:
        spoken = SpokenRuleWords(document_of(draft), "en")
        assert spoken.shown_if(None) == ""
        words = "Answer only if “Sign A1”: yes or “Sign B1” (Often / Always)."
        assert spoken.shown_if(items_of(draft)["B2"]["show_if"]) == words


def test_languages_left_out_are_kept_by_id() -> None:
    old = [{"type": "t", "id": "1", "value": {"title": {"en": "A", "es": "B"}, "how": "any"}}]
    new = [
        {"type": "t", "id": "2", "value": {"title": {"en": "C"}}},
        {"type": "t", "id": "1", "value": {"title": {"en": ""}, "how": "all"}},
    ]
    kept = keep_languages(old, new)
    assert kept[0]["value"] == {"title": {"en": "C"}}
    assert kept[1]["value"] == {"title": {"es": "B", "en": ""}, "how": "all"}
