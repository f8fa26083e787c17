"""Lead an empty installation to its first course, or say how far it is."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from certificates.credentials.actions import rotate_key
from certificates.credentials.models import SigningKey
from firstline.publishing import HelpContact, ensure_public_pages
from firstline.setting_up.administrators import administrators, first_administrator, password_link
from firstline.setting_up.mail import check_address, send_test_mail
from firstline.setting_up.places import add_missing, read_places
from firstline.setting_up.steps import parts
from foundation.audit.actors import System
from foundation.errors import DomainError

BY = System("setup")


class Command(BaseCommand):
    """Every part can be repeated: what is there stays as it is."""

    help = (
        "Set an empty installation up: places, the first administrator, public pages, the signing "
        "key. Run again at any time; it says what is done and what comes next."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--places",
            metavar="COUNTRY|FILE",
            help="Add areas, agencies and posts: jamaica, or a .toml.",
        )
        parser.add_argument("--admin-email", help="The first administrator's address.")
        parser.add_argument("--admin-name", help="Their name, as certificates would print it.")
        parser.add_argument("--contact-name", default="", help="Who answers questions (help page).")
        parser.add_argument("--contact-email", default="")
        parser.add_argument("--contact-phone", default="")
        parser.add_argument("--test-mail", metavar="ADDRESS", help="Send a test mail there.")
        parser.add_argument("--json", action="store_true", help="Print what is done as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["json"] and sys.stdin.isatty():
            self._ask(options)
        try:
            said = list(self._do(options))
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(self._document(said), indent=2))
            return
        for line in said:
            self.stdout.write(line)
        self._print_steps()

    def _ask(self, options: dict[str, Any]) -> None:
        """At a terminal, ask for what an empty installation needs and the command did not name."""
        if administrators(timezone.localdate()).exists() or options["admin_email"]:
            return
        self.stdout.write(
            "Nobody runs this installation yet. An empty answer leaves a part for later."
        )
        options["places"] = (
            options["places"] or input("Places (jamaica, or a .toml file): ").strip()
        )
        options["admin_name"] = (
            options["admin_name"] or input("First administrator's name: ").strip()
        )
        options["admin_email"] = (
            input("Their e-mail address: ").strip() if options["admin_name"] else ""
        )
        options["contact_name"] = (
            options["contact_name"] or input("Who answers questions: ").strip()
        )

    @transaction.atomic
    def _do(self, options: dict[str, Any]) -> list[str]:
        """What was asked for, all of it or nothing. The key comes last: its file would be left behind."""
        now, said = timezone.now(), []
        if options["places"]:
            added = add_missing(by=BY, data=read_places(options["places"]))
            said.append(f"Places: {added} added.")
        if options["admin_email"]:
            if not options["admin_name"]:
                raise CommandError("Give --admin-name too.")
            user, made = first_administrator(
                by=BY,
                name=options["admin_name"],
                email=options["admin_email"],
                today=timezone.localdate(now),
            )
            if made:
                said.append(
                    f"Administrator: made. They set a password here, once: {password_link(user)}"
                )
            else:
                said.append("Administrator: was there already.")
        contact = HelpContact(
            contact_name=options["contact_name"],
            contact_email=options["contact_email"] and check_address(options["contact_email"]),
            contact_phone=options["contact_phone"],
        )
        ensure_public_pages(by=BY, contact=contact)
        if options["test_mail"]:
            send_test_mail(by=BY, to=options["test_mail"])
            said.append("Test mail: in the outbox; a worker sends it.")
        if not SigningKey.objects.exists():
            rotate_key(by=BY, now=now)
            said.append("Signing key: made. Keep the folder of keys in your backup.")
        return said

    def _document(self, said: list[str]) -> dict[str, Any]:
        steps = [step for part in parts(timezone.localdate()) for step in part.steps]
        return {"said": said, "steps": [asdict(step) for step in steps]}

    def _print_steps(self) -> None:
        for part in parts(timezone.localdate()):
            self.stdout.write(f"\n{part.title}")
            for step in part.steps:
                mark = "done" if step.done else "open"
                self.stdout.write(
                    f"  [{mark}] {step.title}{': ' + step.there if step.there else ''}"
                )
                if not step.done:
                    self.stdout.write(f"         {step.how}")
