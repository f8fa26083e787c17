"""What an installation needs before its first learner, and how far it is. One short query a step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.credentials.models import SigningKey
from certificates.models import Programme
from courses.models import CourseEdition
from coverage.models import Requirement
from firstline.home.sections import Item
from firstline.models import HelpPage
from firstline.setting_up.administrators import administrators
from firstline.setting_up.mail import last_sent
from people.models import (
    Agency,
    Area,
    Cadre,
    Establishment,
    Role,
    RoleAssignment,
    StaffRecord,
    Workplace,
)
from people.permissions import Viewer, has_role
from protocols.models import Contact, ProtocolVersion

TWO = 2


@dataclass(frozen=True)
class Step:
    """One thing to do: whether it is done, what is there, how to do it, and where."""

    key: str
    title: str
    done: bool
    there: str
    how: str
    href: str = ""
    # Whose work it is, if not that of administrators and Secretariat alike: others get no link.
    role: Role | None = None

    @property
    def hint(self) -> str:
        """What is there; while it is open, also what to do."""
        if self.done or not self.there:
            return self.there if self.done else self.how
        return _("Now: %(there)s. %(how)s") % {"there": self.there, "how": self.how}


@dataclass(frozen=True)
class Part:
    """Steps that belong together."""

    title: str
    steps: list[Step]

    def items_for(self, viewer: Viewer) -> list[Item]:
        """As a list of things to do shows them. One query at most."""
        return [
            Item(
                step.title,
                href=step.href if step.role is None or has_role(viewer, step.role) else "",
                hint=step.hint,
                state="done" if step.done else "",
                tag="" if step.done else _("Open"),
                tone="" if step.done else "due",
            )
            for step in self.steps
        ]


def parts(today: date) -> list[Part]:
    """Every step in the order in which it is best done. About fifteen queries, at any size."""
    return [
        Part(_("The server"), list(_server())),
        Part(_("Who runs it"), list(_people_in_charge(today))),
        Part(_("Places and people"), list(_places())),
        Part(_("Protocols, courses and certificates"), list(_content(today))),
    ]


def _stated(*names: str) -> bool:
    return settings.ENV.stated.issuperset(names)


def _server() -> Iterator[Step]:
    env = settings.ENV
    yield Step(
        "address",
        _("Address"),
        urlsplit(env.base_url).scheme == "https",
        env.base_url,
        _("Set FIRSTLINE_BASE_URL to the public https:// address. Certificates print it for ever."),
    )
    yield Step(
        "issuer",
        _("Issuer and host ministry"),
        _stated("FIRSTLINE_ISSUER", "FIRSTLINE_HOST_MINISTRY", "FIRSTLINE_SERIAL_PREFIX"),
        f"{env.issuer_name}, {env.host_ministry}, {env.serial_prefix}",
        _(
            "Set FIRSTLINE_ISSUER, FIRSTLINE_HOST_MINISTRY and FIRSTLINE_SERIAL_PREFIX, also if what "
            "stands here is right. Every certificate keeps the name it was issued under."
        ),
    )
    yield Step(
        "time_zone",
        _("Time zone"),
        _stated("FIRSTLINE_TIME_ZONE"),
        env.time_zone,
        _("Set FIRSTLINE_TIME_ZONE, also if what stands here is right. Days end by it."),
    )
    mail = last_sent()
    yield Step(
        "mail",
        _("Mail"),
        mail is not None,
        _("The mail server has taken a mail.") if mail else "",
        _("Set FIRSTLINE_SMTP_URL and FIRSTLINE_FROM_EMAIL, then send yourself a test mail below."),
        reverse("notices:outbox"),
        Role.ADMIN,
    )
    yield Step(
        "key",
        _("Signing key"),
        SigningKey.objects.exists(),
        "",
        _("Run manage.py certificates rotate-key. Keep the folder of keys in your backup."),
    )


def _people_in_charge(today: date) -> Iterator[Step]:
    admins = administrators(today).count()
    yield Step(
        "administrator",
        _("An administrator"),
        admins > 0,
        ngettext("%(n)d administrator", "%(n)d administrators", admins) % {"n": admins},
        _("Run manage.py setup --admin-email ... --admin-name ..."),
    )
    with_factor = Authenticator.objects.filter(user__in=administrators(today)).exists()
    yield Step(
        "second_factor",
        _("A second factor for administrators"),
        Role.ADMIN in settings.SECOND_FACTOR_ROLES and with_factor,
        "",
        _(
            "Name admin in FIRSTLINE_SECOND_FACTOR_ROLES (in production it is, unless you say "
            "otherwise), sign in, and set up an authenticator app."
        ),
        reverse("mfa_index"),
    )
    officers = RoleAssignment.objects.held_on(today).filter(role=Role.SECRETARIAT)
    n = officers.values("user").distinct().count()
    yield Step(
        "officers",
        _("Two officers of the Secretariat"),
        n >= TWO,
        ngettext("%(n)d officer", "%(n)d officers", n) % {"n": n},
        _(
            "What can hurt somebody is decided by two. Add them under People, their agency first if it "
            "is missing; send an invitation; then give them the role here."
        ),
        reverse("roles:index"),
    )
    yield Step(
        "help",
        _("A person who answers questions"),
        HelpPage.objects.live().exclude(contact_name="").exists(),
        "",
        _(
            "Name them with manage.py setup --contact-name ..., or let the Secretariat do so on the "
            "help page."
        ),
        reverse("wagtailadmin_explore_root"),
        Role.SECRETARIAT,
    )


def _listed(key: str, title: str, n: int, how: str, office: str) -> Step:
    return Step(key, title, n > 0, str(n) if n else "", how, reverse(f"{office}:index"))


def _places() -> Iterator[Step]:
    by_file = _(
        "Run manage.py setup --places jamaica, or with a file of your country; or add them here."
    )
    parishes = Area.objects.filter(kind=Area.Kind.PARISH).count()
    yield _listed("areas", _("Parishes"), parishes, by_file, "area")
    yield _listed("agencies", _("Agencies"), Agency.objects.count(), by_file, "agency")
    yield _listed("cadres", _("Posts"), Cadre.objects.count(), by_file, "cadre")
    yield _listed(
        "workplaces",
        _("Workplaces"),
        Workplace.objects.count(),
        _("Add the schools, clinics, stations and offices where people serve."),
        "workplace",
    )
    files = reverse("imports:list")
    counted = Establishment.objects.count()
    yield Step(
        "head_counts",
        _("Head-counts"),
        counted > 0,
        str(counted) if counted else "",
        _("Send them as a file. Without them nobody knows how many are missing."),
        files,
    )
    staff = StaffRecord.objects.count()
    yield Step(
        "rosters",
        _("Rosters"),
        staff > 0,
        str(staff) if staff else "",
        _("Send one file for each agency, or name a focal person who does."),
        files,
    )


def _content(today: date) -> Iterator[Step]:
    contacts = Contact.objects.count()
    yield Step(
        "contacts",
        _("Contacts"),
        contacts > 0,
        str(contacts) if contacts else "",
        _(
            "The Secretariat enters whom to call, with the day the number was checked. A second "
            "officer accepts each."
        ),
        reverse("contact_book:index"),
        Role.SECRETARIAT,
    )
    yield Step(
        "protocol",
        _("A protocol in force"),
        ProtocolVersion.objects.filter(effective_from__lte=today).exists(),
        "",
        _("A specialist writes it; legal and Secretariat sign it."),
        reverse("protocols:list"),
    )
    trainers = RoleAssignment.objects.held_on(today).filter(role=Role.TRAINER)
    yield Step(
        "trainer",
        _("A trainer"),
        trainers.exists(),
        "",
        _("Give the role to whoever writes courses."),
        reverse("roles:index"),
    )
    yield Step(
        "course",
        _("A published course"),
        CourseEdition.objects.exists(),
        "",
        _(
            "A trainer writes lessons and a quiz, the Secretariat approves them and releases an edition."
        ),
        reverse("wagtailadmin_explore_root"),
        Role.SECRETARIAT,
    )
    yield Step(
        "programme",
        _("A certificate programme"),
        Programme.objects.exists(),
        "",
        _("The Secretariat says what a certificate of the course attests, and how long it holds."),
        reverse("programmes:index"),
        Role.SECRETARIAT,
    )
    yield Step(
        "requirement",
        _("A requirement"),
        Requirement.objects.exists(),
        "",
        _(
            "The Secretariat says which posts must hold it, and by when. From then on coverage counts."
        ),
        reverse("requirements:index"),
        Role.SECRETARIAT,
    )
