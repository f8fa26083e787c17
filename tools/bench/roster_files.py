"""A large agency for the roster bench, its file, and questions to the register.

Run with Django's settings in the environment: `python -m tools.bench.roster_files agency CODE`,
`... file CODE ROWS PATH` (CSV or XLSX by its ending), `... times` and `... search CODE`.
"""

import csv
import json
import statistics
import sys
import time
from itertools import product
from pathlib import Path

import django

django.setup()

from django.db import connection
from openpyxl import Workbook

from foundation.audit.actors import System
from foundation.jobs.models import Job
from people import actions
from people.models import Agency, Area, Cadre, StaffRecord
from people.search import search_staff

BENCH = System("bench")
WORKPLACES = 500
FIRST = [
    "Nadine",
    "Kemar",
    "Shanice",
    "Andre",
    "Tanya",
    "Omar",
    "Keisha",
    "Devon",
    "Marva",
    "Leroy",
    "Simone",
    "Ricardo",
    "Althea",
    "Wayne",
    "Petra",
    "Glen",
]
MIDDLE = [
    "Althea",
    "Delroy",
    "Marie",
    "Anthony",
    "Patrice",
    "George",
    "Yvonne",
    "Errol",
    "Sonia",
    "Michael",
    "Grace",
    "Paul",
]
LAST = [
    "Campbell",
    "Brown",
    "Reid",
    "Grant",
    "Morgan",
    "Stewart",
    "Clarke",
    "Francis",
    "Gordon",
    "Bailey",
    "Powell",
    "Lewis",
    "Wright",
    "Thompson",
]
HEADER = [
    "Staff number",
    "Name",
    "Name to be called by",
    "Sex",
    "E-mail address",
    "Post",
    "Workplace",
    "Parish",
    "Serves there since",
]


def make_agency(code: str) -> None:
    """An agency with some hundred workplaces in the demo's first parish."""
    parish = Area.objects.filter(kind=Area.Kind.PARISH).order_by("pk").first()
    agency = actions.add_agency(by=BENCH, code=code, name=f"Bench {code}")
    for number in range(WORKPLACES):
        actions.add_workplace(
            by=BENCH,
            code=f"{code.lower()}-{number}",
            name=f"{code} Clinic {number}",
            agency=agency,
            area=parish,
        )


def rows_of(code: str, count: int):
    """Made-up people, no two of the same name."""
    parish = Area.objects.filter(kind=Area.Kind.PARISH).order_by("pk").first().name
    post = Cadre.objects.order_by("pk").first().name
    names = product(FIRST, MIDDLE, LAST)
    known = [" ".join(parts) for parts in names]
    for number in range(count):
        first, middle, last = known[number % len(known)].split()
        serial = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number // len(known) % 26]
        again = number // len(known) // 26
        name = f"{first} {middle} {serial}{'abcdefghij'[again]}quist {last}"
        yield [
            f"{number:06d}",
            name,
            first,
            "FM"[number % 2],
            f"{code.lower()}{number}@staff.example",
            post,
            f"{code} Clinic {number % WORKPLACES}",
            parish,
            "2020-04-01",
        ]


def write_file(code: str, count: int, path: Path) -> None:
    if path.suffix == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Staff")
        sheet.append(HEADER)
        for row in rows_of(code, count):
            sheet.append(row)
        book.save(path)
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows_of(code, count)])


def times() -> dict[str, float]:
    """Seconds from asking for the newest check and apply jobs to their end."""
    found = {}
    for kind in ("imports.check", "imports.apply"):
        job = Job.objects.filter(kind=kind, status=Job.Status.DONE).order_by("-created_at").first()
        if job:
            found[kind] = (job.finished_at - job.created_at).total_seconds()
    return found


WORDS = "campbell", "nad", "nadine campbell", "brown", "099999", "kemar b", "zzz", "quist"
LETTERS = "b", "br", "a", "x", "k b", "ma mi", "zz"


def search(code: str) -> dict[str, float]:
    """Milliseconds of a search on the roster, its first page and its number, for words and for letters."""
    seen = StaffRecord.objects.filter(agency__path__startswith=Agency.objects.get(code=code).path)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    found = {"people": StaffRecord.objects.count()}
    for kind, texts in (("words", WORDS), ("letters", LETTERS)):
        took = sorted(min(searched(seen, text) for _again in range(3)) for text in texts)
        found |= {f"{kind}_median": statistics.median(took), f"{kind}_worst": took[-1]}
    return found


def searched(seen, text: str) -> float:
    started = time.perf_counter()
    records = search_staff(seen, text)
    list(records.select_related("person")[:50])
    records.count()
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    word, *rest = sys.argv[1:]
    if word == "agency":
        make_agency(rest[0])
    elif word == "file":
        write_file(rest[0], int(rest[1]), Path(rest[2]))
    elif word == "times":
        print(json.dumps(times()))
    elif word == "search":
        print(json.dumps(search(rest[0])))


if __name__ == "__main__":
    main()
