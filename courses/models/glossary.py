"""The glossary: one page of words that trainers keep and the Secretariat approves."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.blocks import GlossaryBlocks
from courses.models.pages import ReviewedPage


class GlossaryPage(ReviewedPage):
    """What the words of the courses mean, in plain language. Everybody can read it."""

    key_field = "glossary_key"
    exclude_fields_in_copy: ClassVar[list[str]] = ["glossary_key"]
    glossary_key = models.UUIDField(default=uuid.uuid4, editable=False)
    intro = models.TextField(_("introduction"), blank=True, max_length=400)
    words = StreamField(
        GlossaryBlocks(),
        blank=True,
        verbose_name=_("words"),
        help_text=_("In any order: readers see them by letter."),
    )
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("words")]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/glossary.html"
    max_count = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.glossary import glossary_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **glossary_context(self, request.GET.get("q", ""))}
