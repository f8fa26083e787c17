"""Outcomes and the steps of the pathway as notes of a form. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from protocols.exchange.columns import Cells, as_json, merged
from protocols.exchange.rule_rows import OUTCOME
from protocols.exchange.writer import Writer

ADULT = "(${age.band} = '18_24' or ${age.band} = '25_over')"
# Limits of a step, and the question that asks which of them applies.
LIMITS = {"areas": "where.area", "agencies": "where.agency"}
STEP_TEXTS = {"label": "text", "hint": "body", "firstline_legal": "legal"}


def where_rows(writer: Writer) -> Iterator[Cells]:
    """In which parish and for which agency, where steps are for some of them only."""
    for key, name in LIMITS.items():
        codes = _limits(writer.document, key)
        if codes:
            writer.choose(
                name, [(code, dict.fromkeys(writer.languages, say)) for say, code in codes]
            )
            label = dict.fromkeys(writer.languages, "Parish" if key == "areas" else "Agency")
            yield writer.row(f"select_one {name}", name, role="help", label=label)


def _limits(document: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    """(code, name of the choice) of each parish or agency that a step is for."""
    steps = document["steps"]
    codes = sorted({code for step in steps for code in step.get(key, ())})
    return [(code, f"{key}.{number}") for number, code in enumerate(codes)]


def outcome_rows(writer: Writer) -> Iterator[Cells]:
    """What each outcome means, shown where it is reached."""
    for outcome in writer.document["outcomes"]:
        code = outcome["code"]
        row = writer.row(
            "note",
            f"means.{code}",
            role="outcome",
            code=code,
            label=outcome["title"],
            hint=outcome["text"],
        )
        yield row | {"relevant": f"${{{OUTCOME}.now}} = '{code}'"}


def step_rows(writer: Writer) -> Iterator[Cells]:
    """Each step, shown to whom it applies. Contacts are codes: numbers change and stay in the book."""
    limits = {key: dict(_limits(writer.document, key)) for key in LIMITS}
    for number, step in enumerate(writer.document["steps"], start=1):
        said = {column: step[key] for column, key in STEP_TEXTS.items()}
        row = writer.row("note", f"step.{number}", role="step", **said)
        own = {
            f"firstline_{key}": as_json(step.get(key, []))
            for key in ("outcomes", "age_groups", "areas", "agencies")
        }
        own["firstline_contact"] = as_json(step["contact"]) if step["contact"] else ""
        own["firstline_minutes"] = "" if step["minutes"] is None else str(step["minutes"])
        own["firstline_consent"] = step["consent"]
        yield merged(row, own, {"relevant": _applies(step, limits)})


def _applies(step: Mapping[str, Any], limits: Mapping[str, Mapping[str, str]]) -> str:
    groups = set(step["age_groups"])
    parts = [_any(f"{OUTCOME}.now", step["outcomes"])]
    if groups == {"adult"}:
        parts.append(ADULT)
    if groups == {"child"}:
        parts.append(f"not{ADULT}")
    for key, name in LIMITS.items():
        if step.get(key):
            parts.append(_any(name, [limits[key][code] for code in step[key]]))
    return " and ".join(parts)


def _any(name: str, values: list[str]) -> str:
    return "(" + " or ".join(f"${{{name}}} = '{value}'" for value in values) + ")"
