"""Codes that people read from paper, and how long they hold. Pure functions."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum

# No letter or digit that is taken for another on paper or in handwriting, and no vowels: no words.
ALPHABET = "CDFHJKMNPRTVWXY34679"
LENGTH = 8
_HALF = LENGTH // 2

SLIP_HOLDS = timedelta(days=30)
MAIL_HOLDS = timedelta(days=14)
# Twenty signs in eight places: with ten tries, one in two thousand million.
MOST_TRIES = 10
# Between finding the record and setting the password.
PASSWORD_WITHIN = timedelta(minutes=30)
# A second mail to the same person within this time would only be a nuisance.
MAIL_AGAIN_AFTER = timedelta(minutes=10)
# Who signed up and never confirmed the address is forgotten: it may be a stranger's.
UNCONFIRMED_FOR = timedelta(days=7)
# Whoever asks again and again has somebody to talk to first.
MOST_REQUESTS, REQUESTS_WITHIN = 3, timedelta(days=30)


class Standing(Enum):
    """Where an invitation stands."""

    OPEN = "open"
    LOCKED = "locked"
    RUN_OUT = "run out"
    OVER = "over"


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """A code of eight signs; `choose` takes one of a sequence by chance."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """As it is printed: two halves with a hyphen."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def normal_code(text: str) -> str | None:
    """A code as typed, in any case, with spaces and hyphens: the eight signs, or None."""
    code = "".join(
        sign for sign in text.upper() if not sign.isspace() and sign not in "-\u2010\u2013"
    )
    return code if len(code) == LENGTH and all(sign in ALPHABET for sign in code) else None


def standing(*, closed: bool, tries: int, expires_at: datetime, now: datetime) -> Standing:
    """Where an invitation stands at `now`. `closed`: used or taken back."""
    if closed:
        return Standing.OVER
    if tries >= MOST_TRIES:
        return Standing.LOCKED
    return Standing.OPEN if now < expires_at else Standing.RUN_OUT
