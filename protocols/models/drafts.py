"""Where a protocol is written."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin, Revision, RevisionMixin

from protocols.blocks import (
    DimensionBlock,
    OutcomeBlock,
    ParishStepBlock,
    RulesBlock,
    SectionBlock,
    StatementBlock,
    StepBlock,
    TextsBlock,
    cadre_choices,
)
from protocols.keeping import keep_languages
from protocols.languages import ENGLISH, LANGUAGE_NAMES, default_languages
from protocols.panels import ProblemsPanel


class ProtocolDraftForm(WagtailAdminModelForm):
    """The editor's form. Languages are ticked."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A language is offered to users when it is ticked, and then every text has to be written in it. "
            "Save, and its fields appear. Untick one that is not ready: what is written in it is kept."
        ),
    )

    cadres = forms.MultipleChoiceField(
        label=_("Cadres"),
        choices=cadre_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who uses it. They are told when it is suspended."),
    )

    def clean(self) -> dict[str, Any]:
        """Languages that the page did not show stay as they were."""
        cleaned: dict[str, Any] = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, StreamValue):
                block, old = value.stream_block, getattr(self.instance, name)
                kept = keep_languages(old.get_prep_value(), value.get_prep_value())
                cleaned[name] = block.to_python(kept)
        return cleaned

    def clean_languages(self) -> list[str]:
        """Every protocol has English, in which it is signed."""
        chosen: list[str] = self.cleaned_data["languages"]
        if ENGLISH not in chosen:
            raise forms.ValidationError(_("Tick English too: it is what everybody signs."))
        return chosen


class ProtocolDraft(RevisionMixin, PreviewableMixin, models.Model):
    """A protocol being written, in all its languages. Not translatable: its texts are structs.

    What is in force is a `ProtocolVersion`, so that editing a draft never changes a protocol that
    somebody uses. Signatures bind to the hash of the compiled content.
    """

    class Mode(models.TextChoices):
        ASK = "ask", _("Ask: the person is asked")
        OBSERVE = "observe", _("Observe: nobody is asked")
        INTEGRATE = "integrate", _("Integrate: several sources")

    class Permission(models.TextChoices):
        OWN = "own", _("Our own words")
        GRANTED = "granted", _("Permission granted")
        PUBLIC_DOMAIN = "public_domain", _("Public domain")
        ASKED = "asked", _("Permission asked, no answer yet")
        NONE = "none", _("No permission")

    name = models.CharField(_("name in this list"), max_length=120)
    slug = models.SlugField(_("address"), unique=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.OBSERVE)
    version = models.CharField(
        _("version"),
        max_length=20,
        default="1.0.0",
        help_text=_(
            "Three numbers. First: answers give another outcome. Second: a step or item is new. "
            "Third: words."
        ),
    )
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    illustrative = models.BooleanField(
        _("illustrative: not validated, not an official form"), default=True
    )
    languages = models.JSONField(_("languages"), default=default_languages)
    # A form that was imported names none; nothing is signed without.
    cadres = models.JSONField(_("cadres"), default=list, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    permission = models.CharField(
        _("permission"), max_length=20, choices=Permission, default=Permission.NONE
    )
    sources = models.TextField(_("sources"), blank=True, help_text=_("One a line."))
    texts = StreamField(TextsBlock(), blank=True, verbose_name=_("texts"))
    preconditions = StreamField(
        [("statement", StatementBlock())], blank=True, verbose_name=_("preconditions")
    )
    stop_rules = StreamField(
        [("statement", StatementBlock())], blank=True, verbose_name=_("stop rules")
    )
    dimensions = StreamField(
        [("dimension", DimensionBlock())], blank=True, verbose_name=_("dimensions")
    )
    sections = StreamField([("section", SectionBlock())], blank=True, verbose_name=_("sections"))
    rules = StreamField(RulesBlock(), blank=True, verbose_name=_("decision rules"))
    outcomes = StreamField([("outcome", OutcomeBlock())], blank=True, verbose_name=_("outcomes"))
    steps = StreamField(
        [
            ("step", StepBlock(label=_("Step"))),
            ("by_parish", ParishStepBlock(label=_("Step for each parish"))),
        ],
        blank=True,
        verbose_name=_("pathway"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    _revisions = GenericRelation(Revision, related_query_name="protocoldraft")

    base_form_class = ProtocolDraftForm
    panels = [
        ProblemsPanel(heading=_("What keeps this from being signed")),
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("slug"),
                FieldPanel("mode"),
                FieldPanel("languages"),
                FieldPanel("cadres"),
                FieldPanel("version"),
                FieldPanel("effective_from"),
                FieldPanel("review_due"),
                FieldPanel("change_note"),
            ],
            heading=_("The protocol"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("illustrative"),
                FieldPanel("licence"),
                FieldPanel("owner"),
                FieldPanel("permission"),
                FieldPanel("sources"),
            ],
            heading=_("Where it comes from"),
        ),
        FieldPanel("texts"),
        FieldPanel("preconditions"),
        FieldPanel("stop_rules"),
        FieldPanel("dimensions"),
        FieldPanel("sections"),
        FieldPanel("rules"),
        FieldPanel("outcomes"),
        FieldPanel("steps"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("protocol draft")
        verbose_name_plural = _("protocol drafts")

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self) -> Any:
        """The history Wagtail keeps."""
        return self._revisions

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """One for each language, also for those that are not offered yet."""
        return list(LANGUAGE_NAMES.items())

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft as a user would meet it, or what is missing."""
        from protocols.preview import preview_page  # the preview compiles drafts, which need models

        return preview_page(request, self, mode_name)


class DraftEdit(models.Model):
    """Somebody saved a draft. Append-only: whoever wrote a protocol may not sign it."""

    draft = models.ForeignKey(ProtocolDraft, on_delete=models.PROTECT, related_name="edits")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.draft_id} edited by {self.edited_by_id}"


class WordingWaiver(models.Model):
    """Somebody read wording that seems to ask for identity, and let it pass with a reason.

    Append-only. It binds to the words at their place by `wording_key`: other words need another.
    """

    draft = models.ForeignKey(ProtocolDraft, on_delete=models.PROTECT, related_name="waivers")
    wording_key = models.CharField(max_length=64)
    place = models.CharField(max_length=120)
    wording = models.TextField()
    reason = models.CharField(_("reason"), max_length=300)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "wording_key"], name="protocols_wording_waived_once"
            )
        ]

    def __str__(self) -> str:
        return self.place
