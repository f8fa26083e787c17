"""Loading the demo makes pages and tasks by the dozen: their log lines would hide what it says."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

NOISY = ("wagtail", "django_structlog")


@contextmanager
def quiet() -> Iterator[None]:
    """Only warnings from the libraries that tell each page and task, until the block ends."""
    loggers = [logging.getLogger(name) for name in NOISY]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
