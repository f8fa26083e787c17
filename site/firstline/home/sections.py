"""What every role's part of the page is made of."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Figure:
    """One large number. `of` says what it is of; `href` opens its list."""

    label: str
    value: str
    of: str = ""
    tone: str = ""
    href: str = ""


@dataclass(frozen=True)
class Item:
    """One thing that waits, named by what it is."""

    text: str
    href: str = ""
    hint: str = ""
    tag: str = ""
    tone: str = ""
    state: str = ""


@dataclass(frozen=True)
class Empty:
    """Nothing waits: why, and what to do."""

    title: str
    text: str
    href: str = ""
    link_text: str = ""


@dataclass(frozen=True)
class Group:
    """A list under a heading; `empty` is said when it has no items."""

    title: str
    items: list[Item]
    empty: str
    more: tuple[str, str] | None = None

    @property
    def plain(self) -> bool:
        """Nothing in it can be done or open, so no line needs a dot."""
        return not any(item.state for item in self.items)


@dataclass(frozen=True)
class Section:
    """A role's part of the page."""

    key: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    empty: Empty | None = None
    # What its figures are about, under the title.
    about: str = ""


def waits(items: list[Item]) -> Group:
    """What waits for the reader, whatever it is: the first list of every role's part."""
    return Group(_("Waits for you"), items, _("Nothing waits for you."))
