"""A form as a protocol's document, and what became of every row. Pure.

What we wrote comes back as it was. Of other people's forms everything is taken that a protocol has a word for; the
rest is told row by row with the reason. Nothing is guessed that decides about a person: a calculation becomes a rule only
where it names one of our outcomes.
"""

from collections.abc import Callable
from typing import Any

from protocols.exchange import parts
from protocols.exchange.book import Book, Row
from protocols.exchange.conditions import Clauses, clauses_of, condition_of
from protocols.exchange.groups import Groups
from protocols.exchange.heads import head_of, is_ours, settings_of
from protocols.exchange.items import Items
from protocols.exchange.kinds import REFUSED, Kind, kind_of
from protocols.exchange.leftovers import left_out, unknown_columns
from protocols.exchange.lists import lists_of
from protocols.exchange.meanings import Age, Lost, Meaning
from protocols.exchange.names import SURVEY
from protocols.exchange.numbers import cuts_of, is_age, is_birth
from protocols.exchange.report import Line, NotKept, Reason, Taken
from protocols.exchange.rule_takers import RuleTaker
from protocols.exchange.spoken import Languages

Json = dict[str, Any]
HELP = "help"


def take(book: Book) -> Taken:
    """What a protocol can take from a form."""
    taking = _Taking(book)
    for row in book.rows(SURVEY):
        taking.row(row)
    return taking.taken()


class _Taking:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.languages = Languages(book)
        self.ours = is_ours(settings_of(book))
        self.document = head_of(book, self.languages)
        self.document |= {"preconditions": [], "stop_rules": [], "outcomes": [], "steps": []}
        self.document["age"] = {"wording": {}, "why": {}}
        lists = lists_of(book, self.languages, ours=self.ours)
        self.items = Items(self.languages, lists, cuts_of(book))
        self.groups = Groups(self.document["title"])
        self.meanings: dict[str, Meaning] = {}
        self.rules = RuleTaker(self.meanings, self.languages)
        self.lines: list[Line] = unknown_columns(book, self.languages)
        self.roles: dict[str, Callable[[Row, Kind], Line]] = {
            "precondition": self._statement("preconditions"),
            "stop_rule": self._statement("stop_rules"),
            "age": self._age,
            "outcome": self._outcome,
            "step": self._step,
            "rule": self._rule,
            "reason": self._reason,
            HELP: lambda row, kind: self._line(row, HELP),
        }

    def taken(self) -> Taken:
        """The document with its rules, and the lines in the order of the form."""
        self.document["sections"] = self.groups.sections
        known = parts.Known(self.groups.sections, self.document["dimensions"])
        rules, lines = self.rules.taken(known)
        self.document["rules"] = rules
        found = sorted([*self.lines, *lines], key=lambda line: (line.sheet != SURVEY, line.row))
        return Taken(self.document, tuple(found))

    def row(self, row: Row) -> None:
        """Take one row."""
        kind = kind_of(row.get("type"))
        name = row.get("name")
        try:
            line = self._border(row, kind) or self._question(row, kind)
        except NotKept as lost:
            self.meanings[name] = Lost()
            line = self._line(row, "", reasons=[lost.reason])
        if line is not None and line.becomes != "later":
            self.lines.append(line)

    def _line(
        self, row: Row, becomes: str, code: str = "", reasons: list[Reason] | None = None
    ) -> Line:
        kind, name = row.get("type"), row.get("name")
        return Line(SURVEY, row.number, kind, name, becomes, code, tuple(reasons or ()))

    def _border(self, row: Row, kind: Kind) -> Line | None:
        """The beginning or end of a group, or None for a question."""
        if kind.name.startswith("end_"):
            begun = self.groups.end()
            return self._line(row, "end", reasons=[] if begun else [Reason("end_alone")])
        if not kind.name.startswith("begin_"):
            return None
        is_repeat = kind.name == "begin_repeat"
        clauses, reasons = self._clauses(row)
        title = self.languages.text(row, "label") or {"en": row.get("name")}
        name = row.get("firstline_code") or row.get("name")
        self.groups.begin(name, title, clauses, is_repeat=is_repeat)
        reasons += left_out(row, kind)
        if is_repeat or self.groups.repeats:
            return self._line(row, "", reasons=[Reason("repeat"), *reasons])
        if self.groups.is_nested:
            reasons.append(Reason("nested"))
        becomes = HELP if self.ours and row.get("firstline_role") == "heading" else "section"
        return self._line(row, becomes, name, reasons)

    def _question(self, row: Row, kind: Kind) -> Line:
        if row.faults:
            raise NotKept("formula", ", ".join(row.faults))
        if not kind.name:
            raise NotKept("no_type")
        if row.get("disabled").lower() in {"yes", "true"}:
            raise NotKept("disabled")
        if self.groups.repeats:
            raise NotKept("repeat")
        role = row.get("firstline_role") if self.ours else ""
        if role in self.roles:
            return self.roles[role](row, kind)
        return self._foreign(row, kind)

    def _foreign(self, row: Row, kind: Kind) -> Line:
        name, label = row.get("name"), self.languages.text(row, "label")
        if kind.name == "calculate":
            return self._rule(row, kind)
        if kind.name == "acknowledge":
            return self.roles["precondition"](row, kind)
        if kind.name == "integer" and is_age(name, label):
            return self._age(row, kind, Reason("age_in_bands"))
        if kind.name == "date":
            if not is_birth(name, label):
                raise NotKept("date")
            return self._age(row, kind, Reason("birth_in_bands"))
        if kind.name in {"one", "several", "integer"}:
            return self._item(row, kind)
        raise NotKept(REFUSED.get(kind.name, "unknown_type"), _said(label))

    def _item(self, row: Row, kind: Kind) -> Line:
        made, meaning, reasons = self.items.made(row, kind)
        condition, lost = self._shown_if(row)
        for item in made:
            item["show_if"] = condition
            self.groups.place(item)
        self.meanings[row.get("name")] = meaning
        codes = ", ".join(item["code"] for item in made)
        becomes = "signs" if len(made) > 1 else made[0]["kind"]
        return self._line(row, becomes, codes, [*reasons, *lost, *left_out(row, kind)])

    def _shown_if(self, row: Row) -> tuple[Json | None, list[Reason]]:
        """When an item is shown, with what its groups ask for."""
        exact = parts.exactly(row, "firstline_show_if", "relevant") if self.ours else None
        if exact is not None and not self.groups.clauses:
            try:
                parts.Known(self.groups.sections, []).check(exact)
            except NotKept as lost:
                return None, [Reason("show_if", lost.reason.code)]
            return exact, []
        clauses, reasons = self._clauses(row)
        try:
            condition = condition_of([*self.groups.clauses, *clauses])
            closed = parts.Known(self.groups.sections, []).close(condition)
            return condition, [*reasons, *([Reason("closed_upwards")] if closed else [])]
        except NotKept as lost:
            return None, [*reasons, lost.reason]

    def _clauses(self, row: Row) -> tuple[Clauses, list[Reason]]:
        """What the cell *relevant* asks for; nothing, with the reason, where we have no word for it."""
        text = row.get("relevant")
        if not text:
            return [], []
        try:
            return clauses_of(text, self.meanings), []
        except NotKept as lost:
            return [], [Reason("show_if", text), lost.reason]

    def _age(self, row: Row, kind: Kind, *reasons: Reason) -> Line:
        if self.document["age"]["wording"]:
            raise NotKept("age_twice")
        text = self.languages.text
        self.document["age"] = {"wording": text(row, "label"), "why": text(row, "hint")}
        self.meanings[row.get("name")] = Age()
        more = left_out(row, kind) if reasons else []
        return self._line(row, "age", reasons=[*reasons, *more])

    def _statement(self, key: str) -> Callable[[Row, Kind], Line]:
        def taken(row: Row, kind: Kind) -> Line:
            made = parts.statement(row, self.languages, self.document[key])
            self.document[key].append(made)
            return self._line(row, key.removesuffix("s"), made["code"], left_out(row, kind))

        return taken

    def _outcome(self, row: Row, kind: Kind) -> Line:
        made = parts.outcome(row, self.languages)
        self.document["outcomes"].append(made)
        return self._line(row, "outcome", made["code"])

    def _step(self, row: Row, kind: Kind) -> Line:
        self.document["steps"].append(parts.step(row, self.languages))
        return self._line(row, "step", str(len(self.document["steps"])))

    def _rule(self, row: Row, kind: Kind) -> Line:
        """Rules may look at every item, so they are taken last."""
        self.rules.note(row)
        return self._line(row, "later")

    def _reason(self, row: Row, kind: Kind) -> Line:
        code = row.get("firstline_code")
        self.rules.reasons[code] = self.languages.text(row, "label")
        return self._line(row, "reason", code)


def _said(label: dict[str, str]) -> str:
    return next(iter(label.values()), "")
