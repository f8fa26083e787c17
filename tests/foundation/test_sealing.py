"""The audit trail's chain: complete, in order, and telling of any change."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from foundation.audit import sealing
from foundation.audit.actions import record
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow, AuditSeal
from tests.factories.foundation import make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)


def write(count: int) -> list[AuditRow]:
    user = make_user(f"user-{AuditRow.objects.count()}")
    data = {"code": "é", "count": 2, "flag": True, "none": None}
    return [record(by=SYSTEM, verb="tests.write", obj=user, data=data) for _ in range(count)]


def tamper(sql: str, *params: object) -> None:
    """Change the tables as somebody who owns the database could."""
    tables = ["audit_auditrow", "audit_sealedrow", "audit_auditseal"]
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {table}_append_only_update")
                cursor.execute(f"DROP TRIGGER {table}_append_only_delete")
            else:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        cursor.execute(sql, params)


@pytest.mark.usefixtures("_small_batches")
class TestSealing:
    def test_everything_is_sealed_once_in_batches(self) -> None:
        before = AuditRow.objects.count()
        write(5)
        assert sealing.seal(now=NOW) == before + 5
        assert sealing.seal(now=NOW) == 0
        found = sealing.verify()
        assert found.holds
        assert (found.rows, found.unsealed) == (before + 5, 0)
        assert found.seals == AuditSeal.objects.count() >= 3

    def test_a_row_that_commits_late_is_covered_by_a_later_seal(self) -> None:
        rows = write(3)
        data = {
            "verb": "tests.late",
            "object_type": "people.user",
            "object_id": "1",
            "actor_kind": "system",
            "actor_id": "system",
        }
        AuditRow.objects.create(pk=rows[-1].pk + 10, **data)
        sealing.seal(now=NOW)
        # What a transaction that took its id first and committed last leaves: a lower, unsealed id.
        AuditRow.objects.create(pk=rows[-1].pk + 5, **data)
        assert sealing.verify().unsealed == 1
        sealing.seal(now=NOW)
        found = sealing.verify()
        assert found.holds
        assert found.unsealed == 0

    def test_the_search_does_not_begin_at_the_first_row_for_ever(self) -> None:
        write(4)
        sealing.seal(now=NOW)
        later = NOW + dt.timedelta(days=2)
        write(2)
        unsealed = sealing._unsealed(later)
        assert str(AuditSeal.objects.order_by("-number")[0].last_row) in str(unsealed.query)
        assert sealing.seal(now=later) == 2

    def test_two_sealers_at_once_make_one_chain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write(3)
        real = sealing.digest

        def other_is_faster(number: int, previous: str, rows: list[AuditRow]) -> str:
            monkeypatch.setattr(sealing, "digest", real)
            sealing._seal_batch(NOW)
            return real(number, previous, rows)

        monkeypatch.setattr(sealing, "digest", other_is_faster)
        assert sealing.seal(now=NOW) == 0
        sealing.seal(now=NOW)
        assert sealing.verify().holds
        assert sealing.verify().unsealed == 0

    @pytest.mark.parametrize(
        ("sql", "says"),
        [
            ("UPDATE audit_auditrow SET verb = 'tests.other' WHERE id = %s", "not those"),
            ("DELETE FROM audit_sealedrow WHERE row_id = %s", "not those"),
            (
                "UPDATE audit_auditseal SET previous_digest = 'x' WHERE number > 1",
                "does not follow",
            ),
            ("UPDATE audit_auditseal SET number = 99 WHERE number = 2", "Seal 2 is missing"),
        ],
    )
    def test_a_change_shows(self, sql: str, says: str) -> None:
        rows = write(6)
        sealing.seal(now=NOW)
        assert sealing.verify().holds
        tamper(sql, *([rows[2].pk] if "%s" in sql else []))
        found = sealing.verify()
        assert not found.holds
        assert any(says in problem for problem in found.problems)
        with pytest.raises(CommandError, match=says):
            call_command("audit", "verify")

    def test_a_noted_digest_shows_that_the_newest_seals_were_removed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(4)
        call_command("audit", "seal")
        noted = sealing.verify().head
        call_command("audit", "verify", holds=noted)
        assert noted in capsys.readouterr().out
        with pytest.raises(CommandError, match="seals were removed"):
            call_command("audit", "verify", holds="0" * 64)
