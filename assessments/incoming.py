"""Reading answers as they come in: a page's form, or a script's batch."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from assessments.actions import Given
from assessments.errors import NotUnderstood
from assessments.queries import Saved

# The largest whole number that every client holds exactly.
LARGEST = 2**53 - 1


@dataclass
class Batch:
    """The answers of a request, and the ids of those that could not be read."""

    given: list[Given] = field(default_factory=list)
    unreadable: list[uuid.UUID] = field(default_factory=list)


def answers_in_json(body: bytes) -> Batch:
    """Read `{"answers": [{"client_id", "question", "chosen", "claimed_ms", "sequence"}]}`.

    An answer that makes no sense is set aside by its id. Raises NotUnderstood when there is no id
    to name it by.
    """
    try:
        rows = [(uuid.UUID(row["client_id"]), row) for row in json.loads(body)["answers"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise NotUnderstood from problem
    batch = Batch()
    for client_id, row in rows:
        try:
            batch.given.append(_given(client_id, row))
        except (ValueError, KeyError, TypeError, AttributeError):
            batch.unreadable.append(client_id)
    return batch


def _given(client_id: uuid.UUID, row: Mapping[str, Any]) -> Given:
    chosen = row["chosen"]
    if not isinstance(chosen, list) or not all(isinstance(option, str) for option in chosen):
        raise ValueError("chosen is a list of option ids")
    return Given(
        client_id,
        uuid.UUID(row["question"]),
        tuple(chosen),
        _whole(row["claimed_ms"]),
        _whole(row["sequence"]),
    )


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("a whole number, 0 or more")
    return value


def answers_in_form(data: QueryDict, saved: Mapping[str, Saved]) -> Batch:
    """The answers of a form with fields `question`, `chosen-<question>` and `was-<question>`.

    Each post gets ids of its own: a page reached by the browser's "back" must be able to change its
    mind. Raises NotUnderstood.
    """
    batch = Batch()
    for question in data.getlist("question"):
        if _untouched(data, question, saved.get(question)):
            continue
        chosen = tuple(data.getlist(f"chosen-{question}"))
        try:
            batch.given.append(Given(uuid.uuid4(), uuid.UUID(question), chosen))
        except ValueError as problem:
            raise NotUnderstood from problem
    return batch


def _untouched(data: QueryDict, question: str, earlier: Saved | None) -> bool:
    """Whether the form says nothing about this question.

    A page may be open in two windows: the older one must not take back what it only did not know.
    `was-` holds what it showed at first. A choice on a page of one question was looked at and sent.
    """
    chosen = frozenset(data.getlist(f"chosen-{question}"))
    if not chosen and not (earlier and earlier.chosen):
        return True
    if f"was-{question}" not in data or (chosen and len(data.getlist("question")) == 1):
        return False
    return chosen == frozenset(data.getlist(f"was-{question}")) - {""}
