"""Finding persons by their names, and staff records by name or number, in a tenth of a second.

Every word typed must begin a word of the person's names; "brown nad" finds Nadine Brown. Words are
rows with an index, so the size of the register does not matter, on either engine. Names hold no
digits, so whatever has one is a staff number: asking for either would keep both from their index.
"""

from collections.abc import Collection, Sequence
from functools import reduce

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from foundation.bulk import insert_many
from people.folding import words_of
from people.models import Person, PersonWord, StaffRecord
from people.rules import staff_login

MOST_WORDS = 6
SHORTEST_WHOLE = 3


def write_words(person_ids: Collection[int]) -> None:
    """Write the words of these persons afresh. Belongs into every action that changes names."""
    persons = list(Person.objects.filter(pk__in=person_ids).only("legal_name", "call_name"))
    PersonWord.objects.filter(person__in=person_ids).delete()
    write_first_words(persons)


def write_first_words(persons: Sequence[Person]) -> None:
    """Write the words of persons who were made just now and have none. One query for many."""
    insert_many(
        PersonWord,
        (
            PersonWord(person_id=person.pk, word=word)
            for person in persons
            for word in words_of(person.legal_name, person.call_name)
        ),
    )


def search_persons(seen: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of `seen` whose names match, the best first: with the typed words as whole words."""
    return seen.filter(_named(text, "pk")).order_by(*_best_first(text, "pk"), "legal_name", "pk")


def search_staff(seen: QuerySet[StaffRecord], text: str) -> QuerySet[StaffRecord]:
    """Those of `seen` whose names match, or whose staff number begins with what was typed.

    The whole sign-in (`CODE/number`) finds its record too. Only the numbers of `seen` are asked.
    """
    if login := staff_login(text):
        code, number = login
        return seen.filter(root_agency__code=code, number=number)
    typed = "".join(text.split()).upper()
    if any(sign.isdigit() for sign in typed):
        return seen.filter(number__startswith=typed).order_by("number", "pk")
    return seen.filter(_named(text, "person")).order_by(
        *_best_first(text, "person"), "person__legal_name", "pk"
    )


def _named(text: str, person: str) -> Q:
    """A word of the names for every word of `text`. Everybody for nothing; nobody for mere signs."""
    words = words_of(text)[:MOST_WORDS]
    if not words and text.strip():
        return Q(pk__in=[])
    if not words:
        return Q()
    holders = [PersonWord.objects.filter(word__startswith=w).values("person") for w in words]
    return Q(**{f"{person}__in": reduce(_both, holders)})


def _both(some: QuerySet, others: QuerySet) -> QuerySet:
    """Who is in both, found in the index before any other table is read."""
    return some.intersection(others)


def _best_first(text: str, person: str) -> list[Case]:
    """Whether the typed words are whole words of the name, for sorting. Names of two letters are rare."""
    return [
        Case(
            When(
                **{f"{person}__in": PersonWord.objects.filter(word=word).values("person")},
                then=Value(0),
            ),
            default=Value(1),
            output_field=IntegerField(),
        )
        for word in words_of(text)[:MOST_WORDS]
        if len(word) >= SHORTEST_WHOLE
    ]
