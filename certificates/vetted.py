"""The layouts that certificates are printed in, and the fields that may be filled in each.

The Typst files are ours and vetted. What an office writes goes into typed fields, as data: nobody's
own Typst is ever compiled. Pure functions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Choice:
    """One of a few values, the first if nothing is chosen."""

    name: str
    label: Words
    choices: tuple[tuple[str, Words], ...]

    @property
    def default(self) -> str:
        return self.choices[0][0]

    def accepts(self, value: str) -> bool:
        return value in dict(self.choices)


@dataclass(frozen=True)
class Line:
    """A line of text of at most `most` letters."""

    name: str
    label: Words
    most: int
    default: str = ""

    def accepts(self, value: str) -> bool:
        return len(value) <= self.most and value.isprintable()


Field = Choice | Line


@dataclass(frozen=True)
class Layout:
    """A vetted layout: its files are `layouts/<name>.typ` and `<name>.<language>.json`."""

    name: str
    title: Words
    fields: tuple[Field, ...] = ()


COLOUR = Choice(
    "colour",
    _("Colour"),
    (("teal", _("Teal")), ("navy", _("Navy")), ("plum", _("Plum")), ("green", _("Green"))),
)
MOTTO = Line("motto", _("Line below the name of the issuer"), 80)
CLOSING = Line("closing", _("Line above the signatures"), 110)
FIELDS: tuple[Field, ...] = (COLOUR, MOTTO, CLOSING)
# The first one is what a programme gets that chooses none.
LAYOUTS = {
    one.name: one
    for one in (
        Layout("classic-2", _("Classic: a band at the left"), FIELDS),
        Layout("formal-1", _("Formal: centred in a frame"), FIELDS),
        # No longer offered: for the certificates that were printed in it.
        Layout("classic-1", _("Classic, first version")),
    )
}
OFFERED = ("classic-2", "formal-1")


def completed(layout: str, given: Mapping[str, str]) -> dict[str, str]:
    """Every field of a layout: as it was given, else its default."""
    return {field.name: given.get(field.name, field.default) for field in LAYOUTS[layout].fields}


def refused(layout: str, given: Mapping[str, str]) -> list[str]:
    """The names of fields that the layout does not have, or whose value it does not take."""
    known = {field.name: field for field in LAYOUTS[layout].fields}
    return [n for n, value in given.items() if n not in known or not known[n].accepts(value)]


def written(layout: str, given: Mapping[str, str]) -> list[str]:
    """The texts of an office that stand on the paper, in the order of the layout."""
    lines = [field.name for field in LAYOUTS[layout].fields if isinstance(field, Line)]
    return [given[name] for name in lines if given.get(name)]
