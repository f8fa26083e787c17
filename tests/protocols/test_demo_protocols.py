"""The three illustrative protocols of the demo: sound, complete, and each of its own shape."""

from typing import Any

import pytest
from django.test import Client

from protocols.queries import compile_as_it_stands
from protocols.texts import completeness
from tests.factories.people import make_user
from tests.factories.posting import edit_data
from tests.factories.protocols import TODAY, make_demo_draft

# Name of the file, mode, kind of rule, how many items at least, who uses it.
SHAPES = [
    ("observe", "observe", "graded", 12, "teacher"),
    ("ask", "ask", "count", 8, "nurse"),
    ("integrate", "integrate", "sum", 8, "social-worker"),
]


@pytest.mark.parametrize(("name", "mode", "kind", "fewest", "cadre"), SHAPES)
def test_each_is_sound_complete_and_of_its_shape(
    db: None, name: str, mode: str, kind: str, fewest: int, cadre: str
) -> None:
    compiled = compile_as_it_stands(make_demo_draft(name), TODAY)
    document: dict[str, Any] = compiled.document
    assert compiled.problems == ()
    assert document["illustrative"]
    assert document["mode"] == mode
    assert cadre in document["cadres"]
    assert document["languages"] == ["en", "es", "jam"]
    assert len(set(completeness(document).values())) == 1
    assert sum(len(section["items"]) for section in document["sections"]) >= fewest
    kinds = [key for rule in document["rules"] for key in rule["when"]]
    assert kinds.count(kind) == 2
    assert any(rule["override"] for rule in document["rules"])
    areas = {area for step in document["steps"] for area in step["areas"]}
    assert len(areas) == 14
    assert any(step["agencies"] for step in document["steps"])


def test_the_longest_is_checked_and_saved_in_the_editor(client: Client, db: None) -> None:
    """Its form has more than a thousand fields in three languages."""
    client.force_login(make_user("specialist"))
    draft = make_demo_draft("observe")
    written = edit_data(draft)
    base = "/admin/snippets/protocols/protocoldraft"
    assert len(written) > 1000
    assert client.post(f"{base}/problems/{draft.pk}/", written).status_code == 200
    assert client.post(f"{base}/edit/{draft.pk}/", written).status_code == 302
