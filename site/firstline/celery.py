"""The Celery application. Brokers carry wake-up calls only; the record of work is `jobs.Job`."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

from firstline import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstline.settings.production")

broker.install()
app = Celery("firstline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def _keep_our_logs(**_kwargs: Any) -> None:
    """Workers log as Django does: JSON without anything personal."""
