"""The page after signing in, for each role."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core.checks import Warning
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from certificates.actions.calling import call_for_renewal
from courses import actions
from courses.models import LessonPage
from firstline.demo.cast import ROLES, email_of, user_of
from firstline.home import admin
from firstline.home.greeting import greeting
from firstline.home.learner import LearnerFacts, part
from firstline.home.signing import review_item, reviews_due
from firstline.home.supervisor import first_due
from foundation.audit.actions import record
from foundation.audit.actors import SYSTEM
from foundation.audit.sealing import seal
from people.models import Cadre, StaffRecord, User, Workplace
from protocols.models import ProtocolVersion
from tests.factories.certificates import make_certificate, make_edition
from tests.factories.people import make_posting, make_user

NOW = datetime(2026, 10, 2, 15, 42, tzinfo=UTC)
SAYS = {
    "nurse": ["Sister Campbell", "Start: What do you know already?", "of 9 colleagues here"],
    "teacher": ["Mr Bailey", "Start: What do you know already?", "of 12 colleagues here"],
    "trainer": ["Your courses", "Seeing what others miss", "late answers to decide on"],
    "specialist": ["Protocols and questions", "Every question is approved.", "Reviews due"],
    "specialist2": ["Protocols and questions", "Every protocol is in force as written."],
    "legal": ["Protocols and questions"],
    "focal": ["Your agency", "1 person asks to join", "With a course due", "Open coverage"],
    "supervisor": ["People at your workplace", "Tanya Rochelle Morrison", "My own learning"],
    "secretariat": ["The country today", "1 certificate to issue by hand", "took elsewhere: 2"],
    "secretariat2": ["The country today"],
    "admin": ["This installation", "All in order", 'href="/jobs/"', 'href="/notices/outbox/"'],
}


def sign_in(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email_of(role)))
    return client


def count_queries(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/home/").status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_is_theirs(demo_seen: None, role: str) -> None:
    page = sign_in(role).get("/home/")
    assert page.status_code == 200
    text = page.content.decode()
    for words in SAYS[role]:
        assert words in text, words


def test_overseers_have_no_lessons_to_take(demo_seen: None) -> None:
    for role in ("secretariat", "admin", "trainer", "specialist", "legal"):
        assert "My certificates" not in sign_in(role).get("/home/").content.decode()


@pytest.mark.django_db
def test_home_asks_strangers_to_sign_in(client: Client) -> None:
    answer = client.get("/home/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/home/"


@pytest.mark.django_db
def test_a_sign_in_without_a_person_says_what_to_do(client: Client) -> None:
    client.force_login(User.objects.create(username="nobody"))
    page = client.get("/home/")
    assert page.status_code == 200
    assert "not joined to a person yet" in page.content.decode()


@pytest.mark.django_db
def test_a_new_learner_is_led_to_the_courses(client: Client) -> None:
    client.force_login(make_user())
    text = client.get("/home/").content.decode()
    assert "You have no course yet" in text
    assert "/catalogue/" in text


def test_a_learners_home_costs_twelve_queries_at_most(demo_seen: None) -> None:
    client = sign_in("nurse")
    # A process runs its fixed queries once more when it meets them first.
    count_queries(client)
    before = count_queries(client)
    assert before <= 12
    add_colleagues("harbour-rise-clinic", 8)
    assert count_queries(client) == before


@pytest.mark.parametrize("role", ["focal", "supervisor", "secretariat", "admin", "trainer"])
def test_other_homes_do_not_cost_more_with_more_people(demo_seen: None, role: str) -> None:
    client = sign_in(role)
    # What a process reads once and keeps is not what more people cost.
    count_queries(client)
    before = count_queries(client)
    add_colleagues("harbour-rise-clinic", 8)
    add_colleagues("mango-ridge-primary", 4)
    assert count_queries(client) == before


def add_colleagues(workplace_code: str, how_many: int) -> None:
    workplace = Workplace.objects.get(code=workplace_code)
    cadre = Cadre.objects.get(code="nurse" if "clinic" in workplace_code else "teacher")
    for _ in range(how_many):
        make_posting(workplace=workplace, cadre=cadre)


def test_the_secretariat_sees_what_needs_a_decision(demo_seen: None) -> None:
    lesson = LessonPage.objects.get(slug="a-safe-moment")
    trainer = User.objects.get(email=email_of("trainer"))
    words = [("text", "<p>Sit down first.</p>")]
    actions.change_lesson(by=trainer, lesson=lesson, blocks=words)
    assert "Draft" in sign_in("trainer").get("/home/").content.decode()
    actions.submit_for_approval(by=trainer, page=lesson)
    text = sign_in("secretariat").get("/home/").content.decode()
    assert "Nothing waits for you." not in text
    assert lesson.title in text
    assert "To read" in text


def test_an_administrator_is_told_what_is_out_of_order(
    demo_seen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(now=timezone.now(), at_most=1000)
    assert "every system check passes" in sign_in("admin").get("/home/").content.decode()
    failing = Warning("The folder of keys is open.", hint="Close it.", id="demo.W001")
    monkeypatch.setattr("firstline.home.admin.run_checks", lambda **_options: [failing])
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        text = sign_in("admin").get("/home/").content.decode()
    assert "every system check passes" not in text
    assert "The folder of keys is open." in text
    assert "Close it." in text


def test_an_administrator_is_told_of_rows_without_a_seal(demo_seen: None) -> None:
    seal(now=timezone.now(), at_most=1000)
    person = User.objects.get(email=email_of("nurse")).person
    record(by=SYSTEM, verb="demo.look", obj=person)
    later = timezone.now() + timedelta(minutes=20)
    assert admin.facts(timezone.now()).audit_unsealed == 0
    assert admin.facts(later).audit_unsealed == 1
    text = str(admin.section(admin.facts(later)))
    assert "Audit rows without a seal: 1" in text


def test_a_supervisor_sees_states_and_no_scores(demo_seen: None) -> None:
    certified = StaffRecord.objects.get(person__legal_name="Ruth Naomi Palmer")
    make_posting(
        staff_record=certified,
        workplace=Workplace.objects.get(code="harbour-rise-clinic"),
        cadre=Cadre.objects.get(code="nurse"),
    )
    text = sign_in("supervisor").get("/home/").content.decode()
    assert text.count("Not certified") == 5
    assert text.index("Marcia Elaine Campbell") < text.index("Beverley Joan Tulloch")
    assert text.count("Certified") == 1
    # After the main part stand words for everybody who signs out with answers not sent yet.
    main = text.partition("<main")[2].partition("</main>")[0]
    for word in ("score", "attempt", "answer"):
        assert word not in main.lower()


def test_a_supervisor_sees_who_is_overdue(demo_seen: None) -> None:
    due = first_due({user_of("nurse").person.pk})  # type: ignore[union-attr]
    (day,) = due.values()
    with time_machine.travel(datetime.combine(day + timedelta(days=2), time(15), UTC), tick=False):
        text = sign_in("supervisor").get("/home/").content.decode()
    assert f"Was due {date_format(day, 'j F Y')}" in text


def test_reviews_that_are_due_are_shown_to_those_who_sign(demo_seen: None) -> None:
    version = ProtocolVersion.objects.order_by("review_due").first()
    assert version is not None
    assert reviews_due(version.review_due - timedelta(days=91)) == []
    shown = reviews_due(version.review_due + timedelta(days=1))
    assert shown[0].review_due == version.review_due
    assert review_item(shown[0], version.review_due + timedelta(days=1)).tag == "Overdue"


def test_a_focal_person_sees_their_own_agency_only(demo_seen: None) -> None:
    text = sign_in("focal").get("/home/").content.decode()
    assert "Guango Tree Clinic, Seaforth" in text
    assert "Mango Ridge Primary School" not in text
    assert "Rio Lookout Clinic" not in text


@pytest.mark.parametrize(
    ("utc_hour", "words"), [(12, "Good morning"), (17, "Good afternoon"), (23, "Good evening")]
)
def test_greeting_follows_the_local_hour(utc_hour: int, words: str) -> None:
    """Jamaica is five hours behind."""
    assert greeting("Sister Campbell", NOW.replace(hour=utc_hour)) == f"{words}, Sister Campbell"


def test_a_learner_without_posting_or_course_has_an_empty_page() -> None:
    shown = part(LearnerFacts(None, [], {}, [], None), NOW)
    assert (shown.place, shown.step, shown.finished, shown.workplace) == ("", None, False, None)
    assert not shown.concerns


@pytest.mark.django_db
def test_an_administrator_of_an_empty_installation_is_led_to_setting_it_up(client: Client) -> None:
    client.force_login(make_user("admin"))
    text = client.get("/home/").content.decode()
    assert re.search("Waits for you.*Finish setting up.*(Out of|All in) order", text, re.DOTALL)


@pytest.mark.django_db
def test_a_certificate_to_be_renewed_is_the_one_thing_to_do(client: Client) -> None:
    held = make_certificate()
    make_edition(number=2)
    officer = make_user("secretariat")
    due = held.issued_at + timedelta(days=90)
    call_for_renewal(
        by=officer,
        programme=held.programme,
        basis="edition",
        value="2",
        due_on=due.date(),
        reason="The law has changed.",
        now=held.issued_at + timedelta(days=1),
    )
    client.force_login(make_user(person=held.person))
    course = f"/learn/{held.programme.course.slug}/"
    with time_machine.travel(held.issued_at + timedelta(days=2), tick=False):
        text = client.get("/home/").content.decode()
    main = text[text.index("<main") : text.index("<aside")]
    assert "Renew by" in main
    assert f'href="{course}"' in main
    assert "You have done everything" not in main
    assert "You have no course yet" not in main
