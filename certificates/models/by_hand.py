"""Issuing a certificate by hand: one officer proposes it, another one decides."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.programmes import Programme
from courses.models import CourseEdition
from people.models import Person

# What the evidence of a certificate begins with that was issued by hand; the proposal's id follows.
BY_HAND = "by-hand:"


class HandReason(models.TextChoices):
    """Why the evidence is not on record here."""

    PAPER = "paper", _("They passed the final quiz on paper, under supervision.")
    LOST = "lost", _("They passed, and the result was lost or never arrived.")
    OTHERWISE = "otherwise", _("They were examined in another way that the Secretariat had agreed.")


class IssueProposalQuerySet(models.QuerySet["IssueProposal"]):
    def undecided(self) -> Self:
        """Those that wait for a second officer."""
        return self.filter(decision=None)


class IssueProposal(models.Model):
    """A proposal to issue this programme's certificate to this person. Append-only.

    `edition` is what it prints: the newest when it was proposed.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=HandReason.choices)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()

    objects = IssueProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def evidence(self) -> str:
        """What the certificate names as what earned it."""
        return f"{BY_HAND}{self.uuid}"


class IssueProposalNote(models.Model):
    """Where the evidence is kept, for the office. It may be blanked."""

    proposal = models.OneToOneField(
        IssueProposal, on_delete=models.PROTECT, primary_key=True, related_name="private"
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class IssueProposalDecision(models.Model):
    """What the second officer said, once. Append-only."""

    proposal = models.OneToOneField(
        IssueProposal, on_delete=models.PROTECT, primary_key=True, related_name="decision"
    )
    accepted = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.accepted}"
