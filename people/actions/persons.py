"""Entering persons, correcting them, and joining duplicates."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.errors import BadValue, OutOfPlace
from people.folding import fold
from people.models import FormerName, Person
from people.permissions import can_add_person, can_join_persons, can_manage_person
from people.rules import normal_name
from people.search import write_first_words, write_words


def names_as_stored(legal_name: str, call_name: str) -> tuple[str, str]:
    """Both names as they are stored. Raises BadValue."""
    legal, call = normal_name(legal_name), normal_name(call_name) if call_name.strip() else ""
    if not legal_name.strip():
        raise BadValue(_("Enter the name as it is printed on certificates."))
    if legal is None or call is None:
        raise BadValue(_("A name has letters, and no signs that cannot be seen. Type it afresh."))
    return legal, call


def enter_person(*, by: Actor, legal_name: str, call_name: str, sex: str, language: str) -> Person:
    """Write a person, for actions that have asked a permission of their own. Raises BadValue."""
    legal, call = names_as_stored(legal_name, call_name)
    person = Person.objects.create(legal_name=legal, call_name=call, sex=sex, language=language)
    write_first_words([person])
    record(by=by, verb="people.person_added", obj=person)
    return person


@transaction.atomic
def add_person(
    *,
    by: Actor,
    legal_name: str,
    call_name: str = "",
    sex: str = Person.Sex.NOT_STATED,
    language: str = "en",
) -> Person:
    """Enter a human being. `legal_name` is what certificates print. Raises BadValue."""
    require(can_add_person(by), _("You may not add people."))
    return enter_person(
        by=by, legal_name=legal_name, call_name=call_name, sex=sex, language=language
    )


@transaction.atomic
def change_person(
    *,
    by: Actor,
    person: Person,
    legal_name: str,
    call_name: str,
    sex: str,
    language: str,
    keep_former: bool = True,
) -> Person:
    """Correct a person's details. Raises BadValue for a name that cannot be printed.

    Certificates already issued keep the name they were printed with. People are still found by the
    name they had, unless it was a mistake (`keep_former`). What is the same already leaves no row.
    Another legal name is one that the person has not checked.
    """
    require(can_manage_person(by, person), _("You may change people on your own roster only."))
    legal, call = names_as_stored(legal_name, call_name)
    wanted = {"legal_name": legal, "call_name": call, "sex": sex, "language": language}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not changed:
        return person
    had = person.legal_name
    for field in changed:
        setattr(person, field, wanted[field])
    if "legal_name" in changed:
        person.name_checked_at = None
    person.save(update_fields=[*changed, "name_checked_at"])
    if {"legal_name", "call_name"} & set(changed):
        _keep_former(person, had if keep_former else "")
        write_words([person.pk])
    record(by=by, verb="people.person_changed", obj=person, data={"fields": " ".join(changed)})
    return person


def mark_name_checked(*, person: Person, now: datetime) -> None:
    """Write that nobody needs to ask for the printed name again, for actions that leave their own row."""
    Person.objects.filter(pk=person.canonical_id).update(name_checked_at=now)


def _keep_former(person: Person, had: str) -> None:
    """A name taken up again is not a former one; the same name written otherwise never was."""
    now = fold(person.legal_name)
    former = FormerName.objects.filter(person=person)
    former.filter(pk__in=[name.pk for name in former if fold(name.name) == now]).delete()
    if had and fold(had) != now:
        today = timezone.localdate()
        FormerName.objects.update_or_create(person=person, name=had, defaults={"until": today})


@transaction.atomic
def forget_former_names(*, by: Actor, person: Person, names: Collection[FormerName]) -> None:
    """No longer find somebody by these names: they were mistakes, or shall not be known."""
    require(can_manage_person(by, person), _("You may change people on your own roster only."))
    former = FormerName.objects.filter(person=person, pk__in=[name.pk for name in names])
    gone, _kinds = former.delete()
    if not gone:
        return
    write_words([person.pk])
    record(by=by, verb="people.former_name_forgotten", obj=person, data={"names": gone})


@transaction.atomic
def join_persons(*, by: Actor, duplicate: Person, canonical: Person) -> Person:
    """Say that two records are one human being; rows stay where they are.

    `same_as` always points at a canonical row: whoever pointed at the duplicate points at the
    canonical person now. Returns that person. Raises OutOfPlace for a person joined to itself.
    """
    require(can_join_persons(by), _("You may not join people's records."))
    pair = {duplicate.pk, canonical.pk}
    # Locked in one order, so that two joins at once cannot build a chain.
    rows = {
        row.pk: row for row in Person.objects.select_for_update().filter(pk__in=pair).order_by("pk")
    }
    target = rows[canonical.pk].same_as or rows[canonical.pk]
    if target.pk == duplicate.pk or rows[duplicate.pk].same_as_id == target.pk:
        raise OutOfPlace(_("These two records are the same person already."))
    if rows[duplicate.pk].same_as_id:
        raise OutOfPlace(_("That record is joined to another person already."))
    Person.objects.filter(same_as=duplicate.pk).update(same_as=target)
    duplicate.same_as = target
    duplicate.save(update_fields=["same_as"])
    record(by=by, verb="people.persons_joined", obj=duplicate, data={"same_as": target.pk})
    return target


@transaction.atomic
def separate_person(*, by: Actor, person: Person) -> Person:
    """Take back that a record is the same human being as another. Returns who it pointed to.

    Raises OutOfPlace for a record that points to nobody.
    """
    require(can_join_persons(by), _("You may not join people's records."))
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    target = locked.same_as
    if target is None:
        raise OutOfPlace(_("This record is not joined to another person."))
    locked.same_as = person.same_as = None
    locked.save(update_fields=["same_as"])
    record(by=by, verb="people.person_separated", obj=locked, data={"from": target.pk})
    return target
