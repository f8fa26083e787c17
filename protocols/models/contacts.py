"""The ContactBook: who to call, and what their number was when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Agency, Area


class Contact(models.Model):
    """Who to call, referred to by code. Its numbers are dated entries."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("parish")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("agency")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name


class ContactEntry(models.Model):
    """What a contact's number was, from when, and the day somebody checked it. Append-only."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="entries")
    phone = models.CharField(_("phone"), max_length=40)
    hours = models.CharField(_("hours"), max_length=80)
    note = models.CharField(_("note"), max_length=160, blank=True)
    source = models.CharField(_("source"), max_length=160)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["contact", "recorded_at"], name="protocols_entry_latest"),
        ]

    def __str__(self) -> str:
        return self.phone


class ContactProposal(models.Model):
    """What one keeper would write into the book. It holds when another accepts it. Append-only."""

    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    phone = models.CharField(_("phone"), max_length=40)
    hours = models.CharField(_("hours"), max_length=80)
    note = models.CharField(_("note"), max_length=160, blank=True)
    source = models.CharField(_("source"), max_length=160)
    verified_on = models.DateField(_("verified on"), null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["code", "proposed_at"], name="protocols_proposal_latest"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactDecision(models.Model):
    """What became of a proposal: an entry of the book, or nothing. Append-only."""

    proposal = models.OneToOneField(
        ContactProposal, on_delete=models.PROTECT, related_name="decision"
    )
    entry = models.OneToOneField(
        ContactEntry, on_delete=models.PROTECT, null=True, related_name="decision"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"proposal {self.proposal_id} decided by {self.decided_by_id}"
