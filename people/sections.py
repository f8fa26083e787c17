"""What other rooms say on a person's page. A room registers in its `AppConfig.ready()`.

States only, never answers or scores: due, done, lapsed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from people.models import Person
from people.permissions import Viewer


@dataclass(frozen=True)
class Line:
    """One thing that is due, done or lapsed."""

    text: str
    hint: str = ""
    tag: str = ""
    tone: str = ""
    href: str = ""
    state: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the page under a heading; `empty` is said where it has no lines."""

    title: str
    empty: str
    lines: list[Line] = field(default_factory=list)


Source = Callable[[Viewer, Person, date], Part | None]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a part to every person's page. It gets a canonical person whom the viewer may open."""
    _sources[name] = source


def parts_for(viewer: Viewer, person: Person, day: date) -> list[Part]:
    """Every room's part, in the order in which they registered."""
    found = (source(viewer, person, day) for source in _sources.values())
    return [part for part in found if part is not None]
