"""What pages of courses say."""

import pytest

from courses.presenters import minutes


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (127, "2 hours 7 minutes"),
    ],
)
def test_time_is_said_in_hours_from_sixty_minutes_on(count: int, said: str) -> None:
    assert minutes(count) == said
