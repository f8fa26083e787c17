"""Who is one asker, and that a minute's count ends with the minute."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation import limits
from foundation.limits import count, counted, network_of

NOON = datetime(2026, 10, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("not an address", "not an address", True),
    ],
)
def test_a_network_of_64_bits_is_one_asker(address: str, other: str, same: bool) -> None:
    assert (network_of(address) == network_of(other)) is same


def test_a_count_belongs_to_its_asker_its_matter_and_its_minute() -> None:
    assert [count("papers", "a", NOON) for _time in range(3)] == [1, 2, 3]
    assert counted("papers", "a", NOON + timedelta(seconds=59)) == 3
    assert counted("papers", "a", NOON + timedelta(seconds=60)) == 0
    assert counted("papers", "b", NOON) == counted("verify", "a", NOON) == 0


class Forgetful:
    """A cache that pushes everything out at once."""

    def add(self, _key: str, _value: int, timeout: int) -> bool:
        return False

    def incr(self, key: str) -> int:
        raise ValueError(key)


def test_a_count_that_the_cache_lost_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "cache", Forgetful())
    assert count("papers", "a", NOON) == 1
