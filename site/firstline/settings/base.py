"""Settings that are safe in production. `development`, `demo` and `test` only relax them."""

import os
from typing import Any

from django.utils.translation import gettext_lazy as _

from firstline.settings import env
from firstline.settings.csp import ADMIN_POLICY, LEARNER_POLICY
from firstline.settings.logging import configure_logging
from firstline.settings.schedule import SCHEDULE

ROOT = env.ROOT
ENV = env.read(
    default_secret=os.environ.get("FIRSTLINE_RELAXED_SECRET", ""),
    default_hosts=os.environ.get("FIRSTLINE_RELAXED_HOSTS", "").split(",")
    if os.environ.get("FIRSTLINE_RELAXED_HOSTS")
    else [],
)

DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "firstline.urls"
WSGI_APPLICATION = "firstline.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
SITE_ID = None
# False until a deployment says it is the real service: the demo may never be loaded where it is.
PRODUCTION = False
# True where the fictional people of `make demo` live.
DEMO = False
STATE_DIR = ENV.state_dir

INSTALLED_APPS = [
    "firstline",
    "coverage",
    "certificates.credentials",
    "certificates",
    "assessments",
    "courses",
    "protocols",
    "people.claims",
    "people.imports",
    "people",
    "foundation.notices",
    "foundation.jobs",
    "foundation.audit",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.routable_page",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_structlog",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "firstline.health.probe_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "firstline.request_log.RequestLogMiddleware",
    "firstline.security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "firstline.security.PrivatePagesMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.second_factor.second_factor_middleware",
    "people.office.doors.office_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "firstline.security.nul_middleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firstline.context.chrome",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATABASES: dict[str, Any] = env.databases(ENV.database_url, pooled=ENV.database_pooled)
# Lock-out counters need a cache all processes share: Redis where there is one, else the database.
CACHES: dict[str, Any] = env.caches(ENV.redis_url)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "people.passwords.NotTheDemoPassword"},
]
AUTHENTICATION_BACKENDS = ["people.backends.SignInBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.SignInForm",
    "signup": "people.forms.OwnSignUp",
    "change_password": "people.forms.OwnPasswordChange",
    "set_password": "people.forms.OwnPasswordSet",
    "reset_password": "people.forms.OwnPasswordReset",
    "reset_password_from_key": "people.forms.OwnPasswordFromKey",
    "add_email": "people.forms.OwnAddress",
    "reauthenticate": "people.forms.OwnReauthentication",
}
MFA_ADAPTER = "people.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "people.forms.OwnCode",
    "reauthenticate": "people.forms.OwnCodeAgain",
    "activate_totp": "people.forms.OwnAppSetUp",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    # A training room shares one address: forty people sign in within the same minute.
    "login": "120/m/ip",
    "signup": "60/h/ip",
    "login_failed": "40/m/ip,5/300s/key",
    "claim_missed": "60/m/ip,5/300s/key",
}
USERSESSIONS_TRACK_ACTIVITY = False
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Firstline"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxy_count
SECOND_FACTOR_ROLES = ENV.second_factor_roles
# May people who are on no roster sign up, learn, and ask an agency to put them on its roster?
JOIN_OPEN = ENV.join_open
# Whose signatures a protocol needs before it may be in force.
PROTOCOL_SIGNING_ROLES = ["legal", "secretariat"]

LANGUAGE_CODE = "en"
# A language is listed when every page is translated: half a page in another language helps nobody.
LANGUAGES = [("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [ROOT / "site" / "firstline" / "locale"]
TIME_ZONE = ENV.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["firstline.formats"]

# In production the reverse proxy sends uploads; elsewhere the product does so itself.
SERVE_MEDIA = False
STATIC_URL = "/static/"
STATIC_ROOT = ENV.state_dir / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = ENV.state_dir / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "firstline.staticfiles.HashedStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A protocol of forty items in three languages has four thousand fields in the editor.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = LEARNER_POLICY
ADMIN_CONTENT_SECURITY_POLICY = ADMIN_POLICY

EMAIL_BACKEND = "foundation.notices.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = ENV.from_email
OUTBOX_SMTP_URL = ENV.smtp_url

CELERY_BROKER_URL = ENV.redis_url or "filesystem://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
# Workers do not talk to each other: nothing but wake-up calls goes through the broker.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# `quick` is what somebody waits for; `bulk` is what may take minutes. Jobs say their queue themselves.
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_ROUTES = {
    "audit.seal": {"queue": "bulk"},
    "imports.forget_cells": {"queue": "bulk"},
}
# No schedule is kept on disk.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE: dict[str, Any] = SCHEDULE
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(ENV.state_dir / "broker"),
        "data_folder_out": str(ENV.state_dir / "broker"),
        "control_folder": str(ENV.state_dir / "broker-control"),
    }
else:
    # A broker that is away must not hold a request: the sweep finds the job.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
    CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}

WAGTAIL_SITE_NAME = "Firstline"
WAGTAILADMIN_BASE_URL = ENV.base_url
WAGTAIL_I18N_ENABLED = True
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.publishing.publish_approved"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "csv", "txt", "mp4", "webm", "vtt"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.picture_form.PictureForm"

# What the installation is called and who answers for it.
BASE_URL = ENV.base_url
ISSUER_NAME = ENV.issuer_name
HOST_MINISTRY = ENV.host_ministry
SERIAL_PREFIX = ENV.serial_prefix
# The folder with the private keys that sign credentials. Back it up apart from the database.
CREDENTIAL_KEYS = ENV.credential_keys
# Unknown codes one address may try in a minute on the public verification page; 0 is no limit.
VERIFY_MISSES_PER_MINUTE = ENV.verify_misses_per_minute
PAPERS_PER_MINUTE = ENV.papers_per_minute
# So many days what a roster file said of people is kept, for taking the file back.
IMPORT_DAYS = ENV.import_days
EXIT_URL = ENV.exit_url
# The style guide is for developers: on in development, or where the environment asks for it.
STYLEGUIDE = ENV.styleguide

LOGGING = configure_logging()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
