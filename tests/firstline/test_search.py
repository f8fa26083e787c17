"""Searching courses, lessons and help."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.demo.cast import email_of
from firstline.search.matching import Passage, excerpt, find, one_letter_away
from firstline.search.reading import passages_for, plain, words_in
from people.models import User

LATE = Passage(
    "Lesson", "Signs at school", "A child falls asleep, late and tired. Zoë is 12.", "/a/"
)
SLEEP = Passage("Lesson", "Sleep", "How much a child needs.", "/b/")
OTHER = Passage("Help", "Privacy", "What is kept about you.", "/c/")


def titles(query: str) -> list[str]:
    return [one.title for one in find([OTHER, LATE, SLEEP], query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("child", ["Signs at school", "Sleep"]),
        ("ASL", ["Signs at school"]),
        ("zoe", ["Signs at school"]),
        ("sleep", ["Sleep"]),
        ("child sleep", ["Sleep"]),
        ("child privacy", ["Privacy", "Signs at school", "Sleep"]),
        ("childs", ["Signs at school", "Sleep"]),
        ("privacu", ["Privacy"]),
        ("prviacy", ["Privacy"]),
        ("privcy", ["Privacy"]),
        ("prvcy", []),
        ("hild", []),
        ("  ", []),
    ],
)
def test_every_word_must_begin_one_of_the_page(query: str, expected: list[str]) -> None:
    assert titles(query) == expected


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("protocal", "protocol", True),
        ("trafficing", "trafficking", True),
        ("trafficcking", "trafficking", True),
        ("recieve", "receive", True),
        ("protocol", "protocol", False),
        ("abc", "cba", False),
        ("protocl", "protocols", False),
    ],
)
def test_one_letter_away(one: str, other: str, away: bool) -> None:
    assert one_letter_away(one, other) is one_letter_away(other, one) is away


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("hotline", "Worried about someone now?"),
        ("protocal", "The screening protocol, step by step"),
        ("trafficing", "What child trafficking is"),
        ("quizzes", "Final quiz"),
        ("interpretor", "When you share no language"),
        ("grooming signs", "Grooming"),
        ("screening tool", "The screening protocol, step by step"),
        ("phone numbers", "Worried about someone now?"),
    ],
)
def test_what_a_nurse_types_finds_something(demo_seen: None, query: str, title: str) -> None:
    nurse = User.objects.get(email=email_of("nurse"))
    assert title in [one.title for one in find(passages_for(nurse), query)][:6]


def test_a_word_in_the_title_comes_first() -> None:
    often = Passage("Lesson", "Signs", "privacy privacy privacy", "/d/")
    assert [one.href for one in find([often, OTHER], "privacy")] == ["/c/", "/d/"]


def test_the_excerpt_shows_where() -> None:
    text = "word " * 60 + "needle " + "word " * 60
    shown = excerpt(text, ["need"])
    assert "needle" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 160
    assert excerpt("Short.", ["absent"]) == "Short."


def test_words_of_blocks_are_read_and_nothing_else() -> None:
    blocks = [
        {"type": "text", "html": "<p>One &amp; two</p>"},
        {"type": "say", "safe": ["Three"], "tone": "ok", "file": "x.svg", "width": 3},
    ]
    assert words_in(blocks) == "One & two Three"
    assert plain("<p>a <b>b</b>, c</p><ul><li>d</li></ul>") == "a b, c d"


def search(client: Client, words: str) -> str:
    page = client.get("/search/", {"q": words})
    assert page.status_code == 200
    return page.content.decode()


def test_a_nurse_finds_a_lesson_by_its_words(demo_seen: None) -> None:
    client = Client()
    client.force_login(User.objects.get(email=email_of("nurse")))
    text = search(client, "haitian creole")
    assert "When you share no language" in text
    assert "/learn/recognising-child-trafficking/when-you-share-no-language/" in text
    assert "Final quiz" in search(client, "final qui")
    assert '<a class="govuk-link" href="/help/">' in search(client, "help")
    assert '<a class="govuk-link" href="/glossary/#grooming">Grooming</a>' in search(
        client, "groom"
    )
    assert "/glossary/#debt-bondage" in search(client, "servidumbre por deudas")
    assert "Nothing found" in search(client, "hippopotamus")
    with CaptureQueriesContext(connection) as queries:
        search(client, "child")
    assert len(queries) <= 12


@pytest.mark.django_db
def test_strangers_are_to_sign_in(client: Client) -> None:
    assert client.get("/search/")["Location"] == "/accounts/login/?next=/search/"
