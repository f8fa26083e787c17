"""What to do when somebody may be in danger, for everyone, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstline.presenters import present_worried
from protocols.queries import emergency_contacts, sheets


@require_safe
def worried(request: HttpRequest) -> HttpResponse:
    """First steps, who to call with the day each number was checked, and the sheets to print."""
    today = timezone.localdate()
    context = present_worried(emergency_contacts(today), sheets(today))
    return render(request, "firstline/worried.html", context)
