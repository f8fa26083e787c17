"""What happens once, when two people do it in the same moment. On PostgreSQL only."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from foundation.errors import DomainError
from protocols.actions import freeze_protocol_version, sign_draft, suspend_version
from protocols.models import ProtocolVersion, Signature, SuspensionRequest
from protocols.suspension import is_suspended
from tests.factories.people import make_user
from tests.factories.protocols import NOW, make_draft, make_version, sign_all

HOW_MANY = 8


def refusals_at_once(action: Callable[[], object]) -> list[str]:
    """Do it in several threads at the same moment; the messages of those that were refused."""
    barrier = Barrier(HOW_MANY)

    def run(_number: int) -> str:
        try:
            barrier.wait(timeout=30)
            action()
        except DomainError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(HOW_MANY) as pool:
        return [message for message in pool.map(run, range(HOW_MANY)) if message]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_person_signs_once_however_often_the_button_is_pressed() -> None:
    draft, signer = make_draft(), make_user("secretariat")
    refused = refusals_at_once(lambda: sign_draft(by=signer, draft=draft, now=NOW))
    assert Signature.objects.count() == 1
    assert refused == ["You have signed this content already. Once is enough."] * (HOW_MANY - 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_version_is_frozen_once() -> None:
    draft, keeper = make_draft(), make_user("secretariat")
    sign_all(draft)
    refused = refusals_at_once(lambda: freeze_protocol_version(by=keeper, draft=draft, now=NOW))
    assert ProtocolVersion.objects.count() == 1
    assert len(refused) == HOW_MANY - 1
    assert all("not later" in message for message in refused)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_officer_who_presses_often_is_one_officer() -> None:
    version, officer = make_version(), make_user("legal")
    refusals_at_once(lambda: suspend_version(by=officer, version=version, reason="harm", now=NOW))
    assert SuspensionRequest.objects.count() == 1
    assert not is_suspended(version)
