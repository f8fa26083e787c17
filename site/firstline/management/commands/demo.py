"""Load the demo, start it over, or print what scripts need to know about it."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from firstline.demo.api import describe
from firstline.demo.load import ensure_loaded, refuse_in_production
from firstline.demo.quiet import quiet
from firstline.demo.reset import reset
from foundation.errors import DomainError


class Command(BaseCommand):
    help = "Load Firstline's demo with fictional people, unless it is loaded. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--reset", action="store_true", help="Remove everything first, then load the demo."
        )
        how.add_argument(
            "--json",
            action="store_true",
            help="Load nothing; print the sign-ins and paths of the loaded demo as JSON.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_in_production()
            if options["json"]:
                self.stdout.write(json.dumps(describe().to_json(), indent=2))
                return
            if options["reset"]:
                reset()
            with quiet():
                loaded = ensure_loaded(say=lambda line: self.stdout.write(f"  {line}"))
        except DomainError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write("The demo is loaded." if loaded else "The demo was loaded already.")
