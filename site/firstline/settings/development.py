"""For a developer's own machine: debug pages, plain HTTP, the style guide."""

import os

os.environ.setdefault("FIRSTLINE_RELAXED_SECRET", "insecure-development-only")
os.environ.setdefault("FIRSTLINE_RELAXED_HOSTS", "127.0.0.1,localhost,[::1]")

from firstline.settings.base import *

DEBUG = STYLEGUIDE = True
SERVE_MEDIA = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
