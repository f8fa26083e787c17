"""Serial numbers that people read aloud, and codes that nobody can guess. Pure functions.

A serial is `TIP-2026-000417-K`: the issuer's prefix, the year in the issuer's time zone, a number
without gaps, and a check character by ISO/IEC 7064 MOD 37,36 over the letters and digits before it.
That character catches every single wrong character, and nearly every pair of neighbours swapped.

A code is 16 characters of Crockford's base 32 (no I, L, O, U): 80 random bits. It says nothing about
the certificate, so knowing one code helps nobody to find the next.
"""

import secrets

ISO_7064_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def check_character(text: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character of the letters and digits of `text`."""
    remainder = 36
    for character in text:
        remainder = (remainder + ISO_7064_ALPHABET.index(character)) % 36 or 36
        remainder = remainder * 2 % 37
    return ISO_7064_ALPHABET[(37 - remainder) % 36]


def serial(prefix: str, year: int, number: int) -> str:
    """The serial of the `number`-th certificate (from 1) of an issuer in a year."""
    body = f"{prefix}{year}{number:06d}"
    return f"{prefix}-{year}-{number:06d}-{check_character(body)}"


def is_serial(text: str) -> bool:
    """True if `text` has the shape of a serial and its check character fits."""
    parts = text.split("-")
    if len(parts) != 4 or len(parts[3]) != 1:
        return False
    body = "".join(parts[:3])
    if not body or not set(body) <= set(ISO_7064_ALPHABET):
        return False
    return check_character(body) == parts[3]


def new_code() -> str:
    """80 fresh random bits from the system's secure source, ungrouped as they are stored."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """The code in fours, as it is printed: 7K3M-9QZT-2F8H-XW4D."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalised(typed: str) -> str:
    """What someone typed or scanned, as a code is stored.

    Spaces, hyphens and lower case do not matter; O is read as zero, I and L as one. Anything that
    cannot be a code comes back as an empty string.
    """
    code = "".join(c for c in typed.upper() if c.isalnum()).translate(MISREAD)
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return ""
    return code
