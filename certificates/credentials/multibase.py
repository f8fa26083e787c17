"""Multibase and Multikey, the alphabets in which keys and signatures are written. Pure functions.

Source: W3C Controlled Identifiers 1.0, sections 2.4 (Multibase) and 2.2.2 (Multikey).
"""

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# What a Multikey of an Ed25519 public key begins with, before its 32 bytes.
ED25519_PUBLIC = b"\xed\x01"


def base58btc(raw: bytes) -> str:
    """Bytes in multibase base-58-btc: a `z`, then the digits; each leading zero byte is a `1`."""
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "z" + BASE58[0] * zeros + digits


def from_base58btc(text: str) -> bytes:
    """The bytes of `base58btc`. Raises ValueError for anything else."""
    if not text.startswith("z"):
        raise ValueError("Not multibase base-58-btc.")
    number = 0
    for digit in text[1:]:
        number = number * 58 + BASE58.index(digit)
    zeros = len(text[1:]) - len(text[1:].lstrip(BASE58[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(public: bytes) -> str:
    """A raw Ed25519 public key of 32 bytes as a Multikey: `z6Mk...`."""
    return base58btc(ED25519_PUBLIC + public)


def from_multikey(text: str) -> bytes:
    """The raw Ed25519 public key of a Multikey. Raises ValueError for any other kind of key."""
    raw = from_base58btc(text)
    if not raw.startswith(ED25519_PUBLIC) or len(raw) != len(ED25519_PUBLIC) + 32:
        raise ValueError("Not the Multikey of an Ed25519 public key.")
    return raw[len(ED25519_PUBLIC) :]
