"""System checks: they say what to do."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from certificates.credentials.did import did_of
from certificates.credentials.keystore import open_files


@register
def keys_are_private(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """Nobody but the service may read a private key."""
    return [
        Error(
            f"Others can read or change {path}.",
            hint="Set the mode of the folder to 0700 and of each key to 0600 (chmod).",
            id="credentials.E001",
        )
        for path in open_files(Path(settings.CREDENTIAL_KEYS))
    ]


@register
def the_issuer_has_an_identifier(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """Credentials name their issuer by the service's own address."""
    try:
        did_of(settings.BASE_URL)
    except ValueError:
        return [
            Error(
                f"FIRSTLINE_BASE_URL ({settings.BASE_URL}) is not the address of a host.",
                hint="Credentials need an address without a path, such as https://firstline.example",
                id="credentials.E002",
            )
        ]
    return []
