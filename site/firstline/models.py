"""The public pages around the product, written and published in Wagtail."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

PLAIN_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class HomePage(Page):
    """The public front page: what Firstline is, for whom, and the three ways in."""

    headline = models.CharField(_("headline"), max_length=90)
    lead = models.TextField(_("first sentences"), max_length=400)
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "courses.CataloguePage",
        "courses.GlossaryPage",
        "firstline.HelpPage",
        "firstline.PlainPage",
    ]
    template = "firstline/home_page.html"
    max_count = 1


class HelpPage(Page):
    """Answers to what people ask first, and one named person to ask the rest."""

    body = RichTextField(_("text"), features=PLAIN_FEATURES)
    contact_name = models.CharField(_("name of the contact"), max_length=120, blank=True)
    contact_role = models.CharField(_("their role"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_hours = models.CharField(_("when they answer"), max_length=120, blank=True)
    content_panels = [
        *Page.content_panels,
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldPanel("contact_role"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_email"),
                FieldPanel("contact_hours"),
            ],
            heading=_("Who answers"),
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["firstline.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "firstline/help_page.html"
    max_count = 1


class PlainPage(Page):
    """A text to read, for example what is kept about people who learn here."""

    body = RichTextField(_("text"), features=PLAIN_FEATURES)
    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["firstline.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "firstline/plain_page.html"
