"""Finding persons by their names, and staff records by name or number, in a tenth of a second.

Every word typed must begin a word of the person's names; "brown nad" finds Nadine Brown, and after
her Nadine Clarke, who was Brown before. Words are rows with an index, so the size of the register does not matter, on either engine. Names hold no
digits, so whatever has one is a staff number: asking for either would keep both from their index.

One or two letters begin the names of a fifth of a large register, and nobody reads such a list. Where
they find more than a thousand, they are looked for as whole names: "li" finds Ann Li, and not Lisa.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from foundation.bulk import insert_many
from people.folding import words_of
from people.models import FormerName, Person, PersonWord, StaffRecord
from people.rules import staff_login

MOST_WORDS = 6
LONGEST_SHORT = 2
MOST_FOR_FEW_LETTERS = 1000
# Words of the register that are looked up before anything else.
RARE = 10_000


def write_words(person_ids: Collection[int]) -> None:
    """Write the words of these persons afresh. Belongs into every action that changes names."""
    persons = list(Person.objects.filter(pk__in=person_ids).only("legal_name", "call_name"))
    PersonWord.objects.filter(person__in=person_ids).delete()
    write_first_words(persons)
    had = {(person.pk, word) for person in persons for word in _present_words(person)}
    before = {
        (former.person_id, word): PersonWord(person_id=former.person_id, word=word, former=True)
        for former in FormerName.objects.filter(person__in=person_ids)
        for word in words_of(former.name)
    }
    insert_many(PersonWord, [word for key, word in before.items() if key not in had])


def write_first_words(persons: Sequence[Person]) -> None:
    """Write the words of persons who were made just now and have none. One query for many."""
    insert_many(
        PersonWord,
        (
            PersonWord(person_id=person.pk, word=word)
            for person in persons
            for word in _present_words(person)
        ),
    )


def _present_words(person: Person) -> list[str]:
    return words_of(person.legal_name, person.call_name)


def formerly(persons: Iterable[Person], text: str) -> dict[int, str]:
    """Of persons found by `text`, the former name it meant, by person: where no present name has it.

    One query, and none where the names they have now hold every word.
    """
    words = _asked(text)
    puzzling = {p.pk for p in persons if not _begin(words, _present_words(p))}
    if not words or not puzzling:
        return {}
    found: dict[int, str] = {}
    for former in FormerName.objects.filter(person__in=puzzling):
        if any(_begin([word], words_of(former.name)) for word in words):
            found.setdefault(former.person_id, former.name)
    return found


def _begin(typed: Iterable[str], words: Collection[str]) -> bool:
    """Does every word that was typed begin one of these?"""
    return all(any(word.startswith(letters) for word in words) for letters in typed)


@dataclass(frozen=True)
class Found:
    """Records that match, the best first. `as_names`: the letters that were taken for whole names."""

    records: QuerySet[StaffRecord]
    as_names: tuple[str, ...] = ()


def search_persons(seen: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of `seen` whose names match, the best first: with the typed words as whole words."""
    named, _as_names = _named(seen, text, "pk")
    return seen.filter(named).order_by(*_best_first(text, "pk"), "legal_name", "pk")


def search_staff(seen: QuerySet[StaffRecord], text: str) -> QuerySet[StaffRecord]:
    """Those of `seen` whose names match, or whose staff number begins with what was typed.

    The whole sign-in (`CODE/number`) finds its record too. Only the numbers of `seen` are asked.
    """
    return find_staff(seen, text).records


def find_staff(seen: QuerySet[StaffRecord], text: str) -> Found:
    """As `search_staff`, with what a page says about it."""
    if login := staff_login(text):
        code, number = login
        return Found(seen.filter(root_agency__code=code, number=number))
    typed = "".join(text.split()).upper()
    if any(sign.isdigit() for sign in typed):
        return Found(seen.filter(number__startswith=typed).order_by("number", "pk"))
    named, as_names = _named(seen, text, "person")
    best = _best_first(text, "person")
    return Found(seen.filter(named).order_by(*best, "person__legal_name", "pk"), as_names)


def _named(seen: QuerySet, text: str, person: str) -> tuple[Q, tuple[str, ...]]:
    """A word of the names for every word of `text`. Everybody for nothing; nobody for mere signs."""
    words = _asked(text)
    if not words:
        return Q(pk__in=[]) if text.strip() else Q(), ()
    if all(len(word) <= LONGEST_SHORT for word in words):
        return _shortly_named(seen, words, person)
    return Q(**{f"{person}__in": reduce(_both, [_beginning(word) for word in words])}), ()


def _shortly_named(seen: QuerySet, words: list[str], person: str) -> tuple[Q, tuple[str, ...]]:
    """Whose names begin with these few letters; with those that begin too many, only whole names."""
    matching, as_names = Q(), []
    for word in words:
        few = _bounded(seen, word, person)
        if len(few) > MOST_FOR_FEW_LETTERS:
            matching &= Q(**{f"{person}__in": _being(word)})
            as_names.append(word)
        else:
            matching &= Q(pk__in=few)
    return matching, tuple(as_names)


def _bounded(seen: QuerySet, word: str, person: str) -> list[int]:
    """The keys of those of `seen` that a word begins, or of one more than are listed.

    What is common is asked of one row of `seen` after the other, until there are enough; what is rare
    is looked up first.
    """
    holders = PersonWord.objects.filter(word__startswith=word)
    if holders[RARE : RARE + 1].exists():
        found = seen.filter(Exists(holders.filter(person=OuterRef(person))))
    else:
        found = seen.filter(**{f"{person}__in": holders.values("person")})
    return list(found.order_by().values_list("pk", flat=True)[: MOST_FOR_FEW_LETTERS + 1])


def _asked(text: str) -> list[str]:
    return words_of(text)[:MOST_WORDS]


def _beginning(word: str) -> QuerySet:
    """Persons with a word that begins with this one."""
    return PersonWord.objects.filter(word__startswith=word).values("person")


def _being(word: str) -> QuerySet:
    """Persons with this very word."""
    return PersonWord.objects.filter(word=word).values("person")


def _being_now(word: str) -> QuerySet:
    return _being(word).filter(former=False)


def _both(some: QuerySet, others: QuerySet) -> QuerySet:
    """Who is in both, found in the index before any other table is read."""
    return some.intersection(others)


def _best_first(text: str, person: str) -> list[Case]:
    """Whether the typed words are whole words of the names they have now, for sorting."""
    return [
        Case(
            When(**{f"{person}__in": _being_now(word)}, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        for word in _asked(text)
    ]
