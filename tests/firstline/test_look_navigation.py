"""The header says where I am and offers what my roles may do."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from firstline import navigation
from firstline.navigation import Entry, links_for, navigation_for
from people.models import Role
from tests.factories.people import give, make_user

pytestmark = pytest.mark.django_db


def texts(request: Any) -> list[str]:
    return [str(link.text) for link in navigation_for(request)]


def ask(path: str, user: Any) -> Any:
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_a_stranger_is_offered_the_way_in() -> None:
    shown = texts(ask("/", AnonymousUser()))
    assert "Sign in" in shown
    assert "Home" not in shown


def test_a_request_that_failed_early_has_navigation_too() -> None:
    assert "Sign in" in texts(RequestFactory().get("/"))


def test_everyone_signed_in_is_a_learner() -> None:
    shown = texts(ask("/home/", make_user()))
    assert shown[:2] == ["Home", "Learn"]
    assert "Content" not in shown
    assert "Write" not in shown


@pytest.mark.parametrize(
    ("role", "more", "less"),
    [
        (Role.TRAINER, "Write", "Content"),
        (Role.SPECIALIST, "Write", "Content"),
        (Role.SECRETARIAT, "Content", "Learn"),
        (Role.ADMIN, "Content", "Learn"),
    ],
)
def test_a_role_changes_the_links(role: str, more: str, less: str) -> None:
    user = make_user()
    give(user, role)
    shown = texts(ask("/home/", user))
    assert more in shown
    assert less not in shown


def test_navigation_costs_one_query(django_assert_num_queries: Any) -> None:
    request = ask("/home/", make_user())
    with django_assert_num_queries(1):
        navigation_for(request)
        navigation_for(request)


@pytest.mark.parametrize(
    ("path", "current"),
    [("/things/", "page"), ("/things/7/", "true"), ("/parts/3/", "true"), ("/other/", "")],
)
def test_the_current_link_is_marked(path: str, current: str) -> None:
    entry = Entry("Things", "/things/", navigation.EVERYONE, ("/parts/",))
    (link,) = links_for([entry], navigation.EVERYONE, path)
    assert link.current == current
