"""The real service. Refuses to start without a secret of its own and its own host names and address."""

from django.core.exceptions import ImproperlyConfigured

from firstline.settings.base import *

PRODUCTION = True
if "FIRSTLINE_SECOND_FACTOR_ROLES" not in ENV.stated:
    # Who can change roles, sign protocols or issue certificates; an empty value asks it of nobody.
    SECOND_FACTOR_ROLES = ["admin", "secretariat"]

if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "insecure" in SECRET_KEY:
    raise ImproperlyConfigured(
        "FIRSTLINE_SECRET_KEY is too short or is a default. Set it to 50 or more random characters."
    )
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "FIRSTLINE_ALLOWED_HOSTS is not set. Set it to the host names of this service, "
        "separated by commas, for example firstline.gov.jm"
    )
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "FIRSTLINE_BASE_URL is not set to an https:// address. Set it to the public address of this "
        "service, for example https://firstline.gov.jm: certificates print it and e-mails link to it."
    )
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
