"""A protocol that uses everything there is to author: questions, dimensions, show-if, each kind of rule."""

from typing import Any

from tests.factories.protocols import item_data, protocol_data

OPTIONS = [
    {"code": "never", "text": "Never"},
    {"code": "often", "text": "Often", "grade": "weak", "weight": "1"},
    {"code": "always", "text": "Always", "grade": "medium", "weight": "2.5"},
]


def rich_data(**changes: Any) -> dict[str, Any]:
    """D1 is urgent. A1 and A2 speak for dimension HOLD, B1 and B2 for WORK; B2 is asked if B1 or A1 is so."""
    sections = [
        {"code": "NOW", "title": "Danger now", "items": [item_data("D1")]},
        {
            "code": "LIFE",
            "title": "Life",
            "items": [
                item_data("A1") | {"dimension": "HOLD", "grade": "strong", "weight": "2"},
                item_data("A2") | {"dimension": "HOLD", "grade": "medium", "weight": "0.5"},
                item_data("B1") | {"dimension": "WORK", "options": OPTIONS},
                item_data("B2")
                | {
                    "dimension": "WORK",
                    "grade": "strong",
                    "weight": "3",
                    "show_if": {"any": ["A1", {"item": "B1", "options": ["often", "always"]}]},
                },
            ],
        },
    ]
    return protocol_data(
        dimensions=[
            {"code": "HOLD", "title": "Coercion"},
            {"code": "WORK", "title": "Exploitation"},
        ],
        sections=sections,
        rules=rich_rules(),
        outcomes=[*protocol_data()["outcomes"], {"code": "STRONG", "title": "Strong", "text": "S"}],
        steps=[
            {**step, "outcomes": [*step["outcomes"], "STRONG"]} for step in protocol_data()["steps"]
        ],
        **changes,
    )


def rich_rules() -> list[dict[str, Any]]:
    """One of each kind."""
    return [
        {"kind": "any_of", "code": "R1", "outcome": "URGENT", "items": ["D1"], "reason": "Danger."},
        {
            "kind": "graded",
            "code": "R2",
            "outcome": "STRONG",
            "dimensions": ["HOLD", "WORK"],
            "at_least": 2,
            "reason": "Both sides.",
        },
        {
            "kind": "sum",
            "code": "R3",
            "outcome": "STRONG",
            "at_least": "6",
            "at_least_in": {"es": "4.5"},
            "items": ["A1", "A2", "B1", "B2"],
            "reason": "Points.",
        },
        {
            "kind": "at_least",
            "code": "R4",
            "outcome": "POSSIBLE",
            "at_least": 2,
            "items": ["A1", "A2", {"item": "B1", "options": ["always"]}],
            "reason": "Two.",
        },
        {"kind": "otherwise", "code": "R8", "outcome": "NONE_NOW", "reason": "Nothing now."},
        {"kind": "otherwise", "code": "R9", "outcome": "NOT_COMPLETED", "reason": "Open."},
    ]


TEXTS = {"wording", "why", "say", "do_not_say", "text", "title", "reason", "body", "summary"}
TEXTS |= {"audience", "age_wording", "age_why", "brief"}


def in_spanish_too(value: Any, key: str = "") -> Any:
    """The same data with each text in English and Spanish."""
    if isinstance(value, list):
        return [in_spanish_too(child) for child in value]
    if isinstance(value, dict):
        both = {name: in_spanish_too(child, name) for name, child in value.items()}
        return both | ({"languages": ["en", "es"]} if "slug" in value else {})
    return {"en": value, "es": f"{value} (es)"} if key in TEXTS else value
