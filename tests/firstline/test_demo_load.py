"""Loading the demo: once, whole, never where the real service runs."""

import io
import json
import re
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.models import Attempt, AttemptResult
from assessments.review.items import weak_questions
from certificates.actions import decide_issue
from certificates.elsewhere.permissions import courses_to_decide
from certificates.models import (
    CalledCertificate,
    Certificate,
    ExternalCourse,
    IssueProposal,
    RenewalCall,
)
from certificates.permissions import proposals_to_decide
from certificates.verifying import verify_register
from courses.models import CourseEdition, CoursePage, EditionText
from firstline.demo import load, texts
from firstline.demo.api import describe
from firstline.demo.cast import ROLES, email_of, user_of
from firstline.demo.load import ensure_loaded, is_loaded
from firstline.demo.reset import may_start_over
from firstline.operations.welcome import welcome
from people.models import Person, StaffRecord, User
from people.passwords import DEMO_PASSWORD
from protocols.models import ProtocolVersion

PATHS = {
    "sign_in",
    "course",
    "first_lesson",
    "quiz",
    "protocol",
    "protocol_nurse",
    "verify",
    "verify_expired",
    "verify_revoked",
    "verify_renewed",
    "coverage",
    "coverage_csv",
}


def row_counts() -> dict[str, int]:
    """How many rows every table of ours and of Wagtail's holds."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def run(*options: str) -> tuple[str, str, int]:
    """Run `manage.py demo`: what it prints, what it says on the error stream, how it exits."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("demo", *options, stdout=out, stderr=err, no_color=True)
    except SystemExit as exit_:
        code = int(str(exit_.code))
    return out.getvalue(), err.getvalue(), code


def test_loading_again_changes_nothing(demo_seen: None) -> None:
    before = row_counts()
    said: list[str] = []
    assert ensure_loaded(say=said.append) is False
    assert row_counts() == before
    assert said == []


def test_command_says_that_it_was_loaded_already(demo_seen: None) -> None:
    assert run() == ("The demo was loaded already.\n", "", 0)


def test_json_describes_the_loaded_demo(demo_seen: None) -> None:
    out, err, code = run("--json")
    described = json.loads(out)
    assert (err, code) == ("", 0)
    assert set(described) == {"password", "accounts", "paths"}
    assert described["password"] == DEMO_PASSWORD
    assert described["accounts"] == {role: f"{role}@firstline.example" for role in ROLES}
    assert set(described["paths"]) == PATHS
    assert all(path.startswith("/") for path in described["paths"].values())


@pytest.mark.django_db
def test_json_without_a_demo_loads_nothing_and_says_so() -> None:
    before = row_counts()
    out, err, code = run("--json")
    assert (out, code) == ("", 1)
    assert err.strip().count("\n") == 0
    assert "No demo is loaded" in err
    assert row_counts() == before


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--reset"], ["--json"]])
def test_the_real_service_refuses_the_demo(settings: Settings, options: list[str]) -> None:
    settings.PRODUCTION = True
    before = row_counts()
    out, err, code = run(*options)
    assert (out, code) == ("", 1)
    assert "fictional" in err
    assert row_counts() == before
    assert not is_loaded()


@pytest.mark.django_db
def test_reset_leaves_a_database_that_holds_no_demo_alone() -> None:
    Person.objects.create(legal_name="Someone Real")
    out, err, code = run("--reset")
    assert (out, code) == ("", 1)
    assert "left as it is" in err
    assert "FIRSTLINE_STATE_DIR" in err
    assert Person.objects.filter(legal_name="Someone Real").exists()


@pytest.mark.django_db
def test_a_load_that_failed_can_be_started_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(load, "load_service", fail)
    with pytest.raises(OSError, match="disk is full"):
        ensure_loaded(say=lambda _line: None)
    assert not is_loaded()
    assert may_start_over()


def test_the_demo_can_be_started_over(demo_seen: None) -> None:
    assert may_start_over()


def test_trainers_are_told_of_hard_questions_and_nobody_of_all(demo_seen: None) -> None:
    weak = weak_questions(user_of("trainer"))
    assert {one.stem for one in weak} >= set(texts.course()["quiz"]["hard"])
    assert len(weak) < 5


def test_what_needs_a_decision_can_be_decided_by_somebody(demo_seen: None) -> None:
    (proposal,) = IssueProposal.objects.undecided()
    assert list(proposals_to_decide(user_of("secretariat"))) == [proposal]
    assert not proposals_to_decide(user_of("secretariat2")).exists()
    assert {course.title for course in courses_to_decide(user_of("focal"))} == {
        "Leading a team after a hard case"
    }
    decide_issue(by=user_of("secretariat"), proposal=proposal, accepted=True, now=timezone.now())
    assert (
        Certificate.objects.current_on(timezone.localdate()).filter(person=proposal.person).exists()
    )


def test_a_change_of_edition_calls_people_to_renew(demo_seen: None) -> None:
    call = RenewalCall.objects.get()
    first, second = CourseEdition.objects.order_by("number")
    assert call.value == str(second.number)
    assert call.due_on > timezone.localdate()
    assert CalledCertificate.objects.filter(call=call).count() > 1
    added = texts.course()["second_edition"]["heading"]
    assert added not in words_of(first)
    assert added in words_of(second)


def words_of(edition: CourseEdition) -> str:
    """Everything an edition's lessons say."""
    found = EditionText.objects.filter(lesson__edition=edition)
    return " ".join(str(text.body) for text in found)


def test_the_catalogue_and_the_course_say_the_same_length(demo_seen: None) -> None:
    course = CoursePage.objects.get(slug=texts.course()["slug"])
    client = Client()
    home = Client()
    home.force_login(User.objects.get(email=email_of("nurse")))
    said = re.search(r"about ([^<]*) left", home.get("/home/").text)
    assert said is not None
    for address in ("/catalogue/", course.get_url()):
        assert f"About {said[1]}" in client.get(address).text


def test_courses_from_elsewhere_wait_and_were_accepted(demo_seen: None) -> None:
    assert ExternalCourse.objects.waiting().count() == 2
    assert ExternalCourse.objects.accepted().count() == 1


def test_everybody_signs_in_by_address(demo_seen: None) -> None:
    for role in ROLES:
        form = {"login": email_of(role), "password": DEMO_PASSWORD}
        answer = Client().post("/accounts/login/", form)
        assert (role, answer.status_code, answer.url) == (role, 302, "/home/")


def test_the_nurse_signs_in_by_code_and_number(demo_seen: None) -> None:
    form = {"login": "RHA/N20417", "password": DEMO_PASSWORD}
    assert Client().post("/accounts/login/", form).status_code == 302


def test_no_account_is_a_superuser_or_staff(demo_seen: None) -> None:
    assert not User.objects.filter(is_superuser=True).exists()


def test_every_path_answers(demo_seen: None) -> None:
    described = describe()
    for name, path in described.paths.items():
        role = "secretariat" if name.startswith("coverage") else "nurse"
        client = Client()
        if name != "sign_in":
            client.force_login(User.objects.get(email=email_of(role)))
        answer = client.get(path, follow=True)
        assert (name, answer.status_code) == (name, 200)
        assert (
            "/accounts/login"
            not in urlsplit(answer.redirect_chain[-1][0] if answer.redirect_chain else "").path
        )


def test_a_certificate_was_earned_and_three_protocols_are_in_force(demo_seen: None) -> None:
    certificate = Certificate.objects.get(person__legal_name="Ruth Naomi Palmer")
    assert certificate.evidence.startswith("attempt:")
    slugs = set(ProtocolVersion.objects.values_list("slug", flat=True))
    assert slugs == {"watch-and-refer", "ask-alone", "bring-it-together"}


def test_certificates_show_what_becomes_of_them(demo_seen: None) -> None:
    expected = {
        "verify": "This certificate is valid",
        "verify_expired": "This certificate has expired",
        "verify_revoked": "The result that earned it does not stand.",
        "verify_renewed": "It was renewed.",
    }
    paths = describe().paths
    for name, words in expected.items():
        assert (name, words in Client().get(paths[name]).text) == (name, True)
    assert verify_register().problems == []


def test_the_terminal_prints_every_sign_in(demo_seen: None, settings: Settings) -> None:
    settings.DEMO = True
    said = welcome("http://127.0.0.1:8000")
    assert "Sign in at http://127.0.0.1:8000/accounts/login/" in said
    for role in ROLES:
        assert email_of(role) in said


def test_the_pictures_of_every_lesson_are_sent(demo_seen: None, settings: Settings) -> None:
    settings.SERVE_MEDIA = True
    client = Client()
    client.force_login(User.objects.get(email=email_of("nurse")))
    course = describe().paths["course"]
    for lesson in texts.lessons():
        page = client.get(f"{course}{lesson.slug}/").content.decode()
        sources = re.findall(r'<img[^>]*src="([^"]+)"', page)
        assert len(sources) == sum(block["kind"] == "picture" for block in lesson.blocks)
        for source in sources:
            sent = client.get(source)
            assert (source, sent.status_code) == (source, 200)
            assert b"<svg" in b"".join(sent.streaming_content)


def test_late_answers_and_somebody_stuck_wait_in_the_demo(demo_seen: None) -> None:
    assert Attempt.objects.late_waiting().count() == 1
    assert StaffRecord.objects.filter(person__enrolments__attempts__number=3).count() == 1


def test_somebody_missed_what_must_not_be_missed(demo_seen: None) -> None:
    result = AttemptResult.objects.get(
        attempt__enrolment__person__staff_records__number="N22874",
        attempt__quiz__slug="final-quiz",
    )
    assert (result.score, result.out_of, result.passed) == (17, 20, False)
    assert result.by_topic["safe-approach"] == {"right": 1, "asked": 4}


def test_nobody_meets_a_question_of_the_pre_test_in_the_quiz(demo_seen: None) -> None:
    person = Person.objects.get(staff_records__number="N19012")
    first, *quiz = Attempt.objects.of(person).order_by("started_at")
    assert [attempt.number for attempt in (first, *quiz)] == [1, 1, 2, 3]
    asked = [set(attempt.versions) for attempt in (first, *quiz)]
    assert asked[0].isdisjoint(asked[1] | asked[2])
    assert asked[1].isdisjoint(asked[2])
    assert asked[3] in asked[:3]
