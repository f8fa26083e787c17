"""Invitations to claim a record, and requests to be put on a roster."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from people.claims.rules import Standing, standing
from people.models import Agency, Cadre, Person, StaffRecord, User


def _accounts() -> models.QuerySet[User]:
    # Through the persons of one human being, because one question with an OR over two tables would read
    # every account for each record.
    human = Coalesce(OuterRef(OuterRef("person__same_as")), OuterRef(OuterRef("person")))
    same = Person.objects.filter(Q(pk=human) | Q(same_as=human))
    return User.objects.filter(person__in=same.values("pk"))


def has_sign_in() -> Exists:
    """For staff records: the human being signs in already, under this record or one joined to it."""
    return Exists(_accounts())


def renews_otherwise() -> Exists:
    """For staff records: the sign-in has a confirmed address, or is closed, or ever held a role."""
    return Exists(
        _accounts().filter(
            Q(emailaddress__verified=True) | Q(is_active=False) | Q(role_assignments__isnull=False)
        )
    )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither used nor taken back. They may have run out or be locked."""
        return self.filter(used_at=None, revoked_at=None)

    def running(self, now: datetime) -> Self:
        """Open and not run out. They may be locked by too many tries."""
        return self.open().filter(expires_at__gt=now)


class Invitation(models.Model):
    """The right to claim one record, once. What was sent or printed is kept as a keyed digest only."""

    class Way(models.TextChoices):
        MAIL = "mail", _("By e-mail")
        SLIP = "slip", _("By slip")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    staff_record = models.ForeignKey(
        StaffRecord, on_delete=models.PROTECT, related_name="invitations"
    )
    way = models.CharField(max_length=4, choices=Way)
    email = models.EmailField(blank=True)
    # For a new password of a sign-in that was there when it was issued; never of one made since.
    renews = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff_record"],
                condition=Q(used_at=None, revoked_at=None),
                name="claims_invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="claims_invitation_holds_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def standing(self, now: datetime) -> Standing:
        """Where it stands at `now`."""
        closed = self.used_at is not None or self.revoked_at is not None
        return standing(closed=closed, tries=self.tries, expires_at=self.expires_at, now=now)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        """Not decided yet."""
        return self.filter(decided_at=None)


class JoinRequest(models.Model):
    """Somebody who signed up says where they work. Nothing counts until a keeper accepts."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Reason(models.TextChoices):
        NOT_OURS = "not_ours", _("Not on the staff of this agency")
        DETAILS = "details", _("The details do not fit what the agency has on file")
        HAS_RECORD = "has_record", _("Has a sign-in already")
        UNKNOWN = "unknown", _("Could not be reached to check")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="join_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    cadre = models.ForeignKey(Cadre, on_delete=models.PROTECT, related_name="+")
    # In the person's own words: the list of workplaces is the agency's.
    workplace = models.CharField(_("workplace"), max_length=120)
    number = models.CharField(_("staff number"), max_length=8)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    note = models.CharField(max_length=200, blank=True)
    staff_record = models.ForeignKey(
        StaffRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "-asked_at"], name="claims_join_agency_new")]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(decided_at=None), name="claims_join_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="")
                | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="claims_join_decided_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted", staff_record__isnull=False)
                | (~Q(outcome="accepted") & Q(staff_record=None)),
                name="claims_join_accepted_with_record",
            ),
        ]

    def __str__(self) -> str:
        return f"join request {self.pk}"
