"""Who signs the certificates of a programme, and the pictures of their signatures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from certificates.models.programmes import Programme, check_printable

# As many as stand in one row of the layouts: more, with long texts, would need a second page.
MOST_SIGNATORIES = 3
# The widest letters of a word of this length just fill the column of one signatory.
LONGEST_WORD = 24


def check_words(text: str) -> None:
    """Refuse a word that is wider than the place on the paper. Lines break at spaces and hyphens."""
    if any(len(word) > LONGEST_WORD for word in text.replace("-", " ").split()):
        raise ValidationError(
            _("No word may be longer than %(most)d letters, to fit on the paper."),
            params={"most": LONGEST_WORD},
        )


class SignaturePicture(models.Model):
    """A picture of a signature, by the digest that certificates hold. Append-only.

    Another picture is another row, so a paper that is printed again shows the one it was issued with.
    """

    sha256 = models.CharField(max_length=64, primary_key=True, editable=False)
    content = models.BinaryField(help_text="PNG")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class Signatory(Orderable, models.Model):
    """Signs the certificates of a programme that are issued from now on, in this order."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField(_("name"), max_length=60, validators=[check_printable, check_words])
    office = models.CharField(
        _("office"), max_length=80, blank=True, validators=[check_printable, check_words]
    )
    picture = models.ForeignKey(
        SignaturePicture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # A picture that was just sent in, ready to be kept by the action that saves the programme.
    new_picture: bytes | None = None

    class Meta(Orderable.Meta):
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return self.name
