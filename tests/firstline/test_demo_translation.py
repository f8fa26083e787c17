"""The pseudo-locale crawl over the loaded demo, where every page has something to show."""

import pytest
from django.test import Client

from certificates.models import Certificate
from certificates.serials import grouped
from firstline.demo import texts
from firstline.demo.api import describe
from people.models import User
from tests.firstline.test_look_translation import BEGIN_SIGNED_IN, crawl

# Reading every page is long, and no engine changes a word.
pytestmark = [pytest.mark.usefixtures("demo_seen"), pytest.mark.sqlite]
ROLES = ["nurse", "supervisor", "focal", "trainer", "specialist", "secretariat", "admin"]


def test_no_page_of_the_demo_forgets_a_text() -> None:
    demo = describe()
    paths = [path for path in demo.paths.values() if not path.endswith(".csv")]
    # Every lesson is the same page with other words: one of them is read.
    alike = [f"{demo.paths['course']}{lesson.slug}/" for lesson in texts.lessons()[1:]]
    codes = {grouped(code).lower() for code in Certificate.objects.values_list("code", flat=True)}
    missed: dict[str, dict[str, list[str]]] = {}
    for role in ROLES:
        client = Client()
        client.force_login(User.objects.get(email=demo.accounts[role]))
        if role == "nurse":
            client.post(f"{demo.paths['quiz']}start/")
        read, forgotten = crawl(
            client, [*BEGIN_SIGNED_IN, *paths, "/record/", "/notices/", "/jobs/"], alike
        )
        assert set(paths) - {demo.paths["coverage"]} <= read
        # A certificate's code is the same in every language.
        untranslated = {
            address: [text for text in left if text not in codes]
            for address, left in forgotten.items()
        }
        if any(untranslated.values()):
            missed[role] = untranslated
    assert missed == {}
