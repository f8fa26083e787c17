"""One writer at a time on an attempt, and one order in which locks are taken.

A person comes before their attempts, and never the other way round: starting and granting hold the
person, then perhaps close an attempt; grading holds both, since a pass may give the person a
certificate. Saving holds the attempt alone and waits for nothing else.
"""

from assessments.models import Attempt
from people.models import Person


def hold_person(person: Person) -> None:
    """Let all that starts, grades and grants for this human being wait until the transaction ends."""
    people = Person.objects.select_for_update(of=("self",), no_key=True)
    people.values_list("pk").get(pk=person.canonical_id)


def hold(attempt: Attempt) -> None:
    """Let saving and handing in wait for each other until the transaction ends.

    What was called saved is therefore graded, and an id that is looked up stays what it was.
    """
    Attempt.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(
        pk=attempt.pk
    )


def hold_to_grade(attempt: Attempt) -> None:
    """`hold`, for what may end in a pass: the person first, as starting does."""
    hold_person(attempt.enrolment.person)
    hold(attempt)
