"""The human being of whom the registers speak."""

import uuid
from collections.abc import Collection

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """One human being. Duplicates point to the canonical person; rows never move."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        NOT_STATED = "not_stated", _("Not stated")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    legal_name = models.CharField(_("name as printed on certificates"), max_length=120)
    call_name = models.CharField(_("name to be called by"), max_length=60, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.NOT_STATED)
    language = models.CharField(max_length=10, default="en")
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    # When the printed name was last confirmed or disputed by the person, or first printed for them.
    name_checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(same_as=models.F("id")), name="people_person_not_same_as_itself"
            )
        ]
        # Finds the same name on another roster, however it is typed.
        indexes = [models.Index(Upper("legal_name"), name="people_person_name")]
        permissions = [("see_names", _("Can see people's names in every agency"))]

    def __str__(self) -> str:
        return self.legal_name

    @property
    def canonical_id(self) -> int:
        """The primary key registers and coverage use. `same_as` always points to a canonical row."""
        return self.same_as_id or self.pk

    @property
    def greeting(self) -> str:
        return self.call_name or self.legal_name


def rows_of(canonical_id: int) -> "models.QuerySet[Person, int]":
    """The primary keys of one human being: the canonical row's and its duplicates'.

    For `person__in`. The same as two conditions joined by OR (theirs, or a duplicate's) would make the
    database read every row of the other table; this one goes by its index.
    """
    same = models.Q(pk=canonical_id) | models.Q(same_as=canonical_id)
    return Person.objects.filter(same).values_list("pk", flat=True)


def rows_of_many(canonical_ids: Collection[int]) -> "models.QuerySet[Person, int]":
    """The same of many human beings at once."""
    same = models.Q(pk__in=canonical_ids) | models.Q(same_as__in=canonical_ids)
    return Person.objects.filter(same).values_list("pk", flat=True)
