"""The environment, read once and typed.

Every setting an operator can change is here. A missing secret stops the start with a sentence that
says what to set.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"

_env = environ.Env()


@dataclass(frozen=True)
class Environment:
    """What the installation told us. Addresses are URLs, times are seconds."""

    secret_key: str
    base_url: str
    allowed_hosts: list[str]
    database_url: str
    redis_url: str
    database_pooled: bool
    state_dir: Path
    time_zone: str
    host_ministry: str
    issuer_name: str
    serial_prefix: str
    credential_keys: Path
    verify_misses_per_minute: int
    papers_per_minute: int
    import_days: int
    exit_url: str
    from_email: str
    smtp_url: str
    second_factor_roles: list[str]
    join_open: bool
    proxy_count: int
    styleguide: bool
    stated: frozenset[str]
    """The names that were set, whatever to: setting up asks that some are, and not left to chance."""


def read(*, default_secret: str = "", default_hosts: list[str] | None = None) -> Environment:
    """Read the environment once.

    Raises ImproperlyConfigured with what to set when something needed is missing.
    """
    secret = _env.str("FIRSTLINE_SECRET_KEY", default=default_secret)
    if not secret:
        raise ImproperlyConfigured(
            "FIRSTLINE_SECRET_KEY is not set. Set it to 50 or more random characters, for example "
            "the output of: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    state_dir = _env.path("FIRSTLINE_STATE_DIR", default=str(VAR))
    return Environment(
        secret_key=secret,
        base_url=_env.str("FIRSTLINE_BASE_URL", default="http://127.0.0.1:8000").rstrip("/"),
        allowed_hosts=_env.list("FIRSTLINE_ALLOWED_HOSTS", default=default_hosts or []),
        database_url=_env.str("DATABASE_URL", default=f"sqlite:///{state_dir}/firstline.sqlite3"),
        redis_url=_env.str("REDIS_URL", default=""),
        database_pooled=_env.bool("FIRSTLINE_DATABASE_POOLED", default=False),
        state_dir=Path(str(state_dir)).resolve(),
        time_zone=_env.str("FIRSTLINE_TIME_ZONE", default="America/Jamaica"),
        host_ministry=_env.str("FIRSTLINE_HOST_MINISTRY", default="Ministry of National Security"),
        issuer_name=_env.str("FIRSTLINE_ISSUER", default="TIP Secretariat"),
        serial_prefix=_serial_prefix(_env.str("FIRSTLINE_SERIAL_PREFIX", default="TIP")),
        credential_keys=Path(
            str(_env.path("FIRSTLINE_CREDENTIAL_KEYS", default=f"{state_dir}/keys"))
        ).resolve(),
        verify_misses_per_minute=_env.int("FIRSTLINE_VERIFY_MISSES_PER_MINUTE", default=20),
        papers_per_minute=_env.int("FIRSTLINE_PAPERS_PER_MINUTE", default=60),
        import_days=_days("FIRSTLINE_IMPORT_DAYS", 90),
        exit_url=_env.str("FIRSTLINE_EXIT_URL", default="https://metservice.gov.jm/"),
        from_email=_env.str("FIRSTLINE_FROM_EMAIL", default="firstline@localhost"),
        smtp_url=_env.str("FIRSTLINE_SMTP_URL", default=""),
        second_factor_roles=_env.list("FIRSTLINE_SECOND_FACTOR_ROLES", default=[]),
        join_open=_env.bool("FIRSTLINE_JOIN_OPEN", default=False),
        proxy_count=_env.int("FIRSTLINE_PROXY_COUNT", default=0),
        styleguide=_env.bool("FIRSTLINE_STYLEGUIDE", default=False),
        stated=frozenset(name for name in os.environ if name.startswith("FIRSTLINE_")),
    )


def _days(name: str, usual: int) -> int:
    """A number of days, at least one."""
    days: int = _env.int(name, default=usual)
    if days < 1:
        raise ImproperlyConfigured(f"{name} must be a number of days, 1 or more.")
    return days


def _serial_prefix(text: str) -> str:
    """The letters that begin every certificate's serial number."""
    if not re.fullmatch("[A-Z]{2,8}", text):
        raise ImproperlyConfigured(
            "FIRSTLINE_SERIAL_PREFIX must be two to eight capital letters, for example TIP."
        )
    return text


def databases(url: str, *, pooled: bool = False) -> dict[str, dict[str, object]]:
    """Django's DATABASES for one URL.

    SQLite runs in WAL with IMMEDIATE transactions: deferred ones fail under concurrent writers
    because a read lock cannot always be upgraded. `pooled`: behind a pooler that hands out PostgreSQL
    connections by the transaction, where nothing may be prepared.
    """
    config = environ.Env.db_url_config(url)
    if "sqlite" in config["ENGINE"]:
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what a page calls saved is still there after the power has failed.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        # Prepared once a connection, a page's queries cost PostgreSQL half the time.
        prepared = {"server_side_binding": True, "prepare_threshold": None if pooled else 5}
        config["OPTIONS"] = {"connect_timeout": 5, **prepared, **config.get("OPTIONS", {})}
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return {"default": config}


def caches(redis_url: str) -> dict[str, dict[str, object]]:
    """Django's CACHES: Redis, or a table of the database where `redis_url` is empty."""
    backends = "django.core.cache.backends"
    if redis_url:
        return {"default": {"BACKEND": f"{backends}.redis.RedisCache", "LOCATION": redis_url}}
    return {
        "default": {
            "BACKEND": f"{backends}.db.DatabaseCache",
            "LOCATION": "firstline_cache",
            # Past Django's 300 rows a flood of made-up names would push out a real one's lock-out.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }
