"""`manage.py audit seal|verify`: seal the audit trail now, or prove that it holds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.audit import sealing
from foundation.audit.models import AuditSeal


class Command(BaseCommand):
    help = "Seal the audit trail, or verify its chain (exit 1 if it does not hold)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["seal", "verify"])
        parser.add_argument(
            "--holds",
            metavar="DIGEST",
            help="with verify: a digest noted earlier, which must be in the chain",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["act"] == "seal":
            self.stdout.write(f"{sealing.seal(now=timezone.now())} rows sealed.")
            return
        found = sealing.verify()
        problems = list(found.problems)
        noted = options["holds"]
        if noted and not AuditSeal.objects.filter(digest=noted).exists():
            problems.append("The digest you noted is not in the chain: seals were removed.")
        self.stdout.write(
            f"{found.seals} seals, {found.rows} rows sealed, {found.unsealed} not sealed yet."
        )
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"The chain holds. Its newest digest: {found.head or 'none'}")
