"""A device is called what people call it."""

import pytest

from firstline.templatetags.devices import device_words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A035M) AppleWebKit/537.36 (KHTML, like Gecko)"
            " SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("", "An unknown browser on an unknown device"),
    ],
)
def test_a_device_is_called_what_people_call_it(line: str, words: str) -> None:
    assert device_words(line) == words
