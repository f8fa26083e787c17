"""As in tests, but tasks go through the broker to workers of their own."""

from firstline.settings.test import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = False
