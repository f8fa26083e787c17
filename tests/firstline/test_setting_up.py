"""An empty installation is led to its first course, and what is there stays as it is."""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django.fixtures import Settings

from certificates.credentials.models import SigningKey
from firstline.demo.errors import NotInProduction
from firstline.demo.load import ensure_loaded
from firstline.models import HelpPage
from firstline.setting_up.steps import parts
from foundation.notices.models import OutboxMail
from people.models import Agency, Area, Cadre, User
from tests.databases import copy_sqlite, sqlite_template
from tests.factories.people import make_user
from tests.test_settings import GOOD, ROOT

ADMIN = {"admin_email": "ann@ministry.example", "admin_name": "Ann Reid"}
PASSWORD = "seven-green-mangoes-42"


def run(**options: Any) -> str:
    out = io.StringIO()
    call_command("setup", stdout=out, **options)
    return out.getvalue()


def open_steps() -> set[str]:
    steps = [step for part in parts(timezone.localdate()) for step in part.steps]
    return {step.key for step in steps if not step.done}


def places(
    country: str = "c", name: str = "Country", parish: str = "p", agency: str = "MOH"
) -> str:
    """A file of places, right as long as nothing is named."""
    return f"""
country = {{code="{country}", name="{name}"}}
cadres = {{nurse="Nurse"}}
agencies = [{{code="moe", name="Education"}}, {{code="{agency}", name="Health", parent="Moe"}}]
regions = [{{code="r", name="R", parishes={{"{parish}"="P"}}}}]
"""


@pytest.mark.django_db
def test_a_file_of_another_country(tmp_path: Path) -> None:
    path = tmp_path / "places.toml"
    path.write_text(places())
    assert "Places: 6 added." in run(places=str(path))
    assert Agency.objects.get(code="MOH").parent == Agency.objects.get(code="MOE")
    assert "Places: 0 added." in run(places=str(path))


@pytest.mark.django_db
def test_from_nothing_to_an_administrator_who_signs_in() -> None:
    before = open_steps()
    assert {"administrator", "areas", "agencies", "cadres", "key", "help"} <= before
    said = run(places="jamaica", contact_name="Mr Grant", **ADMIN)
    assert before - open_steps() == {"administrator", "areas", "agencies", "cadres", "key", "help"}
    assert Area.objects.filter(kind=Area.Kind.PARISH).count() == 14
    assert HelpPage.objects.get().contact_name == "Mr Grant"

    address = re.search(r"https?://[^/]+(/accounts/\S+)", said)
    assert address
    client = Client()
    form = client.get(address[1], follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}, follow=True
    )
    assert done.status_code == 200
    fresh = Client()
    fresh.post("/accounts/login/", {"login": ADMIN["admin_email"], "password": PASSWORD})
    page = fresh.get("/setup/")
    assert "Next: " in page.content.decode()
    # The link has been used.
    again = Client().get(address[1], follow=True)
    assert "password1" not in again.content.decode()


@pytest.mark.django_db
def test_again_it_adds_nothing_and_renames_nothing() -> None:
    run(places="jamaica", **ADMIN)
    Agency.objects.filter(code="MOE").update(name="Ministry of Education and Youth")
    counts = [model.objects.count() for model in (Area, Agency, Cadre, User, SigningKey)]
    assert "was there already" in run(places="jamaica", **ADMIN)
    assert [model.objects.count() for model in (Area, Agency, Cadre, User, SigningKey)] == counts
    assert Agency.objects.get(code="MOE").name == "Ministry of Education and Youth"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"places": "/none.toml"}, "cannot be read"),
        ({"admin_email": "ann@ministry.example"}, "--admin-name"),
        ({"admin_email": "ann", "admin_name": "Ann Reid"}, "no e-mail address"),
        ({"places": "jamaica", "admin_email": "ann", "admin_name": "Ann"}, "no e-mail address"),
        ({"places": "jamaica", "contact_email": "n@"}, "no e-mail address"),
        ({"places": "jamaica", "test_mail": "nobody"}, "no e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(options: dict[str, str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(**options)
    assert not Area.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[country]\ncode = 1", "jamaica.toml shows the shape"),
        (
            '[country]\ncode="x"\nname="X"\n[cadres]\nnurse="Nurse"\n[[regions]]\ncode="r"\nname="R"\n'
            'parishes={p="P"}\n[[agencies]]\ncode="BB"\nname="B"\nparent="AA"',
            "BB stands below AA",
        ),
        (places(country="x", parish="x"), "code x stands there twice"),
        (places(agency="MOE"), "code MOE stands there twice"),
        (places(agency="M"), "'M' does not match"),
        (places(name=" "), "' ' does not match"),
        (places(name="A\\u0007"), "does not match"),
        (places(name="A" * 101), "too long"),
        (places(name='P", size="9'), "'size' was unexpected"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "places.toml"
    path.write_text(text)
    with pytest.raises(CommandError, match=message):
        run(places=str(path))
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_a_second_first_administrator_is_refused() -> None:
    run(**ADMIN)
    with pytest.raises(CommandError, match="administrator already"):
        run(admin_email="bo@ministry.example", admin_name="Bo Shaw")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_test_mail_goes_to_the_own_address() -> None:
    user = make_user("admin")
    EmailAddress.objects.update_or_create(
        user=user, defaults={"email": "ann@ministry.example", "verified": True, "primary": True}
    )
    client = Client()
    client.force_login(user)
    with TestCase.captureOnCommitCallbacks(execute=True):
        page = client.post("/setup/", follow=True).content.decode()
    assert "A test mail is on its way" in page
    mail = OutboxMail.objects.get()
    assert mail.to == "ann@ministry.example"
    assert "mail" in open_steps()  # No server took it.
    OutboxMail.objects.update(sent_at=timezone.now())
    assert "mail" not in open_steps()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["admin", "secretariat"])
def test_each_step_leads_to_where_whoever_reads_it_can_do_it(role: str) -> None:
    run(places="jamaica", contact_name="Mr Grant", **ADMIN)
    client = Client()
    client.force_login(make_user(role))
    page = client.get("/setup/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    ways = set(re.findall(r'href="(/[^"]+)"', main))
    assert ("/admin/programmes/" in ways) == (role == "secretariat")
    assert "/admin/" not in ways
    for way in ways - {"/accounts/2fa/"}:
        answer = client.get(way, follow=True)
        assert (way, answer.status_code) == (way, 200)
        # Wagtail sends whom it refuses to its first page.
        assert ("/admin/", 302) not in answer.redirect_chain


@pytest.mark.django_db
def test_the_secretariat_says_who_answers_on_the_help_page() -> None:
    run(**ADMIN)
    page, officer = HelpPage.objects.get(), make_user("secretariat")
    tester = page.permissions_for_user(officer)
    assert tester.can_edit()
    assert tester.can_publish()
    assert not page.permissions_for_user(make_user("trainer")).can_edit()


@pytest.mark.django_db
def test_officers_follow_and_others_find_nothing() -> None:
    client = Client()
    client.force_login(make_user("secretariat"))
    assert client.get("/setup/").status_code == 200
    assert client.post("/setup/").status_code == 404
    client.force_login(make_user("trainer"))
    assert client.get("/setup/").status_code == 404


@pytest.mark.django_db
def test_demo_data_cannot_be_loaded_into_the_real_service(settings: Settings) -> None:
    settings.PRODUCTION = True
    run(places="jamaica")
    with pytest.raises(NotInProduction):
        ensure_loaded()
    assert not User.objects.exists()


def test_the_demo_has_everything_but_what_a_server_brings(demo_seen: None) -> None:
    assert open_steps() <= {"address", "issuer", "time_zone", "mail", "second_factor"}


@pytest.mark.sqlite
def test_it_runs_on_production_settings(tmp_path: Path, settings: Settings) -> None:
    base = Path(str(settings.DATABASES["default"]["TEST"]["NAME"]))
    copy_sqlite(sqlite_template("empty", base.parent), tmp_path / "firstline.sqlite3")
    environment = {"PATH": os.environ["PATH"], **GOOD, "FIRSTLINE_STATE_DIR": str(tmp_path)}

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    words = ["--places", "jamaica", "--admin-email", "ann@ministry.example"]
    done = json.loads(manage("setup", *words, "--admin-name", "Ann Reid", "--json"))
    state = {step["key"]: step["done"] for step in done["steps"]}
    assert state["address"]
    assert state["administrator"]
    assert state["key"]
    assert not state["course"]
    assert not state["second_factor"]
    with sqlite3.connect(tmp_path / "firstline.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM people_user").fetchone() == (1,)
