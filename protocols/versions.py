"""Semantic version numbers: three whole numbers with points. Pure."""


def parts(version: str) -> tuple[int, int, int]:
    """(1, 2, 0) for "1.2.0". Raises ValueError for anything else."""
    first, second, third = version.split(".")
    return int(first), int(second), int(third)


def is_later(version: str, other: str) -> bool:
    """True if `version` comes after `other`."""
    return parts(version) > parts(other)
