"""`manage.py certificates ACT`: what is done on the server alone."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.credentials.actions import rotate_key, withdraw_key
from certificates.credentials.exporting import export_static
from certificates.credentials.models import SigningKey
from certificates.credentials.selfcheck import selfcheck
from certificates.models import Certificate
from certificates.verifying import verify_register
from foundation.audit.actors import System

OPERATOR = System("operator")


class Command(BaseCommand):
    help = "Signing keys and the soundness of certificates."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser(
            "rotate-key", help="make a new signing key; what old ones signed stays good"
        )
        withdraw = acts.add_parser(
            "withdraw-key", help="a key was stolen: nothing that it signed counts any longer"
        )
        withdraw.add_argument("key", help="the key, as did.json shows it (z6Mk...)")
        acts.add_parser("selfcheck", help="would a credential signed now be believed? (exit 1: no)")
        export = acts.add_parser(
            "export-static", help="write keys, status lists and credentials as files of a web site"
        )
        export.add_argument("folder", type=Path)
        verify = acts.add_parser(
            "verify-register", help="is the register whole and unchanged? (exit 1: no)"
        )
        verify.add_argument(
            "--holds",
            metavar="LINK",
            help="a newest link noted earlier, which must be in the chain",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        getattr(self, options["act"].replace("-", "_"))(options)

    def rotate_key(self, _options: dict[str, Any]) -> None:
        """Make and publish a key."""
        key = rotate_key(by=OPERATOR, now=timezone.now())
        self.stdout.write(f"Signing with {key.multikey}. Copy its file to a safe place now.")

    def withdraw_key(self, options: dict[str, Any]) -> None:
        """Take a stolen key out of did.json."""
        key = SigningKey.objects.filter(multikey=options["key"]).first()
        if key is None:
            raise CommandError("There is no such key.")
        withdraw_key(by=OPERATOR, key=key, now=timezone.now())
        self.stdout.write(f"{key.multikey} is withdrawn.")

    def export_static(self, options: dict[str, Any]) -> None:
        """Write what must outlive the server."""
        count = export_static(options["folder"])
        self.stdout.write(f"{count} files in {options['folder']}. They hold names: guard them.")

    def selfcheck(self, _options: dict[str, Any]) -> None:
        """Name each check; exit 1 if one found a problem."""
        found = selfcheck()
        for name, problems in found.items():
            self.stdout.write(f"{name}: {'ok' if not problems else '; '.join(problems)}")
        if any(found.values()):
            raise CommandError("Not everything is in order.")

    def verify_register(self, options: dict[str, Any]) -> None:
        """Name every problem and the newest link of each year; exit 1 if there is a problem."""
        found = verify_register()
        problems = list(found.problems)
        noted = options["holds"]
        if noted and not Certificate.objects.filter(link=noted).exists():
            problems.append("The link you noted is not in the register: certificates were removed.")
        self.stdout.write(f"{found.certificates} certificates, {found.erased} names erased.")
        if problems:
            raise CommandError("\n".join(problems))
        for name, link in found.heads.items():
            self.stdout.write(f"{name}: the chain holds. Its newest link: {link}")
