"""What all rows of a form share: names, languages, choices. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from protocols.exchange.columns import Cells, merged, texts
from protocols.exchange.formulas import Lower, Upper, shown_if
from protocols.exchange.names import Names, headed, languages_in
from protocols.jobaids.facts import ANSWERS
from protocols.rules import AgeBand

Text = Mapping[str, str]
# In every language, or pyxform warns that a language lacks a column.
TRANSLATED = ("label", "hint", "guidance_hint")


class Writer:
    """Collects the choices of a document's form while its rows are written."""

    def __init__(self, document: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> None:
        self.document = document
        self.words = words
        others = languages_in([document[key] for key in ("title", "sections", "steps")])
        self.languages = [*document["languages"], *sorted(others - set(document["languages"]))]
        self.items = {
            item["code"]: item for section in document["sections"] for item in section["items"]
        }
        self._names = Names()
        self.names = {code: self._names.new(code) for code in self.items}
        # Not in a name that an item has: names of items hold no full stop.
        self.may = {
            code: self.name(f"may.{code}")
            for code, item in self.items.items()
            if item.get("show_if")
        }
        self.lower = Lower(self.items, self.names)
        self.upper = Upper(self.items, self.names, self.may)
        self.choices: list[Cells] = []
        self.bands = [band.value for band in AgeBand]

    def name(self, wanted: str) -> str:
        """A name that no other question has."""
        return self._names.new(wanted)

    def blank(self) -> Cells:
        """Every column that has to be there, empty."""
        columns = ["type", "name"]
        columns += [headed(column, code) for column in TRANSLATED for code in self.languages]
        return dict.fromkeys([*columns, "relevant", "calculation"], "")

    def row(self, kind: str, name: str, *, role: str, code: str = "", **said: Text) -> Cells:
        """A row with its texts. `role` and `code` say what it is in a protocol."""
        head = {
            "type": kind,
            "name": self.names.get(code, "") if role == "item" else self.name(name),
        }
        own = {"firstline_role": role, "firstline_code": code}
        parts = [texts(column, text, self.languages) for column, text in said.items()]
        return merged(head, own, *parts)

    def choose(self, kind: str, choices: Iterable[tuple[str, Text]]) -> None:
        """A list of choices: (name, text)."""
        for code, text in choices:
            self.choices.append(self._choice(kind, code, text))

    def choose_options(self, kind: str, options: Sequence[Mapping[str, Any]]) -> None:
        """The options of a choice, then the open answers."""
        for option in options:
            rated = {"firstline_grade": option["grade"] or "", "firstline_weight": option["weight"]}
            self.choices.append(merged(self._choice(kind, option["code"], option["text"]), rated))
        self.choose(kind, self.answers()[2:])

    def _choice(self, kind: str, code: str, text: Text) -> Cells:
        return merged({"list_name": kind, "name": code}, texts("label", text, self.languages))

    def answers(self) -> list[tuple[str, Text]]:
        """The answers of a sign in this mode."""
        mode = self.document["mode"]
        return [
            (code, self._worded(lambda words, code=code: _answer(words, mode, code)))
            for code in ANSWERS[mode]
        ]

    def said(self, key: str) -> Text:
        """A word of the printed sheet in each language."""
        return self._worded(lambda words: words[key])

    def band(self, band: str) -> Text:
        """An age band in each language."""
        return self._worded(lambda words: words["bands"][band])

    def _worded(self, say: Any) -> Text:
        known = {code: self.words.get(code, self.words["en"]) for code in self.languages}
        return {code: str(say(words)) for code, words in known.items()}

    def shown_if(self, condition: Mapping[str, Any]) -> str:
        """When an item is shown."""
        return shown_if(condition, self.names)


def _answer(words: Mapping[str, Any], mode: str, code: str) -> str:
    known = words["answers"]
    return str(known.get(code) or known[mode][code])
