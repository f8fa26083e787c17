"""The rules of a protocol as calculations of a form. Pure."""

from collections.abc import Iterator

from protocols.exchange.columns import Cells, digest
from protocols.exchange.writer import Writer
from protocols.rules import RAISING

OUTCOME = "outcome"


def may_rows(writer: Writer) -> Iterator[Cells]:
    """Whether each item with a condition may still show."""
    for code, name in writer.may.items():
        shown = writer.upper.shown(writer.items[code]["show_if"])
        yield {
            "type": "calculate",
            "name": name,
            "calculation": f"if({shown}, 'yes', 'no')",
            "firstline_role": "help",
        }


def rule_rows(writer: Writer) -> Iterator[Cells]:
    """Each rule: yes where it fires, open where it still may; then the outcome, and the reasons."""
    document = writer.document
    outcome = writer.name(OUTCOME + ".now")
    names = {rule["code"]: writer.name(f"rule.{rule['code']}") for rule in document["rules"]}
    for rule in document["rules"]:
        if "default" in rule["when"]:
            formula = f"if(${{{outcome}}} = '{rule['outcome']}', 'yes', 'no')"
        else:
            lower, upper = writer.lower.when(rule["when"]), writer.upper.when(rule["when"])
            formula = f"if({lower}, 'yes', if({upper}, 'open', 'no'))"
        yield {
            "type": "calculate",
            "name": names[rule["code"]],
            "calculation": formula,
            "firstline_role": "rule",
            "firstline_code": rule["code"],
            "firstline_outcome": rule["outcome"],
            "firstline_override": "yes" if rule["override"] else "no",
            "firstline_when": digest(rule["when"], formula),
        }
    yield {
        "type": "calculate",
        "name": outcome,
        "calculation": _outcome(writer, names),
        "firstline_role": "help",
    }
    for rule in document["rules"]:
        row = writer.row(
            "note",
            f"reason.{rule['code']}",
            role="reason",
            code=rule["code"],
            label=rule["reason"],
        )
        yield row | {"relevant": f"${{{names[rule['code']]}}} = 'yes'"}


def _outcome(writer: Writer, names: dict[str, str]) -> str:
    """The gravest outcome whose rule fires; else whether an open answer could still raise it."""
    raising = [rule for rule in writer.document["rules"] if "default" not in rule["when"]]
    still = " or ".join(f"${{{names[rule['code']]}}} = 'open'" for rule in raising)
    formula = f"if({still}, 'NOT_COMPLETED', 'NONE_NOW')" if still else "'NONE_NOW'"
    for outcome in RAISING:
        fires = [
            f"${{{names[rule['code']]}}} = 'yes'" for rule in raising if rule["outcome"] == outcome
        ]
        if fires:
            formula = f"if({' or '.join(fires)}, '{outcome.value}', {formula})"
    return formula
