"""Two who set the same installation up at one moment make one administrator. On PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from firstline.setting_up.administrators import first_administrator
from foundation.audit.actors import System
from people.errors import AlreadyThere
from people.models import RoleAssignment, User

MANY = 8


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_administrator_is_made() -> None:
    gate = Barrier(MANY)

    def run(n: int) -> bool:
        try:
            gate.wait(timeout=30)
            return first_administrator(
                by=System("setup"),
                name="Ann Reid",
                email=f"ann{n % 2}@ministry.example",
                today=timezone.localdate(),
            )[1]
        except AlreadyThere:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        assert sorted(pool.map(run, range(MANY))) == [False] * (MANY - 1) + [True]
    assert User.objects.count() == RoleAssignment.objects.count() == 1
