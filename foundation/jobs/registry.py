"""Which kinds of job exist, and what runs them.

Kinds are declared in each app's tasks.py with `@job_kind`. They are found when Django starts, in
the web process and in the workers alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from foundation.jobs.models import Job

Run = Callable[[Job], None]
Title = str | Promise
Queue = Literal["quick", "bulk"]


@dataclass(frozen=True)
class JobKind:
    """A kind of work. `max_seconds` is how long a run may take before it counts as lost.

    `title` says to people what it is.
    """

    name: str
    run: Run
    queue: Queue
    max_seconds: int
    title: Title = ""


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str, *, queue: Queue = "quick", max_seconds: int = 3600, title: Title = ""
) -> Callable[[Run], Run]:
    """Declare the decorated function as the work of jobs of the kind `name` ("room.verb").

    The function gets the job, may be called again after a worker was lost, and then finds in
    `job.done` the last progress that was written. It does its work in steps, each with
    `advance` in the same transaction: so a step is either done and counted, or neither.
    """

    def register(run: Run) -> Run:
        known = _kinds.get(name)
        if known is not None and known.run.__qualname__ != run.__qualname__:
            raise ValueError(f"Two functions are declared as the job kind {name}.")
        _kinds[name] = JobKind(name, run, queue, max_seconds, title)
        return run

    return register


def kind_of(name: str) -> JobKind:
    """The kind called `name`. Raises LookupError when no app declares it."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No app declares the job kind {name} in its tasks.py.") from None


def title_of(name: str) -> str:
    """What the kind is called before people; its technical name when it has no title."""
    kind = _kinds.get(name)
    return str(kind.title or name) if kind else name
