"""Every component in every state, for developers. Off unless the settings switch it on."""

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe


class SampleForm(forms.Form):
    """One field of each kind."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("We write only when it matters.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    parish = forms.ChoiceField(
        label=_("Parish"), choices=[("", "-"), ("st-thomas", "St Thomas"), ("portland", "Portland")]
    )
    mode = forms.ChoiceField(
        label=_("How you work"),
        help_text=_("Choose one."),
        choices=[("ask", _("I ask")), ("observe", _("I observe"))],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        required=False,
        choices=[("en", _("English")), ("es", _("Spanish"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("I have read the rules"))


class SampleFilter(forms.Form):
    """What narrows a list down."""

    q = forms.CharField(label=_("Name or staff number"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Everybody here"))])


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The style guide page; not found where it is switched off."""
    if not settings.STYLEGUIDE:
        raise Http404
    return render(
        request,
        "firstline/styleguide.html",
        {
            "empty_form": SampleForm(auto_id="empty_%s"),
            "wrong_form": SampleForm({"email": "nobody", "languages": ["fr"]}),
            "filter_form": SampleFilter(auto_id="filter_%s"),
            "page": Paginator(range(50), 10).page(2),
            "crumbs": [(_("Courses"), "#courses"), (_("First contact"), "")],
            "choices": [
                ("a", _("Ask the man to leave, and say why"), False),
                ("b", _("Send him to registration with a form"), True),
                ("c", _("Ask her quickly, in a low voice"), False),
            ],
            "rows": [(_("Awarded to"), "Marcia A. Campbell"), (_("Valid to"), "2 October 2027")],
            "tasks": [
                {"text": _("What a visit can show"), "state": "done", "href": "#tasks"},
                {"text": _("The companion"), "state": "now", "hint": _("6 minutes")},
                {"text": _("Final quiz"), "tag": _("Due 12 December"), "tone": "due"},
            ],
            "bars": [("St Thomas", 18, "due"), ("Portland", 29, "due"), ("Kingston", 74, "")],
            "today": "2026-10-02",
        },
    )
