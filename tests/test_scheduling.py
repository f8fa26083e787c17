"""Tests that share something outside the database stay together."""

import pytest

from tests.scheduling import group_of


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/operations/test_up.py::test_it", "tests/operations"),
        ("tests/operations/test_lost_worker.py::test_it[a]", "tests/operations"),
        ("tests/e2e/test_nurse.py::TestIt::test_it", "tests/e2e/test_nurse.py"),
        (
            "tests/people/test_roster.py::test_it[x::y]",
            "tests/people/test_roster.py::test_it[x::y]",
        ),
    ],
)
def test_the_group_of_a_test(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group
