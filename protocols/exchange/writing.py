"""A document as the sheets of an XLSForm. Pure.

Everything that XLSForm has a word for is said in its own columns, and the form works: it shows, counts and
concludes as the engine does. What it has no word for stands in columns called `firstline_...`, which readers of forms
pass over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from protocols.exchange import names as n
from protocols.exchange.columns import as_json, digest, texts
from protocols.exchange.pathway_rows import outcome_rows, step_rows, where_rows
from protocols.exchange.rule_rows import may_rows, rule_rows
from protocols.exchange.writer import Writer

Json = dict[str, Any]
Cells = dict[str, str]
SCALARS = (
    "mode", "licence", "owner", "permission", "effective_from", "review_due", "change_note", "format",
)  # fmt: skip
LISTS = ("languages", "cadres", "sources")
TEXTS = ("title", "summary", "audience", "brief")


@dataclass(frozen=True)
class Form:
    """The rows of each sheet, by column; a sheet's header is every column in the order of first use."""

    sheets: Mapping[str, list[Cells]]

    def header(self, sheet: str) -> list[str]:
        """The columns of a sheet."""
        return list(dict.fromkeys(column for row in self.sheets[sheet] for column in row))


def form_of(document: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> Form:
    """The XLSForm of a document. `words` are those of a printed sheet, by language."""
    writer = Writer(document, words)
    survey = [*_before(writer), *_items(writer), *may_rows(writer), *rule_rows(writer)]
    survey += [*where_rows(writer), *outcome_rows(writer), *step_rows(writer)]
    sheets = {
        n.SURVEY: [writer.blank() | row for row in survey],
        n.CHOICES: list(writer.choices),
        n.SETTINGS: [_settings(document)],
        n.OURS: list(_texts(writer)),
    }
    return Form(sheets)


def _settings(document: Mapping[str, Any]) -> Cells:
    """One row: what the form is called, and what XLSForm has no word for."""
    own = {f"firstline_{key}": document[key] for key in SCALARS}
    lists = {f"firstline_{key}": as_json(document[key]) for key in LISTS}
    return {
        "form_title": n.safe(document["title"].get("en", "")) or document["slug"],
        "form_id": document["slug"],
        "version": document["version"],
        "default_language": n.LANGUAGES["en"],
        **{key: n.safe(value) for key, value in own.items()},
        **lists,
        "firstline_illustrative": "yes" if document["illustrative"] else "no",
        "firstline_exact": as_json(
            {key: value for key, value in own.items() if n.safe(value) != value}
        ),
    }


def _texts(writer: Writer) -> Iterator[Cells]:
    """The protocol's own texts, and its dimensions."""
    for key in TEXTS:
        yield {"role": "text", "code": key, **texts("text", writer.document[key], writer.languages)}
    for part in writer.document.get("dimensions", ()):
        said = texts("text", part["title"], writer.languages)
        yield {"role": "dimension", "code": part["code"], **said}


def _before(writer: Writer) -> Iterator[Cells]:
    """Preconditions, stop rules and the age, before anything else."""
    document = writer.document
    for key, role, heading in (
        ("preconditions", "precondition", "before"),
        ("stop_rules", "stop_rule", "stop"),
    ):
        yield writer.row("begin_group", heading, role="heading", label=writer.said(heading))
        for entry in document[key]:
            name = f"{heading}.{entry['code']}"
            yield writer.row("note", name, role=role, code=entry["code"], label=entry["text"])
        yield {"type": "end_group", "firstline_role": "heading"}
    writer.choose("age.bands", [(band, writer.band(band)) for band in writer.bands])
    yield writer.row(
        "select_one age.bands",
        "age.band",
        role="age",
        label=document["age"]["wording"],
        hint=document["age"]["why"],
    )


def _items(writer: Writer) -> Iterator[Cells]:
    writer.choose("signs", writer.answers())
    for section in writer.document["sections"]:
        name = f"section.{section['code']}"
        yield writer.row(
            "begin_group", name, role="section", code=section["code"], label=section["title"]
        )
        for item in section["items"]:
            yield _item(writer, item)
        yield {"type": "end_group", "firstline_role": "section"}


def _item(writer: Writer, item: Mapping[str, Any]) -> Cells:
    name = writer.names[item["code"]]
    kind = "signs"
    if "options" in item:
        kind = f"{name}.options"
        writer.choose_options(kind, item["options"])
    row = writer.row(
        f"select_one {kind}",
        name,
        role="item",
        code=item["code"],
        label=item["wording"],
        hint=item["why"],
        guidance_hint=item["say"],
        firstline_do_not_say=item["do_not_say"],
    )
    row["firstline_danger"] = "yes" if item["danger"] else "no"
    row["firstline_dimension"] = item.get("dimension", "")
    if "options" not in item:
        row["firstline_grade"] = item.get("grade") or ""
        row["firstline_weight"] = item.get("weight", "0")
    if item.get("show_if"):
        row["relevant"] = writer.shown_if(item["show_if"])
        row["firstline_show_if"] = digest(item["show_if"], row["relevant"])
    return row
