"""Writing, checking, signing and freezing in Wagtail, over HTTP."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from people.models import User
from protocols.models import ProtocolDraft, ProtocolVersion
from tests.factories.people import give, make_user
from tests.factories.posting import edit_data
from tests.factories.protocols import make_draft, protocol_data, verify_contacts

LIST = "/admin/snippets/protocols/protocoldraft/"


@pytest.fixture
def specialist(db: None) -> User:
    return make_user("specialist")


@pytest.fixture
def secretariat(db: None) -> User:
    return make_user("secretariat")


@pytest.fixture
def draft(specialist: User) -> ProtocolDraft:
    written = make_draft(by=specialist)
    verify_contacts(timezone.now())
    return written


def page_url(draft: ProtocolDraft, name: str) -> str:
    return f"{LIST}{name}/{draft.pk}/"


def confirm(client: Client, draft: ProtocolDraft, name: str) -> str:
    """Open the page to confirm, press its button, and read where it leads."""
    page = client.get(page_url(draft, name)).content.decode()
    found = re.search(r'name="content_hash" value="([0-9a-f]{64})"', page)
    assert found is not None
    answer = client.post(page_url(draft, name), {"content_hash": found[1]}, follow=True)
    return unescape(answer.content.decode())


def test_from_draft_to_in_force(
    client: Client, draft: ProtocolDraft, specialist: User, secretariat: User
) -> None:
    client.force_login(specialist)
    check = client.get(page_url(draft, "check")).content.decode()
    assert "The check found no problem" in check
    assert "Still needed: Legal signatory, Secretariat" in check
    client.force_login(make_user("legal"))
    assert "You signed this content." in confirm(client, draft, "sign")
    client.force_login(secretariat)
    assert "Signatures are missing" in confirm(client, draft, "freeze")
    assert "You signed this content." in confirm(client, draft, "sign")
    assert "The protocol was frozen." in confirm(client, draft, "freeze")
    assert ProtocolVersion.objects.get().slug == "small"


def test_the_author_is_refused_and_another_is_not(client: Client, secretariat: User) -> None:
    author = make_user("secretariat")
    give(author, "specialist")
    draft = make_draft(by=author)
    verify_contacts(timezone.now())
    client.force_login(author)
    assert "Somebody else has to sign it." in confirm(client, draft, "sign")
    assert draft.signatures.count() == 0
    client.force_login(secretariat)
    assert "You signed this content." in confirm(client, draft, "sign")
    assert "Once is enough." in confirm(client, draft, "sign")
    assert draft.signatures.count() == 1


def test_stale_numbers_stop_freezing_and_the_check_says_what_to_do(
    client: Client, specialist: User, secretariat: User
) -> None:
    draft = make_draft(by=specialist)
    client.force_login(secretariat)
    page = unescape(client.get(page_url(draft, "check")).content.decode())
    assert "was verified in the last 180 days" in page
    assert 'href="/admin/contacts/">Open the contact book' in page
    client.force_login(specialist)
    page = unescape(client.get(page_url(draft, "check")).content.decode())
    assert "Open the contact book" not in page
    assert "The Secretariat checks each number" in page


def test_the_check_shows_what_is_wrong_and_where(
    client: Client, specialist: User, secretariat: User
) -> None:
    rules = [rule for rule in protocol_data()["rules"] if rule["code"] != "R9"]
    steps = [step | {"contact": "nobody"} for step in protocol_data()["steps"]]
    draft = make_draft(by=specialist, rules=rules, steps=steps)
    client.force_login(secretariat)
    page = client.get(page_url(draft, "check")).content.decode()
    assert "No rule leads here" in page
    assert "Step 1" in page
    assert "nobody is not in the contact book" in page
    assert "The check found problems" in confirm(client, draft, "sign")
    assert "The check found problems" in confirm(client, draft, "freeze")
    assert ProtocolVersion.objects.count() == 0


def test_saving_in_the_editor_changes_content_keeps_ids_and_names_the_editor(
    client: Client, draft: ProtocolDraft, secretariat: User
) -> None:
    client.force_login(secretariat)
    assert "You signed this content." in confirm(client, draft, "sign")
    second = make_user("specialist")
    client.force_login(second)
    edit = page_url(draft, "edit")
    assert client.get(edit).status_code == 200
    answer = client.post(edit, edit_data(draft))
    assert answer.status_code == 302
    assert "counts" in client.get(page_url(draft, "check")).content.decode()
    answer = client.post(edit, edit_data(draft, licence="CC0"))
    assert answer.status_code == 302
    assert draft.edits.order_by("pk").last().edited_by == second  # type: ignore[union-attr]
    client.force_login(secretariat)
    check = client.get(page_url(draft, "check")).content.decode()
    assert "no longer counts, the content was changed" in check
    assert "Signatures are missing" in confirm(client, draft, "freeze")


def test_going_back_to_an_old_revision_is_an_edit_too(
    client: Client, draft: ProtocolDraft, specialist: User
) -> None:
    old = Revision.objects.get()
    make_draft(by=specialist, licence="CC0")
    reverter = make_user("secretariat")
    give(reverter, "specialist")
    client.force_login(reverter)
    url = f"{LIST}history/{draft.pk}/revisions/{old.pk}/revert/"
    answer = client.post(url, edit_data(draft, licence="CC BY 4.0"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.licence == "CC BY 4.0"
    assert "Somebody else has to sign it." in confirm(client, draft, "sign")


def test_the_editor_offers_the_signs_of_the_draft(
    client: Client, draft: ProtocolDraft, specialist: User
) -> None:
    client.force_login(specialist)
    page = unescape(client.get(page_url(draft, "edit")).content.decode())
    assert "A1: Sign A1" in page
    other = make_draft(by=specialist, slug="other", name="Other", sections=[])
    assert other.pk != draft.pk


def test_a_sign_that_is_not_in_the_draft_cannot_be_chosen(
    client: Client, draft: ProtocolDraft, specialist: User
) -> None:
    client.force_login(specialist)
    data = edit_data(draft)
    assert client.post(page_url(draft, "edit"), data).status_code == 302
    data["rules-0-value-items"] = ["00000000-0000-0000-0000-000000000000"]
    answer = client.post(page_url(draft, "edit"), data)
    assert answer.status_code == 200
    assert "could not be saved" in answer.content.decode()


def test_a_new_draft_has_its_author(client: Client, specialist: User) -> None:
    template = make_draft(by=specialist)
    author = make_user("specialist")
    client.force_login(author)
    data = edit_data(template, slug="fresh", name="Fresh", **{"rules-count": "0"})
    assert client.get(f"{LIST}add/").status_code == 200
    answer = client.post(f"{LIST}add/", data)
    assert answer.status_code == 302
    fresh = ProtocolDraft.objects.get(slug="fresh")
    assert fresh.author == author
    assert fresh.edits.get().edited_by == author


def test_who_sees_drafts(client: Client, draft: ProtocolDraft) -> None:
    for role, status in (("specialist", 200), ("legal", 200), ("secretariat", 200)):
        client.force_login(make_user(role))
        assert client.get(LIST).status_code == status
        assert client.get(page_url(draft, "check")).status_code == status
    client.force_login(make_user("trainer"))
    assert client.get(page_url(draft, "check")).status_code in (302, 404)
    assert client.get(LIST).status_code == 302


def test_only_specialists_edit(client: Client, draft: ProtocolDraft, specialist: User) -> None:
    for role in ("legal", "secretariat"):
        client.force_login(make_user(role))
        answer = client.post(page_url(draft, "edit"), edit_data(draft, licence="CC0"))
        assert answer.status_code == 302
        draft.refresh_from_db()
        assert draft.licence == "CC BY 4.0"
    client.force_login(specialist)
    client.post(page_url(draft, "edit"), edit_data(draft, licence="CC0"))
    draft.refresh_from_db()
    assert draft.licence == "CC0"


def test_the_preview_shows_the_draft_or_what_is_missing(
    client: Client, draft: ProtocolDraft, specialist: User
) -> None:
    client.force_login(specialist)
    preview = page_url(draft, "preview")
    answer = client.post(preview, edit_data(draft))
    assert answer.json()["is_valid"]
    page = client.get(preview).content.decode()
    assert "PREVIEW OF A DRAFT" in page
    assert "Sign A1" in page
    client.post(preview, edit_data(draft, licence=""))
    page = client.get(preview).content.decode()
    assert "The draft cannot be run yet" in page
    assert "Licence" in page


def test_drafts_are_listed_for_their_readers_only(
    client: Client, specialist: User, draft: ProtocolDraft
) -> None:
    """Wagtail makes a chooser for every snippet and lets everybody in the office look into it."""
    doors = [LIST, "/admin/snippets/choose/protocols/protocoldraft/"]
    client.force_login(make_user("trainer"))
    for door in doors:
        assert draft.name not in client.get(door, follow=True).content.decode()
    client.force_login(specialist)
    assert draft.name in client.get(doors[0]).content.decode()
