"""The search page."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstline.search.matching import find
from firstline.search.reading import passages_for


class SearchForm(forms.Form):
    """What to look for."""

    q = forms.CharField(
        label=_("Look for"),
        required=False,
        max_length=100,
        help_text=_("The beginnings of words are enough. What you look for is not kept."),
    )


@require_safe
@never_cache
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Courses, lessons, words of the glossary and help that have all of the words."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = find(passages_for(request.user), words) if words else []  # type: ignore[arg-type]
    context = {"filter": form, "words": words, "found": found}
    return render(request, "firstline/search.html", context)
