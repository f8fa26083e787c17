"""Whether a version may be used now, who can change that, and whom it concerns."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from people.models import Posting, User
from protocols.models import ProtocolVersion, SuspensionConfirmation, SuspensionRequest
from protocols.officers import officers_with
from protocols.permissions import signing_roles

# A first officer's word without a second one is forgotten after a day, so that nobody seconds by
# accident what was meant months ago.
REQUEST_HOLDS = timedelta(days=1)
Kind = SuspensionRequest.Kind


def suspended_among(versions: Iterable[ProtocolVersion]) -> frozenset[int]:
    """The keys of those versions that are suspended now. One query."""
    rows = SuspensionConfirmation.objects.filter(request__version__in=list(versions))
    kinds = rows.order_by("confirmed_at", "pk").values_list("request__version_id", "request__kind")
    latest = dict(kinds)
    return frozenset(key for key, kind in latest.items() if kind == Kind.SUSPEND)


def is_suspended(version: ProtocolVersion) -> bool:
    """True from the second officer's click until two officers end it."""
    return version.pk in suspended_among([version])


def open_request(version: ProtocolVersion, kind: str, now: datetime) -> SuspensionRequest | None:
    """What a first officer asked within the last day and nobody seconded yet."""
    waiting = version.suspension_requests.filter(kind=kind, confirmation=None)
    recent = waiting.filter(asked_at__gt=now - REQUEST_HOLDS).order_by("asked_at", "pk").last()
    last = (
        SuspensionConfirmation.objects.filter(request__version=version)
        .order_by("confirmed_at", "pk")
        .last()
    )
    if recent and last and recent.asked_at < last.confirmed_at:
        return None
    return recent


def suspend_url(version: ProtocolVersion) -> str:
    """Where a version is suspended and given back."""
    return reverse("protocol_drafts:suspend", args=[version.pk])


def fellow_officers(user: User, now: datetime) -> QuerySet[User]:
    """Everybody else who could be the second officer today."""
    officers = officers_with(*signing_roles(), day=timezone.localdate(now))
    return officers.exclude(pk=user.pk)


def concerned_by(version: ProtocolVersion, now: datetime) -> QuerySet[User]:
    """Everybody who signs in and serves in one of its cadres today, in no more than one query."""
    day = timezone.localdate(now)
    canonical = Coalesce("staff_record__person__same_as", "staff_record__person")
    serving = (
        Posting.objects.open_on(day)
        .filter(cadre__code__in=version.document["cadres"])
        .annotate(canonical=canonical)
    )
    users = User.objects.filter(is_active=True).annotate(
        canonical=Coalesce("person__same_as_id", "person_id")
    )
    return users.filter(canonical__in=serving.values("canonical")).order_by("pk")
