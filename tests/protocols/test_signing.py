"""Signing and freezing: who may, what it binds to, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import DomainError, NotAllowed
from people.models import User
from protocols import permissions
from protocols.actions import freeze_protocol_version, sign_draft
from protocols.checks import signing_roles_exist
from protocols.documents import content_hash, schema_errors
from protocols.errors import ChangedMeanwhile, NotProved, NotYours
from protocols.models import ProtocolDraft, ProtocolVersion, Signature
from protocols.queries import compile_as_it_stands, version_in_force, versions_in_force
from tests.factories.people import give, make_person, make_user
from tests.factories.protocols import NOW, TODAY, make_draft, protocol_data, verify_contacts

LATER = NOW + timedelta(days=1)


@pytest.fixture
def specialist(db: None) -> User:
    return make_user("specialist")


@pytest.fixture
def secretariat(db: None) -> User:
    return make_user("secretariat")


@pytest.fixture
def one_role(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Secretariat's signature is enough, for what is not about roles."""
    settings.PROTOCOL_SIGNING_ROLES = ["secretariat"]
    monkeypatch.setattr(permissions, "FEWEST_ROLES", 1)


@pytest.fixture
def draft(specialist: User) -> ProtocolDraft:
    return make_draft(by=specialist)


@pytest.mark.usefixtures("one_role")
def test_what_was_signed_is_frozen(draft: ProtocolDraft, secretariat: User) -> None:
    signature = sign_draft(by=secretariat, draft=draft, now=NOW)
    version = freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    assert version.content_hash == signature.content_hash == content_hash(version.document)
    assert schema_errors(version.document) == []
    assert (version.slug, version.version, version.review_due) == (
        "small",
        "1.0.0",
        date(2027, 3, 1),
    )
    audit = AuditRow.objects.filter(verb__startswith="protocols.").order_by("pk")
    verbs = list(audit.values_list("verb", flat=True))
    assert "protocols.save_draft" in verbs
    assert verbs[-2:] == ["protocols.sign_draft", "protocols.freeze_protocol_version"]


def test_the_author_is_kept(draft: ProtocolDraft, specialist: User) -> None:
    assert draft.author == specialist
    assert draft.edits.get().edited_by == specialist
    assert draft.revisions.get().user == specialist


def test_nobody_without_the_role_writes_signs_or_freezes(draft: ProtocolDraft) -> None:
    nurse, trainer = make_user(), make_user("trainer")
    for stranger in (nurse, trainer):
        with pytest.raises(NotAllowed):
            make_draft(by=stranger)
        with pytest.raises(NotAllowed):
            sign_draft(by=stranger, draft=draft, now=NOW)
        with pytest.raises(NotAllowed):
            freeze_protocol_version(by=stranger, draft=draft, now=NOW)


def test_the_system_never_signs(draft: ProtocolDraft) -> None:
    with pytest.raises(NotAllowed):
        sign_draft(by=SYSTEM, draft=draft, now=NOW)


def test_own_work_is_not_signed(secretariat: User) -> None:
    give(secretariat, "specialist")
    draft = make_draft(by=secretariat)
    with pytest.raises(NotYours, match="You wrote part"):
        sign_draft(by=secretariat, draft=draft, now=NOW)
    assert sign_draft(by=make_user("secretariat"), draft=draft, now=NOW)


def test_one_saved_line_makes_it_own_work(draft: ProtocolDraft, secretariat: User) -> None:
    give(secretariat, "specialist")
    make_draft(by=secretariat, change_note="A comma.")
    with pytest.raises(NotYours, match="You wrote part"):
        sign_draft(by=secretariat, draft=draft, now=NOW)


def test_nobody_signs_twice(draft: ProtocolDraft, secretariat: User) -> None:
    sign_draft(by=secretariat, draft=draft, now=NOW)
    with pytest.raises(NotYours, match="signed this content already"):
        sign_draft(by=secretariat, draft=draft, now=LATER)
    assert Signature.objects.count() == 1


@pytest.mark.usefixtures("one_role")
def test_a_change_after_the_signature_needs_it_again(
    draft: ProtocolDraft, specialist: User, secretariat: User
) -> None:
    sign_draft(by=secretariat, draft=draft, now=NOW)
    make_draft(by=specialist, licence="CC0")
    with pytest.raises(DomainError, match="Signatures are missing"):
        freeze_protocol_version(by=secretariat, draft=draft, now=LATER)
    sign_draft(by=secretariat, draft=draft, now=LATER)
    version = freeze_protocol_version(by=secretariat, draft=draft, now=LATER)
    assert version.document["licence"] == "CC0"


def test_without_a_signature_nothing_is_frozen(draft: ProtocolDraft, secretariat: User) -> None:
    with pytest.raises(DomainError, match="Signatures are missing"):
        freeze_protocol_version(by=secretariat, draft=draft, now=NOW)


def test_every_role_that_is_required_signs(draft: ProtocolDraft, secretariat: User) -> None:
    assert permissions.signing_roles() == ("legal", "secretariat")
    sign_draft(by=secretariat, draft=draft, now=NOW)
    with pytest.raises(DomainError, match="Signatures are missing"):
        freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    sign_draft(by=make_user("legal"), draft=draft, now=NOW)
    assert freeze_protocol_version(by=secretariat, draft=draft, now=NOW)


def test_one_person_with_both_roles_is_one_signature(
    draft: ProtocolDraft, secretariat: User
) -> None:
    give(secretariat, "legal")
    both = User.objects.get(pk=secretariat.pk)
    assert sign_draft(by=both, draft=draft, now=NOW).role == "legal"
    with pytest.raises(NotYours, match="signed this content already"):
        sign_draft(by=both, draft=draft, now=NOW)
    with pytest.raises(DomainError, match="Signatures are missing"):
        freeze_protocol_version(by=both, draft=draft, now=NOW)
    assert sign_draft(by=make_user("secretariat"), draft=draft, now=NOW).role == "secretariat"
    assert freeze_protocol_version(by=both, draft=draft, now=NOW)


def test_whoever_holds_both_roles_signs_in_the_one_that_is_missing(
    draft: ProtocolDraft, secretariat: User
) -> None:
    sign_draft(by=make_user("legal"), draft=draft, now=NOW)
    give(secretariat, "legal")
    both = User.objects.get(pk=secretariat.pk)
    assert sign_draft(by=both, draft=draft, now=NOW).role == "secretariat"


def test_two_sign_ins_of_one_human_being_are_one_signature(draft: ProtocolDraft) -> None:
    kept, duplicate = make_person(), make_person()
    duplicate.same_as = kept
    duplicate.save()
    sign_draft(by=make_user("legal", person=duplicate), draft=draft, now=NOW)
    with pytest.raises(NotYours, match="signed this content already"):
        sign_draft(by=make_user("secretariat", person=kept), draft=draft, now=NOW)


@pytest.mark.parametrize(
    ("chosen", "needed"),
    [
        ([], ("legal", "secretariat")),
        (["secretariat"], ("legal", "secretariat")),
        (["secretariat", "secretariat"], ("legal", "secretariat")),
        (["specialist"], ("legal", "secretariat", "specialist")),
        (["secretariat", "legal", "specialist"], ("secretariat", "legal", "specialist")),
    ],
)
def test_no_setting_lets_one_role_decide(
    settings: Any, chosen: list[str], needed: tuple[str, ...]
) -> None:
    settings.PROTOCOL_SIGNING_ROLES = chosen
    assert permissions.signing_roles() == needed
    assert signing_roles_exist(None) == []


def test_a_role_that_does_not_exist_is_an_error(settings: Any) -> None:
    settings.PROTOCOL_SIGNING_ROLES = ["secretariat", "judge"]
    assert [found.id for found in signing_roles_exist(None)] == ["protocols.E001"]


def test_what_was_changed_while_reading_is_not_signed(
    draft: ProtocolDraft, specialist: User, secretariat: User
) -> None:
    read = compile_as_it_stands(draft, TODAY).content_hash
    make_draft(by=specialist, licence="CC0")
    with pytest.raises(ChangedMeanwhile):
        sign_draft(by=secretariat, draft=draft, now=NOW, expected_hash=read)
    now_read = compile_as_it_stands(ProtocolDraft.objects.get(), TODAY).content_hash
    assert sign_draft(by=secretariat, draft=draft, now=NOW, expected_hash=now_read)


def test_a_contact_that_is_missing_stops_signing_and_freezing(
    specialist: User, secretariat: User
) -> None:
    steps = [step | {"contact": "nobody"} for step in protocol_data()["steps"]]
    draft = make_draft(by=specialist, steps=steps)
    with pytest.raises(NotProved) as refused:
        sign_draft(by=secretariat, draft=draft, now=NOW)
    assert {"contact_unknown", "no_verified_contact"} == {p.code for p in refused.value.problems}
    with pytest.raises(NotProved):
        freeze_protocol_version(by=secretariat, draft=draft, now=NOW)


def test_a_gap_in_the_rules_stops_freezing(specialist: User, secretariat: User) -> None:
    rules = [rule for rule in protocol_data()["rules"] if rule["code"] != "R9"]
    draft = make_draft(by=specialist, rules=rules)
    with pytest.raises(NotProved) as refused:
        freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    assert ("no_rule_for_path", "NOT_COMPLETED") in [
        (problem.code, problem.name) for problem in refused.value.problems
    ]


@pytest.mark.usefixtures("one_role")
def test_a_version_is_later_than_the_last(
    draft: ProtocolDraft, specialist: User, secretariat: User
) -> None:
    sign_draft(by=secretariat, draft=draft, now=NOW)
    freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    with pytest.raises(DomainError, match="not later"):
        freeze_protocol_version(by=secretariat, draft=draft, now=LATER)
    make_draft(by=specialist, version="1.10.0", effective_from=date(2026, 3, 3))
    sign_draft(by=secretariat, draft=draft, now=LATER)
    freeze_protocol_version(by=secretariat, draft=draft, now=LATER)
    make_draft(by=specialist, version="1.9.0")
    sign_draft(by=secretariat, draft=draft, now=LATER)
    with pytest.raises(DomainError, match="not later"):
        freeze_protocol_version(by=secretariat, draft=draft, now=LATER)


@pytest.mark.usefixtures("one_role")
def test_a_version_holds_from_its_day(
    draft: ProtocolDraft, specialist: User, secretariat: User
) -> None:
    sign_draft(by=secretariat, draft=draft, now=NOW)
    first = freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    make_draft(by=specialist, version="2.0.0", effective_from=date(2026, 5, 1))
    sign_draft(by=secretariat, draft=draft, now=LATER)
    second = freeze_protocol_version(by=secretariat, draft=draft, now=LATER)
    assert version_in_force("small", date(2026, 2, 28)) is None
    assert version_in_force("small", date(2026, 4, 30)) == first
    assert version_in_force("small", date(2026, 5, 1)) == second
    assert versions_in_force(date(2026, 5, 1)) == [second]


@pytest.mark.usefixtures("one_role")
def test_each_version_says_what_is_new(
    draft: ProtocolDraft, specialist: User, secretariat: User
) -> None:
    sign_draft(by=secretariat, draft=draft, now=NOW)
    first = freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    make_draft(by=specialist, version="2.0.0", change_note=f" {first.change_note}")
    sign_draft(by=secretariat, draft=draft, now=LATER)
    with pytest.raises(DomainError, match=r"still says what it said of version 1\.0\.0"):
        freeze_protocol_version(by=secretariat, draft=draft, now=LATER)
    assert ProtocolVersion.objects.count() == 1


@pytest.mark.usefixtures("one_role")
def test_a_review_that_has_passed_stops_freezing(draft: ProtocolDraft, secretariat: User) -> None:
    long_after = NOW + timedelta(days=400)
    verify_contacts(long_after)
    sign_draft(by=secretariat, draft=draft, now=long_after)
    with pytest.raises(DomainError, match="review has passed"):
        freeze_protocol_version(by=secretariat, draft=draft, now=long_after)


@pytest.mark.usefixtures("one_role")
@pytest.mark.parametrize("model", [ProtocolVersion, Signature])
def test_what_is_frozen_or_signed_cannot_be_changed(
    draft: ProtocolDraft, secretariat: User, model: type[ProtocolVersion] | type[Signature]
) -> None:
    sign_draft(by=secretariat, draft=draft, now=NOW)
    freeze_protocol_version(by=secretariat, draft=draft, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(content_hash="0" * 64)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")
