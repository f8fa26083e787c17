"""What the rooms do when somebody leaves: open tasks that pass on, and keys that end.

A room registers in its `AppConfig.ready()`. Everything registered here runs inside the transaction
that ends somebody's access.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from foundation.audit.actors import Actor
from people.models import StaffRecord, User


@dataclass(frozen=True)
class OpenTask:
    """Something that waits for one person by name. `text` says what, to whoever passes it on."""

    text: str
    href: str = ""


class TaskSource(Protocol):
    """A kind of task that waits for a named user."""

    def open_for(self, user: User, leaving: StaffRecord) -> Iterable[OpenTask]:
        """What waits for `user` that ends when they leave this record."""

    def pass_on(
        self, *, by: Actor, user: User, successor: User, leaving: StaffRecord
    ) -> Iterable[OpenTask]:
        """Give it to `successor`. Returns what was passed; asked again, nothing is left."""


End = Callable[[User, StaffRecord], None]

_sources: dict[str, TaskSource] = {}
_ends: dict[str, End] = {}


def register_tasks(name: str, source: TaskSource) -> None:
    """Say that tasks of this kind wait for named users. A second registration replaces the first."""
    _sources[name] = source


def register_end(name: str, end: End) -> None:
    """Say what else ends with somebody's access: tokens, codes. `end` may be called again."""
    _ends[name] = end


def open_tasks(user: User, leaving: StaffRecord) -> list[OpenTask]:
    """Everything that waits for `user` and would be left undone."""
    return [task for source in _sources.values() for task in source.open_for(user, leaving)]


def pass_on_tasks(
    *, by: Actor, user: User, successor: User, leaving: StaffRecord
) -> list[OpenTask]:
    """Give everything to `successor`. Returns what was passed."""
    return [
        task
        for source in _sources.values()
        for task in source.pass_on(by=by, user=user, successor=successor, leaving=leaving)
    ]


def end_keys(user: User, leaving: StaffRecord) -> None:
    """End tokens and codes of every room."""
    for end in _ends.values():
        end(user, leaving)
