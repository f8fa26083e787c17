"""For tests: fast hashing, plain HTTP, tasks run at once. Both engines through DATABASE_URL."""

import hashlib
import os
from pathlib import Path

_root = Path(__file__).resolve().parents[3]
# Checkouts side by side must not share a test database or a Redis number.
CHECKOUT = hashlib.sha256(str(_root).encode()).hexdigest()[:8]
os.environ["FIRSTLINE_RELAXED_SECRET"] = "insecure-for-tests-only"
os.environ["FIRSTLINE_RELAXED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ.setdefault("FIRSTLINE_STATE_DIR", str(_root / "var" / "test"))

from firstline.settings.base import *

Path(ENV.state_dir).mkdir(parents=True, exist_ok=True)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
SERVE_MEDIA = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = Path(os.environ.get("FIRSTLINE_TEST_MEDIA", str(MEDIA_ROOT)))
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A live server needs a file: an in-memory database is not shared between threads.
    DATABASES["default"]["TEST"] = {"NAME": str(ENV.state_dir / "test.sqlite3")}
    # No test cuts the power, and waiting for the disk costs minutes.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
else:
    DATABASES["default"]["TEST"] = {"NAME": f"firstline_test_{CHECKOUT}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
