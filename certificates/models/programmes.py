"""What certificates attest."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from certificates.hours import parse_hours
from certificates.rules import Renewing
from certificates.vetted import CLOSING, COLOUR, LAYOUTS, MOTTO, OFFERED
from courses.models import Course


def check_hours(text: str) -> None:
    """Refuse what is not hours by category, naming the line."""
    try:
        parse_hours(text)
    except ValueError as problem:
        raise ValidationError(
            _(
                "Write each category once, at most 20 of them, with its hours, such as Law: 2.5. "
                "Look at: %(line)s"
            ),
            params={"line": str(problem)},
        ) from problem


def check_printable(text: str) -> None:
    """Refuse line breaks and what else cannot be printed on a line."""
    if not text.isprintable():
        raise ValidationError(_("Write one line of plain text."))


class Programme(ClusterableModel, models.Model):
    """What a certificate attests, and for how long."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short, for links and lists, such as child-screening.")
    )
    title = models.CharField(
        _("title"), max_length=200, help_text=_("Printed large on the certificate.")
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        related_name="programmes",
        verbose_name=_("course"),
        help_text=_("Passing the quiz of a released edition of this course earns it."),
    )
    validity_months = models.PositiveIntegerField(_("valid for, in months"), default=12)
    renewal_months = models.PositiveIntegerField(
        _("can be renewed in its last months"),
        default=3,
        help_text=_("Passing in these months renews it, and the day on which it ends is kept."),
    )
    active_months = models.PositiveIntegerField(
        _("not before it was in force for, in months"),
        default=0,
        help_text=_("The minimum active period: passing again earlier renews nothing."),
    )
    refresher = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refreshed_programmes",
        verbose_name=_("refresher course"),
        help_text=_("A shorter course. Passing it renews a certificate that is still valid."),
    )
    equivalents = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="counts_for",
        verbose_name=_("certificates that count instead"),
        help_text=_(
            "Whoever holds one of these counts as holding this one. Only what is chosen here counts, not "
            "what those name in turn."
        ),
    )
    hours_by_category = models.TextField(
        _("hours by category"),
        blank=True,
        validators=[check_hours],
        help_text=_("One category a line, with its hours, such as Law: 2.5"),
    )
    accrediting_body = models.CharField(_("accredited by"), max_length=160, blank=True)
    accreditation_number = models.CharField(_("accreditation number"), max_length=60, blank=True)
    layout = models.CharField(
        _("layout"),
        max_length=20,
        choices=[(name, LAYOUTS[name].title) for name in OFFERED],
        default=OFFERED[0],
        help_text=_("For certificates issued from now on. Older ones keep theirs."),
    )
    colour = models.CharField(
        _("colour"), max_length=20, choices=COLOUR.choices, default=COLOUR.default
    )
    motto = models.CharField(
        _("line below the name of the issuer"),
        max_length=MOTTO.most,
        blank=True,
        validators=[check_printable],
    )
    closing = models.CharField(
        _("line above the signatures"),
        max_length=CLOSING.most,
        blank=True,
        validators=[check_printable],
    )

    class Meta:
        ordering = ["title"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(validity_months__gte=1, validity_months__lte=120),
                name="certificates_validity_1_to_120",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    renewal_months__lte=models.F("validity_months"),
                    active_months__lte=models.F("validity_months"),
                ),
                name="certificates_renewed_while_valid",
                violation_error_message=_(
                    "A certificate is renewed while it is valid: neither time may be longer than "
                    "its validity."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def layout_fields(self) -> dict[str, str]:
        """What the office filled in, by the names of the layout's fields."""
        given = {"colour": self.colour, "motto": self.motto, "closing": self.closing}
        return {name: value for name, value in given.items() if value}

    @property
    def renewing(self) -> Renewing:
        """How it is renewed."""
        return Renewing(self.validity_months, self.renewal_months, self.active_months)
