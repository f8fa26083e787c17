"""System checks of `people`, each saying what to do."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from people.models import User
from people.passwords import DEMO_DOMAIN, DEMO_PASSWORD
from people.registry import all_permissions

# Hashing is slow on purpose. In a register of 50,000, trying the demo's password on every account would
# take most of an hour; demo accounts are among the first, or hold roles. Sign-in refuses it for all.
FIRST_ACCOUNTS = 100
HINT = (
    "The demo was loaded into this database. Start the real service with an empty one, "
    "or remove these accounts."
)


def _known_permissions() -> set[str]:
    """Every permission the installed models declare, plus Wagtail's own for its back office."""
    known = {"wagtailadmin.access_admin"}
    for model in apps.get_models():
        meta = model._meta
        names = [f"{action}_{meta.model_name}" for action in meta.default_permissions]
        names += [codename for codename, _label in meta.permissions]
        known.update(f"{meta.app_label}.{name}" for name in names)
    return known


@checks.register("people")
def permitted_permissions_exist(
    app_configs: Iterable[Any] | None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """A misspelt permission would silently give nothing."""
    return [
        checks.Error(
            f"permit() names {name}, which no installed model declares.",
            hint="Correct the name in that room's AppConfig.ready().",
            id="people.E001",
        )
        for name in sorted(all_permissions() - _known_permissions())
    ]


def demo_addresses() -> int:
    """How many accounts have an address of the demo."""
    ending = f"@{DEMO_DOMAIN}"
    by_address = EmailAddress.objects.filter(email__iendswith=ending).values("user")
    return (
        User.objects.filter(email__iendswith=ending) | User.objects.filter(pk__in=by_address)
    ).count()


def demo_passwords() -> int:
    """How many accounts with a role, or of the first ones, open with the demo's password."""
    first = User.objects.order_by("pk").values_list("pk", flat=True)[:FIRST_ACCOUNTS]
    with_role = User.objects.filter(role_assignments__isnull=False).values_list("pk", flat=True)
    suspects = User.objects.filter(pk__in={*first, *with_role})
    # Without a setter, so that looking never rewrites a hash.
    return sum(_opens(user.password) for user in suspects)


def _opens(encoded: str) -> bool:
    from django.contrib.auth.hashers import check_password

    return check_password(DEMO_PASSWORD, encoded)


def _tables_are_there() -> bool:
    tables = set(connection.introspection.table_names())
    return {User._meta.db_table, EmailAddress._meta.db_table} <= tables


@checks.register(checks.Tags.database)
def no_demo_addresses(
    app_configs: Iterable[Any] | None, databases: Iterable[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """The real service holds no account of the demo. Quick: also runs before each migration."""
    if not settings.PRODUCTION or "default" not in (databases or ()) or not _tables_are_there():
        return []
    count = demo_addresses()
    message = f"{count} account(s) have an address at {DEMO_DOMAIN}."
    return [checks.Error(message, hint=HINT, id="people.E002")] if count else []


@checks.register(checks.Tags.database, deploy=True)
def no_demo_passwords(
    app_configs: Iterable[Any] | None, databases: Iterable[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """No account opens with the password that the demo prints. Slow: for `check --deploy`."""
    if not settings.PRODUCTION or "default" not in (databases or ()) or not _tables_are_there():
        return []
    count = demo_passwords()
    message = f"{count} account(s) open with the demo's password."
    return [checks.Error(message, hint=HINT, id="people.E003")] if count else []


def refuse_demo_accounts() -> None:
    """Stop the start of the real service on a database that holds the demo's accounts.

    Raises ImproperlyConfigured saying what to do. A database that is not migrated is let through:
    readiness reports that.
    """
    if settings.PRODUCTION and _tables_are_there() and demo_addresses():
        raise ImproperlyConfigured(f"Accounts at {DEMO_DOMAIN} exist. {HINT}")
