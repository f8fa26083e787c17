"""`manage.py up` as in the demo, without its people, and with plain static files kept for all tests."""

from firstline.settings.demo import *  # noqa: F403
from firstline.settings.demo import ROOT, STORAGES

DEMO = False
STATIC_ROOT = ROOT / "var" / "test" / "static-up"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
