"""The public pages every installation starts with, before anybody writes there."""

from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.actions import add_catalogue, ensure_glossary, ensure_workflow
from courses.actions.rights import allow_pages
from courses.models import CataloguePage
from firstline.models import HelpPage, HomePage, PlainPage
from firstline.permissions import can_prepare_public_pages
from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from people.models import Role

AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass(frozen=True)
class HelpContact:
    """Who answers for this installation: shown on the help page."""

    contact_name: str
    contact_role: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_hours: str = ""


@transaction.atomic
def ensure_public_pages(*, by: Actor, contact: HelpContact | None = None) -> HomePage:
    """Make the front page, the catalogue, the glossary, help and privacy where they are missing.

    Pages that exist stay as their authors left them, so it can be run again at any time. The front
    page becomes the root of the default site. `contact` fills a help page made now. Raises NotAllowed.
    """
    require(can_prepare_public_pages(by), _("Only an administrator may set up the public pages."))
    home = HomePage.objects.first() or _first_home(by)
    catalogue = CataloguePage.objects.first() or add_catalogue(
        by=by, parent=home, title=_("Courses")
    )
    ensure_workflow(by=by, catalogue=catalogue)
    home.refresh_from_db()
    ensure_glossary(
        by=by,
        parent=home,
        title=_("Glossary"),
        intro=_("What the words of the courses mean, in plain language."),
    )
    home.refresh_from_db()
    _ensure(
        by,
        home,
        HelpPage,
        "help",
        title=_("Help"),
        body=_first_text("help"),
        **asdict(contact) if contact else {},
    )
    _ensure(by, home, PlainPage, "privacy", title=_("Privacy"), body=_first_text("privacy"))
    _let_keep(home)
    return home


def _let_keep(home: HomePage) -> None:
    """Let the Secretariat write on the front page and below it: who answers, what is kept of people."""
    secretariat, _created = Group.objects.get_or_create(name=Role.SECRETARIAT.value)
    allow_pages(secretariat, home, ("change_page", "publish_page"))


def _first_home(by: Actor) -> HomePage:
    """Put the front page where Wagtail's welcome page stands, and take that away."""
    root = Page.get_first_root_node()
    home = HomePage(
        title="Firstline",
        slug="front",
        headline=_("See the signs. Make it safe. Know what to do."),
        lead=_(
            "Firstline trains the people who meet victims of human trafficking first, and gives "
            "nurses, teachers, police and inspectors one screening protocol that all of them use "
            "alike."
        ),
    )
    root.add_child(instance=home)
    _make_root(home)
    for welcome in Page.objects.child_of(root).filter(slug="home", numchild=0).exact_type(Page):
        welcome.delete()
    home.refresh_from_db()
    return _publish(by, home)


def _make_root(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": port,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page": home,
        },
    )


def _ensure(by: Actor, home: HomePage, kind: type[AnyPage], slug: str, **fields: Any) -> None:
    if not kind.objects.child_of(home).filter(slug=slug).exists():
        # Reading the parent afresh: adding a child changes its counters.
        page = kind(slug=slug, **fields)
        HomePage.objects.get(pk=home.pk).add_child(instance=page)
        _publish(by, page)


def _publish(by: Actor, page: AnyPage) -> AnyPage:
    user = None if isinstance(by, System) else by
    page.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    record(by=by, verb="firstline.ensure_page", obj=page, data={"slug": page.slug})
    return page


def _first_text(name: str) -> str:
    return render_to_string(
        f"firstline/first_texts/{name}.html",
        {"issuer": settings.ISSUER_NAME, "ministry": settings.HOST_MINISTRY},
    )
