"""Every visible text goes through gettext: a crawl in a pseudo-locale finds none that does not."""

from collections import deque
from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.translation import gettext, ngettext

from firstline.publishing import HelpContact, ensure_public_pages
from foundation.audit.actors import SYSTEM
from people.models import Role
from tests.factories.people import make_agency, make_user, make_workplace
from tests.firstline.pseudo import (
    links_of,
    pseudo_locale,
    texts_people_wrote,
    unmarked,
)

# Where a crawl begins; it follows links from there. Add addresses that no page links to.
BEGIN = ["/", "/worried/", "/accounts/login/", "/nowhere/"]
BEGIN_SIGNED_IN = [*BEGIN, "/home/", "/catalogue/"]
# Wagtail's admin is not ours to translate; the rest are no pages.
NOT_PAGES = ("/admin/", "/documents/", "/media/", "/static/", "/exit/", "/styleguide/")
MOST = 60


def crawl(
    client: Client, begin: list[str], leave_out: Iterable[str] = ()
) -> tuple[set[str], dict[str, list[str]]]:
    """Read every page that can be reached by links: which were read, and what was not translated."""
    waiting, seen, read, forgotten = deque(begin), {*begin, *leave_out}, set(), {}
    known = texts_people_wrote()
    with pseudo_locale():
        while waiting and len(seen) <= MOST:
            address = waiting.popleft()
            response = client.get(address, follow=True)
            if not response.get("Content-Type", "").startswith("text/html"):
                continue
            html = response.content.decode()
            read.add(address)
            if left := unmarked(html, known):
                forgotten[address] = left
            for link in links_of(html):
                target = urlsplit(link)
                path = target.path
                if target.netloc or not path.startswith("/") or path.startswith(NOT_PAGES):
                    continue
                if path not in seen:
                    seen.add(path)
                    waiting.append(path)
    return read, forgotten


def test_the_crawl_would_notice() -> None:
    with pseudo_locale():
        page = f"<p>{gettext('Home')} Sneaky words <img alt='A picture'> {ngettext('a day', 'days', 2)}</p>"
    assert unmarked(page, set()) == ["a picture", "sneaky words"]
    assert unmarked(page, {"a picture", "sneaky words"}) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, "", *Role.values])
def test_no_page_forgets_a_text(client: Client, role: str | None) -> None:
    ensure_public_pages(
        by=SYSTEM, contact=HelpContact("Andrea Whyte", contact_phone="876-555-0142")
    )
    if role is not None:
        scope = {
            Role.FOCAL: {"agency": make_agency()},
            Role.SUPERVISOR: {"workplace": make_workplace()},
        }.get(Role(role) if role else Role.ADMIN, {})
        client.force_login(make_user(role or None, **scope))
    read, forgotten = crawl(client, BEGIN if role is None else BEGIN_SIGNED_IN)
    assert forgotten == {}
    assert {"/", "/worried/", "/help/", "/privacy/", "/catalogue/", "/verify/"} <= read
