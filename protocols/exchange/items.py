"""A form's questions as items of a protocol. Pure."""

from collections.abc import Mapping
from typing import Any

from protocols.exchange.book import Row
from protocols.exchange.kinds import Kind
from protocols.exchange.lists import Choices
from protocols.exchange.meanings import Bands, Choice, Meaning, Several, Sign
from protocols.exchange.names import code_from
from protocols.exchange.numbers import MAX_CUTS, band_texts, bounds_of
from protocols.exchange.report import NotKept, Reason
from protocols.exchange.spoken import Languages, joined

Json = dict[str, Any]
OPTIONS = range(2, 13)


class Items:
    """Makes items of rows, each with a code of its own, and what they mean to conditions."""

    def __init__(
        self, languages: Languages, lists: Mapping[str, Choices], cuts: Mapping[str, set[int]]
    ) -> None:
        self.languages = languages
        self.lists = lists
        self.cuts = cuts
        self.codes: list[str] = []

    def made(self, row: Row, kind: Kind) -> tuple[list[Json], Meaning, list[Reason]]:
        """The items of a question, what it means, and what of it is not kept. Raises NotKept."""
        if row.get("type") and kind.name == "integer":
            return self._bands(row)
        choices = self.lists.get(kind.list_name)
        if choices is None:
            raise NotKept("no_list", kind.list_name)
        reasons = [Reason("or_other")] if kind.or_other else []
        if kind.name == "several":
            items, meaning, more = self._several(row, choices)
            return items, meaning, reasons + more
        if choices.is_of_signs:
            item, sign = self._sign(row, choices)
            return [item], sign, reasons
        item, choice, more = self._choice(row, choices)
        return [item], choice, reasons + more

    def _code(self, row: Row, name: str = "") -> str:
        code = code_from(name or row.get("firstline_code") or row.get("name"), self.codes)
        self.codes.append(code)
        return code

    def _common(self, row: Row, kind: str, wording: Json | None = None) -> Json:
        text = self.languages.text
        return {
            "kind": kind,
            "dimension": row.get("firstline_dimension"),
            "show_if": None,
            "danger": row.get("firstline_danger") != "no",
            "wording": wording or text(row, "label") or {"en": row.get("name")},
            "why": text(row, "hint"),
            "say": text(row, "guidance_hint"),
            "do_not_say": text(row, "firstline_do_not_say"),
        }

    def _rated(self, grade: str, weight: str) -> Json:
        known = grade if grade in {"strong", "medium", "weak"} else None
        return {"grade": known, "weight": weight or "0"}

    def _sign(self, row: Row, choices: Choices) -> tuple[Json, Sign]:
        rated = self._rated(row.get("firstline_grade"), row.get("firstline_weight"))
        item = {"code": self._code(row), **self._common(row, "sign"), **rated}
        return item, Sign(item["code"], {one.name: one.answer for one in choices.choices})

    def _several(self, row: Row, choices: Choices) -> tuple[list[Json], Several, list[Reason]]:
        """Each answer is a sign of its own, answered yes or no."""
        kept = [one for one in choices.options if not one.is_none]
        if not kept:
            raise NotKept("no_list", "")
        label = self.languages.text(row, "label")
        items, codes = [], {}
        for one in kept:
            code = self._code(row, f"{row.get('name')}_{one.name}")
            common = self._common(row, "sign", joined([label, one.text]))
            items.append({"code": code, **common, **self._rated("", "")})
            codes[one.name] = code
        return items, Several(codes), [Reason("several_signs", str(len(kept)))]

    def _choice(self, row: Row, choices: Choices) -> tuple[Json, Choice, list[Reason]]:
        options = choices.options
        if len(options) not in OPTIONS:
            raise NotKept("options", str(len(options)))
        item = {"code": self._code(row), **self._common(row, "choice")}
        item["options"] = [
            {"code": one.code, "text": one.text, **self._rated(one.grade, one.weight)}
            for one in options
        ]
        ours = bool(row.get("firstline_role"))
        reasons = [] if ours else [Reason("order")]
        return item, Choice(item["code"], {one.name: one.code for one in options}), reasons

    def _bands(self, row: Row) -> tuple[list[Json], Bands, list[Reason]]:
        """A number, in the bands that the form's own conditions cut."""
        least, greatest = bounds_of(row.get("constraint"))
        starts = sorted(
            cut
            for cut in self.cuts.get(row.get("name"), ())
            if (least is None or cut > least) and (greatest is None or cut <= greatest)
        )
        if not 1 <= len(starts) <= MAX_CUTS:
            raise NotKept("number")
        code = self._code(row)
        texts = band_texts(starts, least, greatest)
        codes = [f"band_{number}" for number in range(1, len(texts) + 1)]
        seen = {"en", *self.languages.seen}
        options = [
            {
                "code": one,
                "text": {key: said for key, said in text.items() if key in seen},
                "grade": None,
                "weight": "0",
            }
            for one, text in zip(codes, texts, strict=True)
        ]
        item = {"code": code, **self._common(row, "choice"), "options": options}
        return [item], Bands(code, starts, codes), [Reason("bands", str(len(texts)))]
