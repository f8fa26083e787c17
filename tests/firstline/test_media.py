"""Uploaded pictures are served in the demo, and nothing else is."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ["images/path.width-800.svg", "documents/roster.csv"]:
        file = settings.MEDIA_ROOT / name
        file.parent.mkdir(parents=True)
        file.write_text("contents")
    (tmp_path / "secret").write_text("secret")


def test_a_picture_is_sent(client: Client) -> None:
    response = client.get("/media/images/path.width-800.svg")
    assert b"".join(response.streaming_content) == b"contents"
    assert response["Content-Type"] == "image/svg+xml"
    assert "max-age=86400" in response["Cache-Control"]
    assert "default-src" in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "documents/roster.csv",
        "images/../documents/roster.csv",
        "images/../../secret",
        "images/",
        "images/x.svg",
    ],
)
def test_nothing_else_is(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_nothing_is_sent_where_a_proxy_does_it(client: Client, settings: Settings) -> None:
    settings.SERVE_MEDIA = False
    assert client.get("/media/images/path.width-800.svg").status_code == 404
