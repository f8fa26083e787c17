"""Protocols by command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from protocols.actions import suspend_version
from protocols.documents import content_hash, schema_errors
from protocols.models import ProtocolVersion
from tests.factories.people import make_user
from tests.factories.protocols import NOW, make_version
from tests.factories.rich_protocol import in_spanish_too, rich_data


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version()


def run(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("protocols", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def suspend(version: ProtocolVersion) -> None:
    for role in ("legal", "secretariat"):
        suspend_version(by=make_user(role), version=version, reason="harm", now=NOW)


def test_the_list_says_what_is_in_force_and_what_is_suspended(version: ProtocolVersion) -> None:
    (row,) = json.loads(run("list", "--json")[0])
    assert (row["slug"], row["version"], row["suspended"]) == ("small", "1.0.0", False)
    assert row["content_hash"] == version.content_hash
    assert "SUSPENDED" not in run("list")[0]
    suspend(version)
    assert json.loads(run("list", "--json")[0])[0]["suspended"] is True
    assert "small  1.0.0  review due 2027-03-01  Small protocol  SUSPENDED" in run("list")[0]


def test_what_is_exported_is_what_was_frozen(version: ProtocolVersion, tmp_path: Path) -> None:
    document = json.loads(run("export", "small")[0])
    assert schema_errors(document) == []
    assert content_hash(document) == version.content_hash
    file = tmp_path / "small.json"
    said, warned = run("export", "small", "--version-number", "1.0.0", "--output", str(file))
    assert version.content_hash in said
    assert warned == ""
    assert json.loads(file.read_text(encoding="utf-8")) == document


def test_a_form_says_which_thresholds_it_cannot_apply(db: None, tmp_path: Path) -> None:
    make_version(**in_spanish_too(rich_data()))
    _said, warned = run(
        "export", "small", "--format", "xlsform", "--output", str(tmp_path / "f.xlsx")
    )
    assert warned.splitlines() == [
        "R3: the form asks for 6 in every language, the protocol in es for 4.5."
    ]
    assert run("export", "small")[1] == ""


def test_a_suspended_protocol_is_exported_with_a_warning(version: ProtocolVersion) -> None:
    suspend(version)
    said, warned = run("export", "small")
    assert content_hash(json.loads(said)) == version.content_hash
    assert "SUSPENDED: do not use it now" in warned


def test_what_is_not_there_is_said(version: ProtocolVersion, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no protocol large in force today"):
        run("export", "large")
    with pytest.raises(CommandError, match=r"There is no protocol small 3\.0\.0"):
        run("export", "small", "--version-number", "3.0.0")
    with pytest.raises(CommandError, match="cannot be written"):
        run("export", "small", "--output", str(tmp_path / "nowhere" / "small.json"))
