"""What may exist once: the database decides, and its refusal becomes a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from people.errors import AlreadyThere


@contextmanager
def once(message: str) -> Iterator[None]:
    """Raise AlreadyThere with `message` where the database refuses a second row of its kind.

    Looking first is not enough: of two requests at the same moment, both would find nothing.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        # A breach of any other kind of rule is a mistake of ours.
        if not _is_about_uniqueness(error):
            raise
        raise AlreadyThere(message) from error


def _is_about_uniqueness(error: IntegrityError) -> bool:
    """Both engines say so by a code, whatever language their messages are in."""
    cause = error.__cause__
    sqlite = getattr(cause, "sqlite_errorname", "")
    return sqlite == "SQLITE_CONSTRAINT_UNIQUE" or getattr(cause, "sqlstate", "") == "23505"
