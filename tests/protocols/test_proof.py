"""Each flaw is found, at its place; a sound protocol has none."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from protocols.compiling import compile_draft
from protocols.documents import content_hash, schema, schema_errors
from protocols.problems import Problem
from protocols.proof import Known, prove, stale_contacts
from protocols.queries import compile_as_it_stands
from protocols.rules import AgeGroup
from protocols.wording import problem_place, problem_text
from tests.factories.protocols import TODAY, make_draft

VERIFIED = date(2026, 2, 10)
CONTACTS = {"referral-desk": VERIFIED, "undated": None}
AREAS = frozenset(["st-thomas"])
KNOWN = Known(CONTACTS, AREAS, frozenset(["nurse"]))
Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    return compile_draft(make_draft(), KNOWN, TODAY).document


def found(document: dict[str, Any], change: Change | None = None) -> list[Problem]:
    changed = deepcopy(document)
    if change:
        change(changed)
    return prove(changed, KNOWN, TODAY)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_a_sound_protocol_has_no_problem(document: dict[str, Any]) -> None:
    assert schema_errors(document) == []
    assert found(document) == []


def rule(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(rule for rule in document["rules"] if rule["code"] == code)


FLAWS: list[tuple[str, str, str, Change]] = [
    ("missing", "document", "/sections/1/items/0/why", lambda d: item(d).update(why={})),
    ("missing", "document", "/title", lambda d: d.update(title={})),
    ("schema", "document", "/version", lambda d: d.update(version="1.0")),
    ("schema", "document", "/sections/1/items/0/kind", lambda d: item(d).update(kind="text")),
    ("schema", "document", "/effective_from", lambda d: d.update(effective_from="2026-02-30")),
    ("missing", "document", "/cadres", lambda d: d.update(cadres=[])),
    ("cadre_unknown", "field", "cadres", lambda d: d.update(cadres=["cook"])),
    ("permission_open", "field", "permission", lambda d: d.update(permission="asked")),
    ("code_twice", "item", "A2", lambda d: item(d).update(code="A2")),
    (
        "rule_unknown_item",
        "rule",
        "R1",
        lambda d: rule(d, "R1")["when"].update(any=["D1", "GONE"]),
    ),
    ("rule_not_danger", "rule", "R2", lambda d: item(d).update(danger=False)),
    (
        "rule_out_of_reach",
        "rule",
        "R2",
        lambda d: rule(d, "R2")["when"]["count"].update(at_least=4),
    ),
    ("rule_wrong_outcome", "rule", "R2", lambda d: rule(d, "R2").update(outcome="NONE_NOW")),
    ("no_rule_for_path", "outcome", "NOT_COMPLETED", lambda d: d["rules"].remove(rule(d, "R9"))),
    ("no_rule_for_path", "outcome", "NONE_NOW", lambda d: d["rules"].remove(rule(d, "R8"))),
    ("item_without_rule", "item", "D1", lambda d: rule(d, "R1")["when"].update(any=["A1"])),
    ("outcome_without_text", "outcome", "URGENT", lambda d: d["outcomes"].pop(0)),
    (
        "outcome_without_rule",
        "outcome",
        "URGENT",
        lambda d: rule(d, "R1").update(outcome="POSSIBLE"),
    ),
    ("review_before_start", "field", "review_due", lambda d: d.update(review_due="2026-03-01")),
    ("contact_unknown", "step", "1", lambda d: d["steps"][0].update(contact="nobody")),
    ("area_unknown", "step", "2", lambda d: d["steps"][1].update(areas=["atlantis"])),
    ("no_verified_contact", "outcome", "URGENT", lambda d: d["steps"][0].update(contact="undated")),
    (
        "no_verified_contact",
        "outcome",
        "POSSIBLE",
        lambda d: d["steps"][0].update(age_groups=["adult"]),
    ),
    (
        "no_verified_contact",
        "outcome",
        "URGENT",
        lambda d: d["steps"][0].update(areas=["st-thomas"]),
    ),
    (
        "no_verified_contact",
        "outcome",
        "URGENT",
        lambda d: d["steps"][0].update(agencies=["MOE"]),
    ),
]


def test_an_outcome_without_a_number_verified_lately_cannot_be_frozen(
    document: dict[str, Any],
) -> None:
    """The shortest example: every step has its number, and one day too many has passed."""
    last_day = VERIFIED + timedelta(days=180)
    assert prove(document, KNOWN, last_day) == []
    stopped = prove(document, KNOWN, last_day + timedelta(days=1))
    assert {problem.code for problem in stopped} == {"no_verified_contact"}
    assert len(stopped) == len(document["outcomes"]) * len(AgeGroup)


def item(document: dict[str, Any]) -> dict[str, Any]:
    """Sign A1."""
    sign: dict[str, Any] = document["sections"][1]["items"][0]
    return sign


@pytest.mark.parametrize(("code", "kind", "name", "change"), FLAWS)
def test_each_flaw_is_found_at_its_place(
    document: dict[str, Any], code: str, kind: str, name: str, change: Change
) -> None:
    assert found(document) == []
    problems = found(document, change)
    assert (code, kind, name) in [(p.code, p.kind, p.name) for p in problems]
    for problem in problems:
        assert problem_place(problem)
        assert "%(" not in problem_text(problem)


def test_a_place_is_told_in_words() -> None:
    problem = Problem("missing", "document", "/sections/1/items/0/why")
    assert problem_place(problem) == "Sections 2, items 1, why"


def test_a_rule_whose_sign_was_removed_says_so(db: None) -> None:
    draft = make_draft()
    whole = compile_as_it_stands(draft, TODAY)
    draft.sections = [block for block in draft.sections.raw_data if block["value"]["code"] != "NOW"]
    without = compile_as_it_stands(draft, TODAY)
    assert whole.problems == ()
    assert Problem("rule_lost_item", "rule", "R1") in without.problems


def test_the_hash_is_of_the_content_and_not_of_its_spelling(document: dict[str, Any]) -> None:
    turned = dict(reversed(list(document.items())))
    assert content_hash(turned) == content_hash(document)
    assert content_hash(document | {"change_note": "Other."}) != content_hash(document)


def test_a_number_with_a_fraction_has_no_hash() -> None:
    with pytest.raises(TypeError, match="fractions"):
        content_hash({"steps": [{"minutes": 0.5}]})


def test_loading_twice_gives_the_same_content(db: None) -> None:
    first = compile_as_it_stands(make_draft(), TODAY).content_hash
    assert compile_as_it_stands(make_draft(), TODAY).content_hash == first


def test_contacts_are_stale_after_180_days(document: dict[str, Any]) -> None:
    assert stale_contacts(document, CONTACTS, date(2026, 8, 9)) == []
    assert stale_contacts(document, CONTACTS, date(2026, 8, 10)) == ["referral-desk"]
