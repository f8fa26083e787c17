"""Pictures come in through Wagtail's form, which takes no drawing that could run a script."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images import get_image_model

from courses import actions
from courses.drawings import only_draws
from foundation.audit.actors import SYSTEM
from tests.factories.courses import make_course_page
from tests.factories.people import make_user

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SIZE = 'viewBox="0 0 9 9" width="9" height="9"'


def drawing(inside: str, attributes: str = "") -> bytes:
    return f"<svg {SVG} {SIZE} {attributes}>{inside}</svg>".encode()


PLAIN = [
    '<rect width="9" height="9" style="fill: #00a"/><title>A door</title>',
    '<defs><g id="leaf"/></defs><use href="#leaf"/><use xlink:href="#leaf"/>',
    '<image href="data:image/png;base64,iVBORw0KGgo="/>',
]
ACTING = [
    "<script>alert(1)</script>",
    '<script href="/media/other.svg"/>',
    '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    '<meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0"/>',
    '<rect onclick="alert(1)"/>',
    '<rect ONCLICK="alert(1)"/>',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<a xlink:href=" java&#10;script:alert(1)"><text>x</text></a>',
    '<image href="https://elsewhere.example/seen.png"/>',
    '<image href="data:image/svg+xml,%3Csvg/%3E"/>',
    '<a id="a"><set attributeName="href" to="javascript:alert(1)"/></a>',
    "<foreignObject><b/></foreignObject>",
]


@pytest.mark.parametrize("inside", PLAIN)
def test_a_plain_drawing_draws(inside: str) -> None:
    assert only_draws(BytesIO(drawing(inside)))


@pytest.mark.parametrize("inside", ACTING)
def test_what_acts_or_leads_elsewhere_does_not(inside: str) -> None:
    assert not only_draws(BytesIO(drawing(inside)))


def test_handlers_of_the_drawing_itself_and_what_no_parser_reads() -> None:
    for content in [
        drawing("", 'onload="alert(1)"'),
        b'<?xml-stylesheet type="text/xsl" href="/x.xsl"?>' + drawing(""),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + drawing("&a;"),
        drawing("<script>").decode().encode("utf-16"),
        drawing("<rect>"),
        b"",
    ]:
        assert not only_draws(BytesIO(content))


@pytest.mark.django_db
@pytest.mark.parametrize(("inside", "taken"), [(PLAIN[0], True), (ACTING[0], False)])
@pytest.mark.parametrize("door", ["/admin/images/add/", "/admin/images/multiple/add/"])
def test_no_door_of_the_office_takes_a_drawing_with_a_script(
    client: Client, door: str, inside: str, taken: bool
) -> None:
    trainer = make_user("trainer")
    actions.give_course(by=SYSTEM, user=trainer, page=make_course_page())
    client.force_login(trainer)
    files = {
        field: SimpleUploadedFile("door.svg", drawing(inside), "image/svg+xml")
        for field in ("file", "files[]")
    }
    form = {"title": "A door", **files}
    client.post(door, form, headers={"X-Requested-With": "XMLHttpRequest"})
    assert get_image_model().objects.exists() is taken
