"""The form of a programme: courses by the names that people know, and no programme beside itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.models import Course, CourseEdition


class ProgrammeForm(WagtailAdminModelForm):
    """What the Secretariat fills in. Three queries more than its fields need, at any size."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        courses = named_courses()
        for name in ("course", "refresher"):
            if isinstance(field := self.fields.get(name), forms.ModelChoiceField):
                none = [] if field.empty_label is None else [("", field.empty_label)]
                field.choices = [*none, *courses]
        if isinstance(field := self.fields.get("equivalents"), forms.ModelMultipleChoiceField):
            others = type(self.instance).objects.exclude(pk=self.instance.pk)
            field.queryset = others
            if not others.exists():
                field.help_text = _("There is no other programme to choose yet.")


def named_courses() -> list[tuple[int, str]]:
    """Every course by the title of its newest edition, in alphabetical order. Two queries."""
    editions = CourseEdition.objects.order_by("number").values_list("course", "title")
    titles = dict(editions)
    named = [
        (pk, titles.get(pk) or str(_("%(address)s, not released yet") % {"address": slug}))
        for pk, slug in Course.objects.values_list("pk", "slug")
    ]
    return sorted(named, key=lambda course: course[1].casefold())
