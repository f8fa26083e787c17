"""The learner's pages over HTTP."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments import registry
from assessments.models import Answer, Attempt, AttemptResult, QuestionVersion
from assessments.registry import ResultLink, register_result_link
from courses.models import Enrolment
from people.models import User
from tests.factories.assessments import (
    FEEDBACK_RIGHT,
    FEEDBACK_WRONG,
    make_attempt,
    make_bank,
    make_enrolment,
    make_learner,
    make_quiz,
    right_answers,
)

pytestmark = pytest.mark.django_db
FRONT = "/learn/first-steps/quiz/final-quiz/"
START = f"{FRONT}start/"


@pytest.fixture
def learner(client: Client) -> User:
    """A signed-in learner on a course with a quiz of 4 questions, 3 to pass."""
    make_bank()
    user, quiz = make_learner(), make_quiz()
    make_enrolment(user, quiz)
    client.force_login(user)
    return user


def start(client: Client) -> Attempt:
    client.post(START)
    return Attempt.objects.order_by("-number")[0]


def address(attempt: Attempt, page: str = "") -> str:
    return f"/attempts/{attempt.uuid}/{page}"


def batch(attempt: Attempt, wrong: int = 0) -> dict[str, Any]:
    return {
        "answers": [
            {
                "client_id": str(given.client_id),
                "question": str(given.question),
                "chosen": list(given.chosen),
                "claimed_ms": 1000 + number,
                "sequence": number,
            }
            for number, given in enumerate(right_answers(attempt, wrong))
        ]
    }


def send(client: Client, attempt: Attempt, data: object) -> Any:
    return client.post(address(attempt, "answers/"), data, content_type="application/json")


def take(client: Client, wrong: int = 0) -> Attempt:
    attempt = start(client)
    assert send(client, attempt, batch(attempt, wrong)).status_code == 200
    client.post(address(attempt, "submit/"))
    return attempt


def text(response: Any) -> str:
    return response.content.decode()


def test_the_front_says_what_the_quiz_is(client: Client, learner: User) -> None:
    page = text(client.get(FRONT))
    for words in ("Final quiz", "3 right answers", "Attempts", "Start the quiz"):
        assert words in page


def test_a_quiz_is_taken_page_by_page_to_a_pass(client: Client, learner: User) -> None:
    at = client.post(START)
    attempt = Attempt.objects.get()
    assert at.url == address(attempt, "?q=1")
    right = {str(given.question): given.chosen for given in right_answers(attempt)}
    for number, question in enumerate(attempt.versions, start=1):
        page = text(client.get(at.url))
        assert f"Question {number} of 4" in page
        go = "review" if number == 4 else str(number + 1)
        form = {"question": question, f"chosen-{question}": right[question], "go": go}
        at = client.post(address(attempt, "answers/"), form)
    assert at.url == address(attempt, "review/")
    assert "Every question has an answer" in text(client.get(at.url))
    result = text(client.post(address(attempt, "submit/"), follow=True))
    assert "You have passed" in result
    assert "4 of 4" in result


def test_all_questions_fit_one_form(client: Client, learner: User) -> None:
    attempt = start(client)
    page = text(client.get(address(attempt)))
    assert all(f'data-question="{question}"' in page for question in attempt.versions)
    form: dict[str, Any] = {"question": attempt.versions, "go": "review"}
    for given in right_answers(attempt)[:3]:
        form[f"chosen-{given.question}"] = list(given.chosen)
    assert client.post(address(attempt, "answers/"), form).url == address(attempt, "review/")
    assert Answer.objects.count() == 3
    assert "1 question has no answer yet" in text(client.get(address(attempt, "review/")))


def test_an_older_window_takes_nothing_back_that_it_did_not_know(
    client: Client, learner: User
) -> None:
    attempt = start(client)
    first, second = right_answers(attempt)[:2]
    fields = re.findall(
        r'name="(was-[0-9a-f-]+)" value="([^"]*)"', text(client.get(address(attempt)))
    )
    older = {"question": attempt.versions, "go": "review", **dict(fields)}
    answer = {f"chosen-{first.question}": list(first.chosen)}
    client.post(address(attempt, "answers/"), {**older, **answer})
    later = {f"chosen-{second.question}": list(second.chosen)}
    client.post(address(attempt, "answers/"), {**older, **later})
    assert len(fields) == 4
    assert [row.chosen for row in Answer.objects.order_by("pk")] == [
        list(first.chosen),
        list(second.chosen),
    ]
    assert "2 questions have no answer yet" in text(client.get(address(attempt, "review/")))


def test_an_answer_can_be_taken_back_and_changed_by_the_back_button(
    client: Client, learner: User
) -> None:
    attempt = start(client)
    question = attempt.versions[0]
    options = attempt.options_of(question) or []
    for chosen in (options[:1], options[1:2], []):
        form = {"question": question, f"chosen-{question}": chosen}
        client.post(address(attempt, "answers/"), form)
    assert [answer.chosen for answer in Answer.objects.order_by("pk")] == [
        options[:1],
        options[1:2],
        [],
    ]
    assert "4 questions have no answer yet" in text(client.get(address(attempt, "review/")))


def test_a_question_shows_what_was_saved_and_when(client: Client, learner: User) -> None:
    attempt = start(client)
    said = re.compile(r"Saved at \d\d:\d\d")
    assert not said.search(text(client.get(address(attempt, "?q=1"))))
    send(client, attempt, batch(attempt))
    page = text(client.get(address(attempt, "?q=1")))
    assert said.search(page)
    assert " checked" in page


def test_a_form_with_a_foreign_option_is_refused(client: Client, learner: User) -> None:
    attempt = start(client)
    first, second = attempt.versions[:2]
    foreign = (attempt.options_of(second) or [])[0]
    form = {"question": first, f"chosen-{first}": foreign}
    answer = client.post(address(attempt, "answers/"), form)
    assert answer.status_code == 400
    assert "The answer was not saved" in text(answer)
    assert not Answer.objects.exists()
    assert "The other answers of this page are saved" not in text(answer)
    good = (attempt.options_of(first) or [])[0]
    form = {"question": [first, second], f"chosen-{first}": good, f"chosen-{second}": good}
    page = text(client.post(address(attempt, "answers/"), form))
    assert "Not everything was saved" in page
    assert "The other answers of this page are saved" in page
    assert str(Answer.objects.get().question) == first


def test_after_the_end_nothing_is_taken_and_the_result_is_shown(
    client: Client, learner: User
) -> None:
    attempt = take(client, wrong=4)
    data = batch(attempt)
    for row in data["answers"]:
        row["claimed_ms"] = 10**9
    answer = send(client, attempt, data)
    assert answer.status_code == 409
    assert "This attempt is over" in answer.json()["refused"][0]["error"]
    question = attempt.versions[0]
    form = {"question": question, f"chosen-{question}": attempt.options_of(question)}
    assert client.post(address(attempt, "answers/"), form).status_code == 409
    assert Answer.objects.count() == 4
    for page in ("", "?q=1", "review/"):
        assert client.get(address(attempt, page)).url == address(attempt, "result/")


def test_handing_in_twice_counts_once(client: Client, learner: User) -> None:
    attempt = take(client)
    before = AttemptResult.objects.get()
    assert client.post(address(attempt, "submit/")).url == address(attempt, "result/")
    assert AttemptResult.objects.get().submitted_at == before.submitted_at


def test_the_fourth_attempt_is_refused_in_words(client: Client, learner: User) -> None:
    for _ in range(3):
        take(client, wrong=4)
    answer = client.post(START)
    assert answer.status_code == 409
    assert "You have used all your attempts" in text(answer)
    assert Attempt.objects.count() == 3
    assert "Start a new attempt" not in text(client.get(FRONT))


def test_an_open_attempt_is_resumed_from_the_front(client: Client, learner: User) -> None:
    attempt = start(client)
    page = text(client.get(FRONT))
    assert address(attempt, "?q=1") in page
    assert START not in page
    assert client.post(START).url == address(attempt, "?q=1")


def test_the_front_leads_to_the_first_question_without_an_answer(
    client: Client, learner: User
) -> None:
    attempt = start(client)
    first, *others = batch(attempt)["answers"]
    send(client, attempt, {"answers": [first]})
    assert address(attempt, "?q=2") in text(client.get(FRONT))
    send(client, attempt, {"answers": others})
    assert address(attempt, "review/") in text(client.get(FRONT))


def test_whoever_is_not_on_the_course_joins_it_by_starting(client: Client, learner: User) -> None:
    newcomer = make_learner("newcomer@example.org")
    client.force_login(newcomer)
    assert "Start the quiz" in text(client.get(FRONT))
    assert not Enrolment.objects.filter(person=newcomer.person).exists()
    attempt = start(client)
    assert attempt.enrolment.person == newcomer.person


# The key


def every_page_before_the_end(client: Client, attempt: Attempt) -> list[str]:
    pages = [address(attempt), address(attempt, "review/"), FRONT]
    pages += [address(attempt, f"?q={number}") for number in range(1, 5)]
    return [text(client.get(page)) for page in pages]


def test_the_key_is_in_no_response_before_the_end(client: Client, learner: User) -> None:
    attempt = start(client)
    seen = every_page_before_the_end(client, attempt)
    seen.append(text(send(client, attempt, batch(attempt))))
    seen += every_page_before_the_end(client, attempt)
    for page in seen:
        assert FEEDBACK_RIGHT not in page
        assert FEEDBACK_WRONG not in page
        assert "correct" not in page
    client.post(address(attempt, "submit/"))
    assert FEEDBACK_RIGHT in text(client.get(address(attempt, "result/")))


def test_after_a_fail_only_the_topics_are_told_until_the_last_attempt(
    client: Client, learner: User
) -> None:
    for number in (1, 2, 3):
        page = text(client.get(address(take(client, wrong=4), "result/")))
        assert "0 of 4" in page
        assert "Topic signs" in page
        assert (FEEDBACK_RIGHT in page) is (number == 3)
    first = Attempt.objects.get(number=1)
    assert FEEDBACK_RIGHT in text(client.get(address(first, "result/")))


def test_an_earlier_fail_keeps_its_key_while_the_next_attempt_is_open(
    client: Client, learner: User
) -> None:
    take(client, wrong=4)
    take(client, wrong=4)
    start(client)
    page = text(client.get(address(Attempt.objects.get(number=2), "result/")))
    assert FEEDBACK_RIGHT not in page


# Whose


PAGES = ["", "?q=1", "review/", "result/"]
POSTS = ["answers/", "submit/"]


def test_another_persons_attempt_does_not_exist(client: Client, learner: User) -> None:
    attempt = start(client)
    data = batch(attempt)
    client.force_login(make_learner("stranger@example.org"))
    assert [client.get(address(attempt, page)).status_code for page in PAGES] == [404] * 4
    assert send(client, attempt, data).status_code == 404
    assert [client.post(address(attempt, page)).status_code for page in POSTS] == [404] * 2
    assert not Answer.objects.exists()
    assert not AttemptResult.objects.exists()
    client.force_login(learner)
    assert send(client, attempt, data).status_code == 200


def test_strangers_are_asked_to_sign_in(client: Client, learner: User) -> None:
    attempt = start(client)
    data = batch(attempt)
    client.logout()
    answers = [client.get(address(attempt, page)) for page in PAGES]
    answers += [client.post(address(attempt, page)) for page in POSTS]
    answers += [client.get(FRONT), client.post(START)]
    for answer in answers:
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
    refused = send(client, attempt, data)
    assert refused.status_code == 401
    assert "Sign in again" in refused.json()["error"]
    assert not Answer.objects.exists()


def test_an_account_without_a_person_finds_no_quiz(client: Client, learner: User) -> None:
    client.force_login(User.objects.create(username="machine"))
    assert client.get(FRONT).status_code == 404
    assert client.post(START).status_code == 404


@pytest.mark.parametrize("page", ["?q=0", "?q=5", "?q=one", "?q=-1"])
def test_there_is_no_such_question(client: Client, learner: User, page: str) -> None:
    assert client.get(address(start(client), page)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/learn/first-steps/quiz/other/", "/learn/other/quiz/final-quiz/"]
)
def test_there_is_no_such_quiz(client: Client, learner: User, path: str) -> None:
    assert client.get(path).status_code == 404


def test_forms_need_their_token(learner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    assert strict.post(START).status_code == 403
    assert not Attempt.objects.exists()


# Other rooms


def test_other_rooms_add_their_links_to_a_result(
    client: Client, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_providers", [])
    register_result_link(
        lambda _attempt, result: ResultLink("See it", "/there/") if result.passed else None
    )
    failed = text(client.get(address(take(client, wrong=4), "result/")))
    passed = text(client.get(address(take(client), "result/")))
    assert "/there/" not in failed
    assert "/there/" in passed


# Weight


def count_queries(client: Client, path: str, django_assert_max_num_queries: Any) -> int:
    with django_assert_max_num_queries(13) as counted:
        assert client.get(path).status_code == 200
    return len(counted.captured_queries)


def test_pages_run_few_queries_at_any_size(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for name, draw in [("small", 1), ("large", 10)]:
        topics = [f"{name}-a", f"{name}-b"]
        make_bank(topics, each=draw + 2)
        user, quiz = (
            make_learner(f"{name}@example.org"),
            make_quiz(topics, draw=draw, pass_mark=1, course=name),
        )
        attempt = make_attempt(user, quiz)
        client.force_login(user)
        send(client, attempt, batch(attempt))
        front = f"/learn/{name}/quiz/final-quiz/"
        paths = [front, address(attempt), address(attempt, "?q=1"), address(attempt, "review/")]
        counts.append([count_queries(client, p, django_assert_max_num_queries) for p in paths])
        client.post(address(attempt, "submit/"))
        paths = [front, address(attempt, "result/")]
        counts[-1] += [count_queries(client, p, django_assert_max_num_queries) for p in paths]
    assert counts[0] == counts[1]
    assert QuestionVersion.objects.count() == 6 + 24
