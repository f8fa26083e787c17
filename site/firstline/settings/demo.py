"""`make demo`: production's manners on one machine, over plain HTTP, with fictional people.

The secret is made on the first run and kept in the state folder.
"""

import os
import secrets

from firstline.settings.env import VAR

_state = os.environ.get("FIRSTLINE_STATE_DIR", str(VAR))
_secret_file = os.path.join(_state, "demo-secret")
if not os.path.exists(_secret_file):
    os.makedirs(_state, exist_ok=True)
    with open(os.open(_secret_file, os.O_CREAT | os.O_WRONLY, 0o600), "w") as handle:
        handle.write(secrets.token_urlsafe(50))
with open(_secret_file) as handle:
    os.environ.setdefault("FIRSTLINE_RELAXED_SECRET", handle.read())
os.environ.setdefault("FIRSTLINE_RELAXED_HOSTS", "127.0.0.1,localhost,[::1]")
os.environ.setdefault("FIRSTLINE_BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT') or 8000}")
os.environ.setdefault("FIRSTLINE_ISSUER", "TIP Secretariat (demo)")

from firstline.settings.base import *

DEMO = JOIN_OPEN = True
SERVE_MEDIA = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
