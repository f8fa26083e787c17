"""The WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstline.settings.production")

application = get_wsgi_application()

from people.checks import refuse_demo_accounts  # noqa: E402 - only after set-up.

refuse_demo_accounts()
# Every view is loaded here: with gunicorn's --preload once for all workers, and a worker that takes the
# place of a dead one answers at once.
reverse("healthz_ready")
