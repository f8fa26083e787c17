"""Who may do what, and where."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from people.models.organisation import Agency, Workplace


class Role(models.TextChoices):
    """The roles that are given. Everyone who signs in is a learner without being given anything."""

    SUPERVISOR = "supervisor", _("Supervisor")
    FOCAL = "focal", _("Focal person")
    TRAINER = "trainer", _("Trainer")
    SPECIALIST = "specialist", _("Specialist")
    LEGAL = "legal", _("Legal signatory")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMIN = "admin", _("Administrator")


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def held_on(self, day: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class RoleAssignment(models.Model):
    """A role, given for an agency (focal person), a workplace (supervisor), or the nation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments"
    )
    role = models.CharField(max_length=20, choices=Role)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True)
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                "role",
                # Null is never equal to null, and SQLite knows no NULLS NOT DISTINCT.
                Coalesce("agency", 0),
                Coalesce("workplace", 0),
                condition=Q(ends_on__isnull=True),
                name="people_role_open_once",
            ),
            models.CheckConstraint(
                condition=(~Q(role="focal") | Q(agency__isnull=False))
                & (~Q(role="supervisor") | Q(workplace__isnull=False)),
                name="people_role_has_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"
