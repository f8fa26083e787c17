"""Before a first certificate its holder confirms the name that it prints, or disputes it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from certificates.actions import erase_name
from certificates.errors import CannotDispute
from certificates.models import Certificate, NameDispute
from certificates.names.actions import (
    accept_dispute,
    confirm_name,
    dispute_name,
    refuse_dispute,
)
from courses.models import EditionLesson
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.actions import change_person, let_see_names
from people.errors import BadValue
from people.models import FormerName, Person, User
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_enrolment,
    make_quiz,
    take,
)
from tests.factories.certificates import make_certificate, make_programme
from tests.factories.people import (
    make_agency,
    make_person,
    make_staff_record,
    make_user,
)

pytestmark = pytest.mark.django_db
FRONT = "/learn/first-steps/quiz/final-quiz/"
QUESTION = "Is this your name?"


@pytest.fixture
def learner() -> User:
    """On the roster of MOH-N, a unit of MOH."""
    parent = make_agency("MOH")
    person = make_person("Ann Marie Gordan")
    make_staff_record(person, make_agency("MOHN", parent=parent))
    return make_user(person=person, email="learner@example.org")


@pytest.fixture
def keeper() -> User:
    return make_user("focal", agency=make_agency("MOH"))


@pytest.fixture
def quiz(learner: User) -> EditionLesson:
    make_bank()
    quiz = make_quiz()
    make_enrolment(learner, quiz)
    make_programme(edition=quiz.edition)
    return quiz


def dispute(user: User, **changes: Any) -> NameDispute:
    asked = {
        "person": user.person,
        "wanted": "Ann Marie Gordon",
        "why": "One letter",
        "now": NOON,
        **changes,
    }
    return dispute_name(by=user, **asked)


def name_of(user: User) -> str:
    return Person.objects.get(pk=user.person_id).legal_name


def test_confirmed_by_one_click_and_never_asked_again(quiz, learner, client: Client) -> None:
    client.force_login(learner)
    page = client.get(FRONT).text
    assert QUESTION in page
    assert "Ann Marie Gordan" in page
    answer = client.post(reverse("certificates:confirm_name"), {"next": FRONT}, follow=True)
    assert answer.redirect_chain == [(FRONT, 302)]
    assert QUESTION not in answer.text
    assert AuditRow.objects.filter(verb="certificates.name_confirmed").count() == 1
    client.post(reverse("certificates:confirm_name"), {"next": FRONT})
    assert AuditRow.objects.filter(verb="certificates.name_confirmed").count() == 1


def test_nobody_is_led_to_another_site(quiz, learner, client: Client) -> None:
    client.force_login(learner)
    for far in ("https://example.net/", "//example.net/", "javascript:alert(1)"):
        answer = client.post(reverse("certificates:confirm_name"), {"next": far})
        assert answer["Location"] == reverse("certificates:name")


def queries(client: Client, django_assert_max_num_queries: Any) -> int:
    with django_assert_max_num_queries(12) as counted:
        client.get(FRONT)
    return len(counted)


def test_it_costs_one_query_and_none_once_answered(
    quiz, learner, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(learner)
    client.get(FRONT)
    asked = queries(client, django_assert_max_num_queries)
    confirm_name(by=learner, person=learner.person, now=NOON)
    assert queries(client, django_assert_max_num_queries) == asked - 1


def test_who_holds_a_certificate_is_not_asked_and_it_costs_nothing(
    quiz, learner, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(learner)
    client.get(FRONT)
    asked = queries(client, django_assert_max_num_queries)
    make_certificate(learner.person, make_programme("other", quiz.edition))
    assert QUESTION not in client.get(FRONT).text
    assert queries(client, django_assert_max_num_queries) == asked - 1


def test_without_a_certificate_to_earn_nothing_is_asked(learner, client: Client) -> None:
    make_bank()
    make_enrolment(learner, make_quiz())
    client.force_login(learner)
    assert QUESTION not in client.get(FRONT).text


def test_in_a_test_that_does_not_count_nothing_is_asked(learner, client: Client) -> None:
    make_bank()
    quiz = make_quiz(purpose="pre_test")
    make_enrolment(learner, quiz)
    make_programme(edition=quiz.edition)
    client.force_login(learner)
    page = client.get(FRONT)
    assert page.status_code == 200
    assert QUESTION not in page.text


def test_another_name_on_record_is_asked_for_anew(quiz, learner, client: Client) -> None:
    confirm_name(by=learner, person=learner.person, now=NOON)
    person = Person.objects.get(pk=learner.person_id)
    details = {"call_name": "", "sex": person.sex, "language": "en"}
    change_person(
        by=SYSTEM, person=person, legal_name=person.legal_name, **details | {"call_name": "Ann"}
    )
    client.force_login(learner)
    assert QUESTION not in client.get(FRONT).text
    change_person(by=SYSTEM, person=person, legal_name="Ann Gordan", **details)
    assert QUESTION in client.get(FRONT).text


def test_an_open_dispute_never_delays_the_certificate(quiz, learner, keeper) -> None:
    open_one = dispute(learner)
    take(make_attempt(learner, quiz))
    certificate = Certificate.objects.get()
    assert certificate.printed.legal_name == "Ann Marie Gordan"
    assert NameDispute.objects.waiting().get() == open_one


def test_a_dispute_goes_to_the_keepers_of_the_roster(learner, keeper, client: Client) -> None:
    make_user("focal", agency=make_agency("MOE"))
    client.force_login(learner)
    page = reverse("certificates:name")
    sent = {"wanted": "Ann  Marie Gordon", "why": "One letter", "next": FRONT}
    assert client.post(page, sent)["Location"] == FRONT
    client.post(page, sent | {"wanted": "Another Name"})
    made = NameDispute.objects.get()
    assert (made.shown, made.wanted, made.why) == (
        "Ann Marie Gordan",
        "Ann Marie Gordon",
        "One letter",
    )
    notice = Notice.objects.get(kind="certificates.name_disputed")
    assert notice.recipient == keeper
    assert notice.link == reverse("names:dispute", args=[made.uuid])
    assert "Gordon" not in notice.subject + notice.body
    assert "Your agency has not decided yet" in client.get(page).text


def test_what_was_typed_stays_when_it_is_refused(learner, client: Client) -> None:
    client.force_login(learner)
    page = client.post(reverse("certificates:name"), {"wanted": "Ann Marie Gordan", "why": "Typed"})
    assert "This is the name on record already." in page.text
    assert 'value="Typed"' in page.text
    with pytest.raises(BadValue):
        dispute(learner, wanted="123")
    with pytest.raises(CannotDispute, match="why"):
        dispute(learner, why="  ")
    assert not NameDispute.objects.exists()
    assert Person.objects.get(pk=learner.person_id).name_checked_at is None


def test_accepted_the_name_is_corrected_and_the_person_told(learner, keeper) -> None:
    made = accept_dispute(by=keeper, dispute=dispute(learner), keep_former=False, now=NOON)
    assert (made.state, made.decided_by) == ("accepted", keeper)
    assert name_of(learner) == "Ann Marie Gordon"
    assert Person.objects.get(pk=learner.person_id).name_checked_at == NOON
    assert not FormerName.objects.exists()
    notice = Notice.objects.get(kind="certificates.name_decided")
    assert notice.recipient == learner
    assert "corrected" in notice.body
    assert accept_dispute(by=keeper, dispute=made, now=NOON).state == "accepted"
    assert refuse_dispute(by=keeper, dispute=made, answer="No", now=NOON).state == "accepted"
    assert Notice.objects.filter(kind="certificates.name_decided").count() == 1


def test_refused_the_name_stays_and_the_person_reads_why(learner, keeper, client: Client) -> None:
    made = dispute(learner)
    with pytest.raises(CannotDispute):
        refuse_dispute(by=keeper, dispute=made, answer=" ", now=NOON)
    refuse_dispute(by=keeper, dispute=made, answer="Your passport says Gordan.", now=NOON)
    assert name_of(learner) == "Ann Marie Gordan"
    client.force_login(learner)
    page = client.get(reverse("certificates:name")).text
    assert "Your passport says Gordan." in page
    assert "Send to my agency" in page
    assert dispute(learner).pk != made.pk


def test_a_certificate_issued_meanwhile_is_offered_for_correction(learner, keeper) -> None:
    officer = make_user("secretariat")
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    make_user("secretariat")
    made = dispute(learner)
    certificate = make_certificate(learner.person)
    accept_dispute(by=keeper, dispute=made, now=NOON)
    notice = Notice.objects.get(kind="certificates.name_corrected")
    assert notice.recipient_id == officer.pk
    assert notice.link == reverse("register:entry", args=[certificate.serial])
    assert Certificate.objects.get().printed.legal_name == "Ann Marie Gordan"


def test_only_the_keepers_of_this_person_decide(learner, keeper) -> None:
    made = dispute(learner)
    others = [
        make_user("focal", agency=make_agency("MOE")),
        make_user("secretariat"),
        make_user("trainer"),
        learner,
    ]
    for user in others:
        with pytest.raises(NotAllowed):
            accept_dispute(by=user, dispute=made, now=NOON)
        with pytest.raises(NotAllowed):
            refuse_dispute(by=user, dispute=made, answer="No", now=NOON)
    assert accept_dispute(by=keeper, dispute=made, now=NOON).state == "accepted"


def test_nobody_decides_on_their_own_name(client: Client) -> None:
    moh = make_agency("MOH")
    person = make_person("Joan Reid")
    make_staff_record(person, moh)
    keeper = make_user("focal", person=person, agency=moh)
    officer = make_user("secretariat")
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    made = dispute(keeper, wanted="Joan Reed")
    assert Notice.objects.get(kind="certificates.name_disputed").recipient_id == officer.pk
    with pytest.raises(NotAllowed):
        accept_dispute(by=keeper, dispute=made, now=NOON)
    client.force_login(keeper)
    assert client.get(reverse("names:dispute", args=[made.uuid])).status_code == 404
    officer = User.objects.get(pk=officer.pk)
    assert accept_dispute(by=officer, dispute=made, now=NOON).state == "accepted"


def test_an_erased_name_stands_in_no_dispute_either(learner, keeper) -> None:
    refuse_dispute(by=keeper, dispute=dispute(learner), answer="No, Gordan.", now=NOON)
    erase_name(by=SYSTEM, person=learner.person, now=NOON)
    left = NameDispute.objects.get()
    assert (left.shown, left.wanted, left.why, left.answer) == ("", "", "", "")


def test_everybody_answers_for_their_own_name_only(learner, keeper) -> None:
    for person in (make_person("Somebody Else"), keeper.person):
        with pytest.raises(NotAllowed):
            confirm_name(by=learner, person=person, now=NOON)
        with pytest.raises(NotAllowed):
            dispute(learner, person=person)


def test_the_keepers_pages_list_and_decide(learner, keeper, client: Client) -> None:
    made = dispute(learner)
    foreign = make_user("focal", agency=make_agency("MOE"))
    page, list_page = reverse("names:dispute", args=[made.uuid]), reverse("names:list")
    client.force_login(foreign)
    assert client.get(page).status_code == 404
    assert client.post(page, {"decision": "accept"}).status_code == 404
    assert "Gordon" not in client.get(list_page).text
    client.force_login(keeper)
    assert "Names that people dispute: 1" in client.get("/home/").text
    assert page in client.get(list_page).text
    refused = client.post(page, {"decision": "refuse", "answer": ""})
    assert "Say why the name stays. The person reads it." in refused.text
    done = client.post(page, {"decision": "accept"}, follow=True).text
    assert "Decided, and the person is told." in done
    assert page not in done
    assert page in client.get(list_page, {"state": "decided"}).text
    assert name_of(learner) == "Ann Marie Gordon"
    assert FormerName.objects.get().name == "Ann Marie Gordan"
    assert "Names that people dispute" not in client.get("/home/").text


def test_the_list_costs_the_same_for_many(
    keeper, client: Client, django_assert_num_queries
) -> None:
    unit = make_agency("MOHN", parent=make_agency("MOH"))
    client.force_login(keeper)

    def add() -> None:
        person = make_person("Joan Reid")
        make_staff_record(person, unit)
        dispute(make_user(person=person), wanted="Joan Reed")

    add()
    client.get(reverse("names:list"))
    with django_assert_num_queries(4) as few:
        client.get(reverse("names:list"))
    for _number in range(5):
        add()
    with django_assert_num_queries(len(few)):
        client.get(reverse("names:list"))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_keepers_at_once_decide_once(learner, keeper) -> None:
    second = make_user("focal", agency=make_agency("MOH"))
    made, gate = dispute(learner), Barrier(2)

    def decide(by: User) -> str:
        try:
            gate.wait(timeout=30)
            if by == keeper:
                return accept_dispute(by=by, dispute=made, now=NOON).state
            return refuse_dispute(by=by, dispute=made, answer="No", now=NOON).state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        states = set(pool.map(decide, [keeper, second]))
    assert states == {NameDispute.objects.get().state}
    assert (name_of(learner) == "Ann Marie Gordon") == (states == {"accepted"})
    assert Notice.objects.filter(kind="certificates.name_decided").count() == 1
