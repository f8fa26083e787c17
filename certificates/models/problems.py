"""Certificates that hold and whose paper cannot be made."""

from typing import Self

from django.db import models

from certificates.models.register import Certificate


class PrintProblemQuerySet(models.QuerySet["PrintProblem"]):
    def standing(self) -> Self:
        """Of certificates that still need a paper: with a name, and not revoked."""
        needed = self.filter(certificate__revocation=None)
        return needed.exclude(certificate__printed__legal_name="")


class PrintProblem(models.Model):
    """A letter of this certificate is in none of our fonts. The row goes once it can be printed."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, primary_key=True, related_name="print_problem"
    )
    found_at = models.DateTimeField(auto_now_add=True)

    objects = PrintProblemQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
