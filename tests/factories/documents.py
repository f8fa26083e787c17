"""Documents of protocols made by hand, without a database."""

from typing import Any

Json = dict[str, Any]
ILO = [{"strong": 1, "medium": 1, "weak": 2}, {"strong": 0, "medium": 2, "weak": 3}]


def both(english: str, spanish: str = "") -> dict[str, str]:
    """A text in English and Spanish."""
    return {"en": english, "es": spanish or f"{english} (es)"}


def sign(code: str, **changes: Any) -> Json:
    item: Json = {
        "code": code,
        "kind": "sign",
        "dimension": "",
        "show_if": None,
        "danger": True,
        "grade": None,
        "weight": "0",
        "wording": both(f"Sign {code}"),
        "why": both(f"Why {code}"),
        "say": both(f"Say {code}"),
        "do_not_say": both(f"Never {code}"),
    }
    return item | changes


def option(code: str, text: dict[str, str], grade: str | None = None, weight: str = "0") -> Json:
    return {"code": code, "text": text, "grade": grade, "weight": weight}


def rule(code: str, outcome: str, when: Json, override: bool = False) -> Json:
    reason = both(f"Reason {code}")
    return {"code": code, "outcome": outcome, "override": override, "when": when, "reason": reason}


def step(text: str, contact: str, **changes: Any) -> Json:
    outcomes = ["NONE_NOW", "NOT_COMPLETED", "POSSIBLE", "STRONG", "URGENT"]
    made: Json = {
        "outcomes": outcomes,
        "age_groups": ["adult", "child"],
        "areas": [],
        "agencies": [],
        "text": both(text),
        "body": both("You"),
        "contact": contact,
        "minutes": None,
        "consent": "not_needed",
        "legal": {},
    }
    return made | changes


def every_feature() -> Json:
    """A valid document with each kind of item, condition and limit, in English and Spanish."""
    often = {"item": "B2", "options": ["often", "always"]}
    options = [
        option("never", both("never", "nunca")),
        option("often", both("often", "a menudo"), "weak", "0.5"),
        option("always", both("always", "siempre"), "medium", "1"),
    ]
    choice = sign("B2", kind="choice", dimension="means", options=options, say={}, do_not_say={})
    del choice["grade"], choice["weight"]
    shown = {"any": ["A1", often]}
    purpose = {"dimension": "purpose", "grade": "medium", "weight": "1", "show_if": shown}
    return {
        "format": "firstline-protocol-1",
        "slug": "every-feature",
        "version": "1.2.3",
        "title": both("Every feature", "Todas las funciones"),
        "summary": both("All of it."),
        "audience": both("Testers"),
        "languages": ["en", "es"],
        "mode": "observe",
        "cadres": ["nurse", "teacher"],
        "illustrative": True,
        "licence": "CC BY 4.0",
        "owner": "Tests",
        "permission": "own",
        "sources": ["Own words", "Another"],
        "effective_from": "2026-03-01",
        "review_due": "2027-03-01",
        "change_note": "First version.",
        "brief": both("Somebody made up.\nIn two lines."),
        "preconditions": [{"code": "P1", "text": both("You are alone.")}],
        "stop_rules": [{"code": "S1", "text": both("Somebody is in danger now.")}],
        "age": {"wording": both("How old?"), "why": both("It changes what you must do.")},
        "dimensions": [
            {"code": "means", "title": both("Means", "Medios")},
            {"code": "purpose", "title": both("Purpose", "Fin")},
        ],
        "sections": [
            {"code": "NOW", "title": both("Danger now"), "items": [sign("D1", say={})]},
            {
                "code": "LIFE",
                "title": both("Life"),
                "items": [
                    sign("A1", dimension="means", grade="strong", weight="1.5"),
                    choice,
                    sign("A2", **purpose),
                    sign("N1", danger=False, show_if={"all": ["A1", often]}),
                ],
            },
        ],
        "rules": [
            rule("R1", "URGENT", {"any": ["D1"]}, override=True),
            rule(
                "R2",
                "STRONG",
                {"count": {"of": ["A1", often, "A2"], "at_least": 2, "at_least_in": {"es": 3}}},
            ),
            rule(
                "R3",
                "STRONG",
                {
                    "graded": {
                        "dimensions": ["means", "purpose"],
                        "at_least": 1,
                        "patterns": [dict(pattern) for pattern in ILO],
                    }
                },
            ),
            rule(
                "R4",
                "POSSIBLE",
                {
                    "sum": {
                        "of": ["A1", "B2", "A2"],
                        "at_least": "2.5",
                        "at_least_in": {"es": "3.25"},
                    }
                },
            ),
            rule("R5", "POSSIBLE", {"any": ["A1", {"item": "B2", "options": ["always"]}]}),
            rule("R8", "NONE_NOW", {"default": "settled"}),
            rule("R9", "NOT_COMPLETED", {"default": "open"}),
        ],
        "outcomes": [
            {"code": code, "title": both(title), "text": both(f"Text of {title}")}
            for code, title in (
                ("URGENT", "Act now"),
                ("STRONG", "Strong signs"),
                ("POSSIBLE", "Possible signs"),
                ("NONE_NOW", "Nothing now"),
                ("NOT_COMPLETED", "Not completed"),
            )
        ],
        "steps": [
            step("Call.", "desk", minutes=0),
            step(
                "Tell the desk.",
                "old",
                areas=["st-thomas"],
                agencies=["MOH"],
                age_groups=["child"],
                minutes=90,
                consent="ask",
                legal=both("Section 6"),
            ),
            step("Ask for advice.", "never", minutes=60),
        ],
    }
