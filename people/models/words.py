"""The words by which a person is found, and the names they had before."""

from typing import Any

from django.db import models
from django.db.models.lookups import StartsWith

from people.models.person import Person


class WordField(models.CharField):
    """A short text whose beginnings are looked for sign by sign: a folded word, a staff number."""


@WordField.register_lookup
class ByIndex(StartsWith):
    """`word__startswith="bro"`: by index on both engines.

    PostgreSQL uses the pattern index for LIKE. SQLite's LIKE with an escape reads the whole table,
    so there it is a range.
    """

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} >= %s AND {left} < %s", [
            *params,
            str(self.rhs),
            *params,
            f"{self.rhs}\U0010ffff",
        ]


class PersonWord(models.Model):
    """One word of a person's names. Written by the actions that write names."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="words", db_index=False
    )
    word = WordField(max_length=40)
    # Of a name they had before, and of none that they have now.
    former = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "word"], name="people_word_once_a_person")
        ]
        indexes = [
            # Both answers and persons from the index alone; the pattern class serves LIKE.
            models.Index(
                fields=["word", "person", "former"],
                opclasses=["varchar_pattern_ops", "int8_ops", "bool_ops"],
                name="people_word_begins",
            )
        ]

    def __str__(self) -> str:
        return f"word of {self.person_id}"


class FormerName(models.Model):
    """A name that somebody had in the register until a day, and by which they are still found.

    Kept by the action that changes a name, and forgotten where it was a mistake or shall not be known.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="people_former_name_once")
        ]

    def __str__(self) -> str:
        return self.name
