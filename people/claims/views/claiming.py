"""From a slip or a link to a password: open to strangers, at two addresses without secrets in them."""

from uuid import UUID

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.errors import DomainError
from people.claims import actions, limits, session
from people.claims.errors import AddressTaken, NotClaimable
from people.claims.forms import FirstPasswordForm, SlipForm
from people.claims.models import Invitation
from people.errors import WeakPassword
from people.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Staff number and the code of a slip."""
    if request.user.is_authenticated:
        return _signed_in_already(request)
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _find(request, form.cleaned_data["login"], form.cleaned_data["code"])
            return redirect("claims:password")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "claims/start.html", {"form": form})


def _find(request: HttpRequest, login: str, code: str) -> None:
    """Remember the record that the code opens. Raises NotClaimable."""
    now = timezone.now()
    if limits.is_exhausted(request, login):
        raise NotClaimable(_("There were too many tries. Wait five minutes, then try again."))
    try:
        invitation = actions.find_by_code(login=login, code=code, now=now)
    except NotClaimable:
        limits.count_miss(request, login)
        raise
    session.remember(request, invitation, now)


@never_cache
@require_safe
def by_link(request: HttpRequest, key: UUID, token: str) -> HttpResponse:
    """The link of an invitation. Opening it uses nothing up: mail programs look at links, too."""
    if request.user.is_authenticated:
        return _signed_in_already(request)
    now = timezone.now()
    try:
        invitation = actions.find_by_link(key=key, token=token, now=now)
    except NotClaimable:
        return render(request, "claims/link_over.html", status=410)
    session.remember(request, invitation, now)
    return redirect("claims:password")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Whose record it is, and the password to set."""
    if request.user.is_authenticated:
        return _signed_in_already(request)
    invitation = session.recall(request, timezone.now())
    if invitation is None:
        return redirect("claims:start")
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _claim(request, invitation, form.cleaned_data["password1"])
        except WeakPassword as refusal:
            form.add_error("password1", str(refusal))
        except AddressTaken:
            actions.note_taken_address(invitation=invitation)
            return render(request, "claims/address_taken.html", status=409)
        except NotClaimable as refusal:
            session.forget(request)
            messages.error(request, str(refusal))
            return redirect("claims:start")
    return render(
        request, "claims/password.html", {"form": form, "record": invitation.staff_record}
    )


def _claim(request: HttpRequest, invitation: Invitation, chosen: str) -> HttpResponse:
    """Open the account and sign in, under a session key that nobody knew before."""
    user = actions.claim_record(invitation=invitation, password=chosen, now=timezone.now())
    session.forget(request)
    number = str(invitation.staff_record)
    messages.success(
        request,
        _("Welcome. From now on sign in with %(number)s and your password.") % {"number": number},
    )
    return _sign_in(request, user)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    record_authentication(request, user, method="password")
    # The agency vouches for the record, and the mail came to the address.
    verified = EmailVerificationMethod.NONE
    address: str = settings.LOGIN_REDIRECT_URL
    return perform_login(request, user, email_verification=verified, redirect_url=address)


def _signed_in_already(request: HttpRequest) -> HttpResponse:
    """A shared computer: whoever sits here now is perhaps somebody else."""
    return render(request, "claims/signed_in.html", status=409)
