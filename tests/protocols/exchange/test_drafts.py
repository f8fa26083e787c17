"""A form becomes a draft: by action, by command and in the back office."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from protocols import queries
from protocols.exchange.actions import SlugTaken, draft_from_form, read_form
from protocols.exchange.data import data_of
from protocols.exchange.workbooks import file_of
from protocols.exchange.writing import form_of
from protocols.jobaids.printing import all_words
from protocols.models import ProtocolDraft
from tests.factories.documents import every_feature
from tests.factories.forms import form_file
from tests.factories.people import make_area, make_user
from tests.factories.protocols import NOW, TODAY, make_version

URL = reverse("protocol_drafts:import_form")
THEIRS = form_file([["text", "story", "Tell me"], ["select_one yn", "hurt", "Is somebody hurt?"]])


def ours() -> bytes:
    return file_of(form_of(every_feature(), all_words()))


def run(*words: str) -> str:
    out = StringIO()
    call_command("protocols", *words, stdout=out)
    return out.getvalue()


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("form.xlsx", content)


@pytest.fixture
def specialist(db: None, client: Client) -> Any:
    user = make_user(Role.SPECIALIST)
    client.force_login(user)
    return user


def test_a_form_of_ours_becomes_a_draft_with_the_same_content(db: None) -> None:
    make_area()
    by = make_user(Role.SPECIALIST)
    taken = read_form(by=by, content=ours())
    draft = draft_from_form(by=by, document=taken.document, now=NOW)
    assert queries.compile_as_it_stands(draft, TODAY).document == every_feature()
    assert draft.author == by
    assert draft.edits.get().edited_by == by
    verbs = AuditRow.objects.values_list("verb", flat=True)
    assert "protocols.import_form" in verbs


def test_only_specialists_make_drafts_of_forms(db: None) -> None:
    for role in (Role.LEGAL, Role.SECRETARIAT):
        with pytest.raises(NotAllowed):
            read_form(by=make_user(role), content=ours())
        with pytest.raises(NotAllowed):
            draft_from_form(by=make_user(role), document=every_feature(), now=NOW)
    assert not ProtocolDraft.objects.exists()


def test_a_draft_is_replaced_only_when_somebody_says_so(db: None) -> None:
    by = make_user(Role.SPECIALIST)
    first = draft_from_form(by=by, document=every_feature(), now=NOW)
    changed = every_feature() | {"owner": "Somebody else"}
    with pytest.raises(SlugTaken):
        draft_from_form(by=by, document=changed, now=NOW)
    second = draft_from_form(by=by, document=changed, now=NOW, replace=True)
    assert (second.pk, second.owner) == (first.pk, "Somebody else")
    assert second.revisions.count() == 2


def test_the_data_of_a_draft_fits_its_fields() -> None:
    document = every_feature() | {"title": {"es": "x" * 300}, "effective_from": ""}
    data = data_of(document)
    assert (len(data["name"]), data["effective_from"]) == (120, None)


def test_the_command_tells_and_then_makes_the_draft(db: None, tmp_path: Path) -> None:
    file = tmp_path / "theirs.xlsx"
    file.write_bytes(THEIRS)
    told = run("import", str(file), "--dry-run")
    assert "survey 2  text story: Not kept. Free text is never kept" in told
    assert told.rstrip().endswith("Nothing was written.")
    assert not ProtocolDraft.objects.exists()
    said = json.loads(run("import", str(file), "--json"))
    assert (said["slug"], said["draft_made"]) == ("their-form", True)
    assert [row["kept"] for row in said["rows"]] == [False, True]
    draft = ProtocolDraft.objects.get()
    assert draft.permission == ProtocolDraft.Permission.NONE
    with pytest.raises(CommandError, match="already a draft"):
        run("import", str(file))
    run("import", str(file), "--replace")


def test_the_command_says_what_is_wrong_with_a_file(db: None, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    with pytest.raises(CommandError, match="cannot be read"):
        run("import", str(file))
    file.write_bytes(b"type,name")
    with pytest.raises(CommandError, match="XLSForm"):
        run("import", str(file))


def test_the_page_tells_first_and_writes_when_it_is_said(specialist: Any, client: Client) -> None:
    told = client.post(URL, {"file": sent(THEIRS)})
    page = told.content.decode()
    assert "Free text is never kept" in page
    assert "Sign hurt" in page
    assert not ProtocolDraft.objects.exists()
    made = client.post(URL, {"taken": told.context["taken"]})
    draft = ProtocolDraft.objects.get()
    assert made["Location"] == reverse("protocol_drafts:edit", args=[draft.pk])
    assert draft.author == specialist
    assert client.get(made["Location"]).status_code == 200


def test_what_was_read_is_signed_for_one_person(specialist: Any, client: Client) -> None:
    taken = client.post(URL, {"file": sent(THEIRS)}).context["taken"]
    client.post(URL, {"taken": taken[:-1] + ("A" if taken[-1] != "A" else "B")})
    client.force_login(make_user(Role.SPECIALIST))
    client.post(URL, {"taken": taken})
    assert not ProtocolDraft.objects.exists()


def test_a_draft_there_is_is_named_and_replaced_when_ticked(
    specialist: Any, client: Client
) -> None:
    first = client.post(URL, {"file": sent(THEIRS)})
    client.post(URL, {"taken": first.context["taken"]})
    again = client.post(URL, {"file": sent(THEIRS)})
    assert 'name="replace"' in again.content.decode()
    client.post(URL, {"taken": again.context["taken"]})
    assert ProtocolDraft.objects.get().revisions.count() == 1
    client.post(URL, {"taken": again.context["taken"], "replace": "on"})
    assert ProtocolDraft.objects.get().revisions.count() == 2


def test_a_file_that_is_no_form_is_told_at_the_field(specialist: Any, client: Client) -> None:
    page = client.post(URL, {"file": sent(b"type,name")}).content.decode()
    assert "An XLSForm is an Excel file. Save the form as XLSX." in page


def test_the_list_leads_specialists_to_the_page_and_nobody_else(
    specialist: Any, client: Client
) -> None:
    listing = reverse("protocol_drafts:list")
    assert URL in client.get(listing).content.decode()
    client.force_login(make_user(Role.LEGAL))
    assert URL not in client.get(listing).content.decode()
    assert client.get(URL).status_code in {302, 403}


def test_a_frozen_version_is_saved_as_a_form_from_its_check(
    specialist: Any, client: Client
) -> None:
    version = make_version()
    address = reverse("protocol_drafts:export_form", args=[version.pk])
    check = client.get(reverse("protocol_drafts:check", args=[version.draft_id])).content.decode()
    assert address in check
    answer = client.get(address)
    assert 'filename="small-1.0.0.xlsx"' in answer["Content-Disposition"]
    assert read_form(by=specialist, content=answer.content).document == version.document
    client.force_login(make_user())
    assert client.get(address).status_code in {302, 403, 404}
