"""Versions are compared item by item, and the number has to rise as far as the change reaches."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from foundation.audit.actors import SYSTEM
from foundation.errors import DomainError
from people.models import User
from protocols.actions import freeze_protocol_version
from protocols.comparing import Step, compare, smallest_version, step_of
from protocols.models import ProtocolVersion
from protocols.queries import compile_as_it_stands
from tests.factories.people import make_user
from tests.factories.protocols import (
    NOW,
    TODAY,
    item_data,
    make_draft,
    make_version,
    protocol_data,
    sign_all,
)

LATER = NOW + timedelta(days=1)


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    return compile_as_it_stands(make_draft(), TODAY).document


def item(document: dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = document["sections"][1]["items"][number]
    return found


def new_item(document: dict[str, Any]) -> None:
    document["sections"][1]["items"].append(item(document) | {"code": "A9"})


CHANGES: list[tuple[Callable[[dict[str, Any]], Any], str, str, str, Step]] = [
    (
        lambda d: d["rules"][1]["when"]["count"].update(at_least=3),
        "rule",
        "R2",
        "when",
        Step.OUTCOME,
    ),
    (lambda d: d["rules"][1].update(outcome="STRONG"), "rule", "R2", "when", Step.OUTCOME),
    (lambda d: d["rules"].pop(1), "rule", "R2", "when", Step.OUTCOME),
    (lambda d: item(d).update(danger=False), "item", "A1", "danger", Step.OUTCOME),
    (lambda d: item(d).update(grade="strong"), "item", "A1", "grade", Step.OUTCOME),
    (lambda d: item(d).update(weight="2"), "item", "A1", "weight", Step.OUTCOME),
    (lambda d: item(d).update(show_if={"any": ["A2"]}), "item", "A1", "show_if", Step.OUTCOME),
    (lambda d: d["steps"][0].update(agencies=["MOE"]), "step", "1", "pathway", Step.CONTENT),
    (lambda d: d["sections"][1]["items"].pop(0), "item", "A1", "wording", Step.OUTCOME),
    (new_item, "item", "A9", "wording", Step.CONTENT),
    (lambda d: d["steps"][0].update(minutes=60), "step", "1", "pathway", Step.CONTENT),
    (lambda d: d["steps"][0].update(contact="x"), "step", "1", "pathway", Step.CONTENT),
    (lambda d: d["stop_rules"].pop(), "stop_rule", "S1", "text", Step.CONTENT),
    (lambda d: d["cadres"].append("teacher"), "field", "cadres", "cadres", Step.CONTENT),
    (lambda d: item(d)["say"].update(en="Otherwise"), "item", "A1", "say", Step.WORDS),
    (lambda d: item(d)["why"].update(es="Porque"), "item", "A1", "why", Step.WORDS),
    (
        lambda d: d["age"]["wording"].update(en="Age?"),
        "field",
        "age_wording",
        "wording",
        Step.WORDS,
    ),
    (lambda d: d.update(licence="CC0"), "field", "licence", "licence", Step.WORDS),
]


@pytest.mark.parametrize(("change", "kind", "name", "field", "step"), CHANGES)
def test_each_change_is_found_at_its_place(
    document: dict[str, Any],
    change: Callable[[dict[str, Any]], Any],
    kind: str,
    name: str,
    field: str,
    step: Step,
) -> None:
    new = deepcopy(document)
    change(new)
    first, *rest = compare(document, new)
    assert (first.kind, first.name, first.field, first.step) == (kind, name, field, step)
    assert all(one.step <= step for one in rest)
    assert first.old != first.new
    back = compare(new, document)
    assert back[0].name == name


def test_dates_numbers_and_order_are_no_change(document: dict[str, Any]) -> None:
    new = deepcopy(document)
    new |= {"version": "9.0.0", "effective_from": "2030-01-01", "change_note": "Other"}
    new["rules"].reverse()
    assert compare(document, new) == []
    assert step_of([]) is Step.NONE


@pytest.mark.parametrize(
    ("step", "version"),
    [
        (Step.OUTCOME, "2.0.0"),
        (Step.CONTENT, "1.3.0"),
        (Step.WORDS, "1.2.4"),
        (Step.NONE, "1.2.4"),
    ],
)
def test_the_smallest_version_that_may_follow(step: Step, version: str) -> None:
    assert smallest_version("1.2.3", step) == version


@pytest.fixture
def frozen(db: None) -> ProtocolVersion:
    return make_version()


def freeze(**changes: Any) -> ProtocolVersion:
    draft = make_draft(**changes)
    sign_all(draft, LATER)
    return freeze_protocol_version(by=SYSTEM, draft=draft, now=LATER)


def other_rules() -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = protocol_data()["rules"]
    rules[1]["at_least"] = 3
    return rules


def test_a_rule_that_changed_needs_a_new_first_number(frozen: ProtocolVersion) -> None:
    with pytest.raises(DomainError, match=r"What changed since 1\.0\.0 needs version 2\.0\.0"):
        freeze(version="1.1.0", rules=other_rules())
    assert freeze(version="2.0.0", rules=other_rules()).version == "2.0.0"


def test_a_new_sign_needs_a_new_second_number(frozen: ProtocolVersion) -> None:
    sections = protocol_data()["sections"]
    sections[1]["items"].append(item_data("N1", danger=False))
    with pytest.raises(DomainError, match=r"needs version 1\.1\.0"):
        freeze(version="1.0.1", sections=sections)
    assert freeze(version="1.1.0", sections=sections)


def test_words_need_a_new_third_number_only(frozen: ProtocolVersion) -> None:
    assert freeze(version="1.0.1", licence="CC0")


def test_signers_see_what_changed(client: Client, frozen: ProtocolVersion) -> None:
    base = "/admin/snippets/protocols/protocoldraft"
    draft = make_draft(version="2.0.0", rules=other_rules())
    client.force_login(make_user("legal"))
    check = unescape(client.get(f"{base}/check/{draft.pk}/").content.decode())
    assert "What changed since 1.0.0" in check
    assert "This needs version 2.0.0 at least." in check
    assert "2: A1, A2, A3 = POSSIBLE" in check
    assert "3: A1, A2, A3 = POSSIBLE" in check
    assert "Can give another outcome" in check
    assert client.get(f"{base}/changes/{frozen.pk}/").status_code == 404
    sign_all(draft, LATER)
    second = freeze_protocol_version(by=SYSTEM, draft=draft, now=LATER)
    page = unescape(client.get(f"{base}/changes/{second.pk}/").content.decode())
    assert "From 1.0.0 to 2.0.0" in page
    assert "3: A1, A2, A3 = POSSIBLE" in page


def test_others_do_not_compare(client: Client, frozen: ProtocolVersion) -> None:
    second = freeze(version="1.0.1", licence="CC0")
    url = f"/admin/snippets/protocols/protocoldraft/changes/{second.pk}/"
    specialist: User = make_user("specialist")
    client.force_login(specialist)
    assert client.get(url).status_code == 200
    client.force_login(make_user("trainer"))
    assert client.get(url).status_code in (302, 404)
