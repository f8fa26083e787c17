"""Rows that say what they are in a protocol, because we wrote them. Pure."""

from collections.abc import Mapping
from typing import Any

from protocols.exchange.book import Row
from protocols.exchange.columns import fingerprint
from protocols.exchange.names import code_from
from protocols.exchange.report import NotKept
from protocols.exchange.spoken import Languages, codes_cell, json_cell
from protocols.rules import AgeGroup, Outcome

Json = dict[str, Any]
CONSENTS = ("not_needed", "ask", "required")


def statement(row: Row, languages: Languages, taken: list[Json]) -> Json:
    """A precondition or a stop rule."""
    codes = [entry["code"] for entry in taken]
    code = code_from(row.get("firstline_code") or row.get("name"), codes, "P")
    return {"code": code, "text": languages.text(row, "label")}


def outcome(row: Row, languages: Languages) -> Json:
    """What an outcome means. Raises NotKept for one that we do not know."""
    code = row.get("firstline_code")
    if code not in set(Outcome):
        raise NotKept("no_outcome", code)
    title, text = languages.text(row, "label"), languages.text(row, "hint")
    return {"code": code, "title": title, "text": text}


def step(row: Row, languages: Languages) -> Json:
    """A step of the pathway. Raises NotKept for one whose limits cannot be read."""
    lists = {
        key: codes_cell(row, f"firstline_{key}")
        for key in ("outcomes", "age_groups", "areas", "agencies")
    }
    unread = [key for key, value in lists.items() if value is None]
    minutes, consent = row.get("firstline_minutes"), row.get("firstline_consent")
    if unread or not (minutes == "" or minutes.isdigit()) or consent not in CONSENTS:
        raise NotKept("unreadable", ", ".join(unread))
    _known(lists["outcomes"], set(Outcome))
    _known(lists["age_groups"], set(AgeGroup))
    return {
        **lists,
        "text": languages.text(row, "label"),
        "body": languages.text(row, "hint"),
        "contact": str(json_cell(row.get("firstline_contact")) or ""),
        "minutes": int(minutes) if minutes else None,
        "consent": consent,
        "legal": languages.text(row, "firstline_legal"),
    }


def _known(given: list[str] | None, known: set[Any]) -> None:
    for code in given or ():
        if code not in known:
            raise NotKept("unreadable", code)


def exactly(row: Row, column: str, beside: str) -> Any:
    """What a column holds exactly, while the cell beside it is as we wrote it; else None."""
    held = json_cell(row.get(column))
    if isinstance(held, dict) and held.get("says") == fingerprint(row.get(beside)):
        return held.get("is")
    return None


class Known:
    """The items, options and dimensions there are, so that no condition names another."""

    def __init__(self, sections: list[Json], dimensions: list[Json]) -> None:
        self.items = {item["code"]: item for section in sections for item in section["items"]}
        self.dimensions = {part["code"] for part in dimensions}

    def check(self, condition: Any) -> None:
        """Raises NotKept for a condition that is none, or that names what there is not."""
        try:
            self._check(condition)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise error if isinstance(error, NotKept) else NotKept("unreadable") from error

    def close(self, condition: Mapping[str, Any] | None) -> bool:
        """Let terms hold for every more worrying option too; True if that changed one."""
        changed = False
        for value in (condition or {}).values():
            terms = value if isinstance(value, list) else value.get("of", [])
            for term in (term for term in terms if isinstance(term, dict)):
                codes = [option["code"] for option in self.items[term["item"]]["options"]]
                from_least = codes[min(codes.index(code) for code in term["options"]) :]
                changed |= set(from_least) != set(term["options"])
                term["options"] = from_least
        return changed

    def _check(self, condition: Mapping[str, Any]) -> None:
        ((kind, value),) = condition.items()
        if kind in {"any", "all"}:
            self._terms(value)
        elif kind in {"count", "sum"}:
            self._terms(value["of"])
        elif kind == "graded":
            self._dimensions(value["dimensions"])
        elif kind != "default" or value not in {"settled", "open"}:
            raise NotKept("unreadable", str(kind))

    def _terms(self, terms: Any) -> None:
        if not isinstance(terms, list) or not terms:
            raise NotKept("unreadable")
        for term in terms:
            code = term if isinstance(term, str) else term["item"]
            if code not in self.items:
                raise NotKept("lost_question", str(code))
            if not isinstance(term, str):
                options = {option["code"] for option in self.items[code].get("options", ())}
                if not set(term["options"]) <= options:
                    raise NotKept("unknown_choice", str(code))

    def _dimensions(self, codes: Any) -> None:
        lost = [code for code in codes if code not in self.dimensions]
        if lost or not codes:
            raise NotKept("unreadable", ", ".join(map(str, lost)))
