"""Telling holders that a certificate ends, and supervisors how many of their people's do."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from certificates.models import Certificate, RenewalReminder
from certificates.permissions import can_remind_holders
from certificates.rules import STAGES, days_left, reminder_stage, renewal_opens_on
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import Posting, Role, RoleAssignment, User, rows_of

_AT_A_TIME = 50
# A digest that a stopped installation has missed still goes out.
_DIGEST_DAYS = 3
DAY = "j F Y"
# How the list of a roster is asked for whose certificates end soon.
ENDING = "ending"


def remind_holders(*, by: Actor, now: datetime) -> int:
    """Send every reminder that is due and was not sent. Returns how many.

    May run at any time and more than once: each certificate has each reminder once. A stage that
    was missed is made up for, by the latest one only. Some at a time, so that others can write in
    between. Raises NotAllowed.
    """
    require(can_remind_holders(by), _("Reminders are sent by the schedule."))
    due = [(pk, stage) for pk, stage in _due(now)]
    sent = 0
    for start in range(0, len(due), _AT_A_TIME):
        with transaction.atomic():
            batch = dict(due[start : start + _AT_A_TIME])
            rows = _ending(now).filter(pk__in=batch)
            for certificate in rows.select_related("programme", "person__same_as"):
                sent += _remind(by, certificate, batch[certificate.pk], now)
    return sent


def _ending(now: datetime) -> QuerySet[Certificate]:
    """Certificates that end within the first stage and that nothing has ended or renewed."""
    soon = now + timedelta(days=max(STAGES) + 1)
    ending = Certificate.objects.filter(valid_until__gte=now, valid_until__lte=soon)
    return ending.filter(revocation=None, successor=None).with_life().order_by("pk")


def _due(now: datetime) -> Iterable[tuple[int, int]]:
    told = set(
        RenewalReminder.objects.filter(certificate__in=_ending(now).values("pk")).values_list(
            "certificate_id", "stage"
        )
    )
    for certificate in _ending(now):
        stage = reminder_stage(days_left(now, certificate.life))
        if stage is not None and (certificate.pk, stage) not in told:
            yield certificate.pk, stage


def _remind(by: Actor, certificate: Certificate, stage: int, now: datetime) -> bool:
    """The row, and the word to a holder who can sign in. False if another run was first."""
    _row, made = RenewalReminder.objects.get_or_create(
        certificate=certificate, stage=stage, defaults={"day": timezone.localdate(now)}
    )
    holder = certificate.person.same_as or certificate.person
    accounts = User.objects.filter(person__in=rows_of(holder.pk), is_active=True)
    if made and (user := accounts.first()):
        with override(holder.language):
            subject, body = _words(certificate, now)
            notify(
                by=by,
                to=user,
                kind="certificates.ending",
                subject=subject,
                body=body,
                link=reverse("certificates:record"),
                key=f"certificates.ending:{certificate.pk}:{stage}",
            )
    return made


def _words(certificate: Certificate, now: datetime) -> tuple[str, str]:
    last_day = date_format(certificate.held.last_day, DAY)
    subject = _("Your certificate ends on %(day)s") % {"day": last_day}
    if days_left(now, certificate.life) == 0:
        subject = _("Your certificate ends today")
    opens = renewal_opens_on(certificate.held, certificate.programme.renewing)
    how = _("Pass the quiz again to renew it. My record leads you there.")
    if opens > timezone.localdate(now):
        how = _("You can renew it from %(day)s.") % {"day": date_format(opens, DAY)}
    return subject, f"{certificate.snapshot['programme']}, {certificate.serial}. {how}"


def send_digests(*, by: Actor, now: datetime) -> int:
    """One message a day to each supervisor whose people were reminded. Returns how many were told.

    It says how many and leads to the list: names in e-mails would outlive those who ask to be forgotten. May run more than once: each day's message goes out once. Raises NotAllowed.
    """
    require(can_remind_holders(by), _("Reminders are sent by the schedule."))
    today = timezone.localdate(now)
    return sum(_send_day(by, today - timedelta(days=back), now) for back in range(_DIGEST_DAYS))


def _send_day(by: Actor, day: date, now: datetime) -> int:
    told = 0
    for user, certificates in _by_supervisor(day).items():
        with transaction.atomic(), override(user.person.language if user.person else None):
            lines = sorted(Counter(map(_line, certificates)).items())
            count = len(certificates)
            notify(
                by=by,
                to=user,
                kind="certificates.ending_digest",
                subject=_digest_subject(certificates) % {"count": count},
                body="\n".join(f"{words}: {number}" for words, number in lines),
                link=f"{reverse('people:roster')}?state={ENDING}",
                key=f"certificates.ending_digest:{user.pk}:{day}",
            )
            told += 1
    return told


def _digest_subject(certificates: list[Certificate]) -> str:
    count = len(certificates)
    if any(one.due_by for one in certificates):
        return ngettext(
            "%(count)d certificate at your workplace is to be renewed soon",
            "%(count)d certificates at your workplace are to be renewed soon",
            count,
        )
    return ngettext(
        "%(count)d certificate at your workplace ends soon",
        "%(count)d certificates at your workplace end soon",
        count,
    )


def _line(certificate: Certificate) -> str:
    words, day = _("%(programme)s, ends on %(day)s"), certificate.held.last_day
    if certificate.due_by and certificate.due_by < day:
        words = _("%(programme)s, to be renewed by %(day)s")
        day = certificate.due_by
    return words % {
        "programme": certificate.snapshot["programme"],
        "day": date_format(day, DAY),
    }


def _by_supervisor(day: date) -> dict[User, list[Certificate]]:
    """Whose certificates were reminded of on the day, by who supervises their workplace then."""
    asked = Q(reminders__day=day) | Q(calls__reminders__day=day, calls__call__withdrawal=None)
    reminded = Certificate.objects.filter(asked, successor=None, revocation=None).with_life()
    by_person: defaultdict[int, dict[int, Certificate]] = defaultdict(dict)
    for one in reminded.select_related("person__same_as").distinct():
        by_person[one.person.canonical_id][one.pk] = one
    if not by_person:
        return {}
    serving: defaultdict[int, set[int]] = defaultdict(set)
    canonical = Coalesce("staff_record__person__same_as_id", "staff_record__person_id")
    posts = Posting.objects.open_on(day).annotate(canonical=canonical)
    for workplace, person in posts.filter(canonical__in=list(by_person)).values_list(
        "workplace_id", "canonical"
    ):
        serving[workplace].add(person)
    roles = RoleAssignment.objects.held_on(day).filter(
        role=Role.SUPERVISOR, workplace__in=list(serving), user__is_active=True
    )
    found: defaultdict[User, dict[int, Certificate]] = defaultdict(dict)
    for role in roles.select_related("user__person"):
        own = role.user.person.canonical_id if role.user.person else None
        for person in serving[role.workplace_id or 0] - {own}:
            found[role.user] |= by_person[person]
    return {user: list(certificates.values()) for user, certificates in found.items()}
