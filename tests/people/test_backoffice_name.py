"""The corner of the back office greets people, never an opaque account name."""

import json
from html import unescape

import pytest
from django.test import Client

from people.models import Role
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_the_menu_greets_the_person(client: Client) -> None:
    trainer = make_user(Role.TRAINER, email="trainer@firstline.example")
    client.force_login(trainer)
    page = unescape(client.get("/admin/").content.decode())
    assert json.dumps(trainer.get_short_name()) in page
    assert trainer.username not in page
