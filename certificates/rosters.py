"""What rosters and a person's page say of certificates: who holds one, whose ends or has lapsed."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.actions.reminding import ENDING
from certificates.earlier.presenters import MARK
from certificates.elsewhere.permissions import can_record_for
from certificates.elsewhere.presenters import card
from certificates.holding import Declared
from certificates.models import (
    CANONICAL_PERSON,
    CalledCertificate,
    Certificate,
    EarlierCertificate,
    ExternalCourse,
)
from certificates.permissions import can_erase_names
from certificates.presenters import counts_as, state_tag
from certificates.rules import EXPIRING_DAYS, State, state_at
from foundation.formats.calendar import end_of_day
from people import sections, states
from people.models import Person
from people.permissions import Viewer

_WORDS = {
    State.VALID: (gettext_lazy("Valid to %(day)s"), "ok"),
    State.EXPIRING: (gettext_lazy("Ends on %(day)s"), "due"),
    State.EXPIRED: (gettext_lazy("Lapsed on %(day)s"), "bad"),
    State.NOT_YET: (gettext_lazy("Valid to %(day)s"), "info"),
    State.REVOKED: (gettext_lazy("Revoked"), "bad"),
    State.SUPERSEDED: (gettext_lazy("Replaced by a corrected one"), "info"),
}


def register() -> None:
    """Tell rosters who is certified, ends soon or has lapsed, and persons' pages what they hold."""
    states.register(
        states.PersonState(
            "certified",
            gettext_lazy("With a valid certificate"),
            gettext_lazy("Certified"),
            "ok",
            certified,
        )
    )
    states.register(
        states.PersonState(
            ENDING,
            gettext_lazy("With a certificate that ends soon"),
            gettext_lazy("Ends soon"),
            "due",
            ending,
        )
    )
    states.register(
        states.PersonState(
            "lapsed",
            gettext_lazy("With a lapsed certificate"),
            gettext_lazy("Lapsed"),
            "bad",
            lapsed,
            asks=True,
        )
    )
    sections.register("certificates", part)
    sections.register("elsewhere", elsewhere)


def certified(day: date) -> QuerySet:
    """Canonical persons with a certificate that holds on `day`."""
    valid = Certificate.objects.current_on(day).annotate(canonical=CANONICAL_PERSON)
    return valid.values_list("canonical", flat=True)


def ending(day: date) -> QuerySet:
    """Canonical persons with a certificate that is to be renewed in the next 90 days, and was not."""
    moment, soon = end_of_day(day, settings.TIME_ZONE), day + timedelta(days=EXPIRING_DAYS - 1)
    held = Certificate.objects.current_on(day).filter(successor=None)
    called = CalledCertificate.objects.open_at(moment).filter(call__due_on__lte=soon)
    ends = Q(valid_until__lte=end_of_day(soon, settings.TIME_ZONE))
    due = held.filter(ends | Q(pk__in=called.values("certificate")))
    return due.annotate(canonical=CANONICAL_PERSON).values_list("canonical", flat=True)


def lapsed(day: date) -> QuerySet:
    """Canonical persons who held a certificate of a programme and hold none of it on `day`.

    One that was revoked did not lapse, nor did one whose holder has another that counts instead.
    """
    valid = Certificate.objects.current_on(day).annotate(canonical=CANONICAL_PERSON)
    theirs = valid.filter(canonical=OuterRef("canonical"))
    declared = Declared.objects.filter(from_programme=OuterRef(OuterRef("programme")))
    again = theirs.filter(
        Q(programme=OuterRef("programme")) | Q(programme__in=declared.values("to_programme"))
    )
    ever = Certificate.objects.filter(revocation=None).annotate(canonical=CANONICAL_PERSON)
    return ever.filter(~Exists(again)).values_list("canonical", flat=True)


def part(viewer: Viewer, person: Person, day: date) -> sections.Part:
    """Every certificate of a person, newest first, then earlier ones. Never scores or answers."""
    held = Certificate.objects.of_person(person.pk).with_life().select_related("programme")
    held = held.prefetch_related("programme__counts_for")
    lines = [_line(certificate) for certificate in held]
    earlier = EarlierCertificate.objects.of_person(person.pk)
    lines += [
        sections.Line(one.title, ", ".join(filter(None, [one.provider, one.number])), str(MARK))
        for one in earlier
    ]
    return sections.Part(_("Certificates"), _("No certificate yet."), lines)


def elsewhere(viewer: Viewer, person: Person, day: date) -> sections.Part | None:
    """Courses that a person took elsewhere, for their keepers."""
    if not can_record_for(viewer, person):
        return None
    taken = (
        ExternalCourse.objects.of_person(person.pk).with_state().select_related("person__same_as")
    )
    lines = []
    for one in taken:
        shown = card(one)
        hint = ", ".join(filter(None, [shown.provider, shown.completed]))
        lines.append(sections.Line(shown.title, hint, shown.state, shown.tone, shown.href))
    add = reverse("elsewhere:record", args=[person.uuid])
    lines.append(sections.Line(_("Record a course taken elsewhere"), href=add))
    if can_erase_names(viewer):
        erase = reverse("register:remove_name_of", args=[person.uuid])
        words = _("Remove the holder's name")
        lines.append(sections.Line(words, href=erase))
    return sections.Part(_("Courses taken elsewhere"), "", lines)


def _line(certificate: Certificate) -> sections.Line:
    state = state_at(timezone.now(), certificate.life)
    words, tone = _WORDS[state]
    last = timezone.localdate(certificate.valid_until)
    shown = str(words) % {"day": date_format(last, "j F Y")}
    if state.holds and certificate.due_by:
        shown, tone = state_tag(certificate, timezone.now())
    hint = certificate.serial
    if state.holds and (more := counts_as(certificate)):
        hint = f"{hint}. {more}"
    return sections.Line(certificate.programme.title, hint, shown, tone)
