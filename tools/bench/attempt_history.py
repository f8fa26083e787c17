"""The pages of an attempt with few and with very many answers stored."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tools.bench.attempt_cost import STEPS, WARM_UP, Sitting, sittings
from tools.bench.server import Server
from tools.faults.cluster import Cluster

FEW, MANY, ON_A_PAPER = 1_000, 1_000_000, 20
LEARNERS = 40
WANTED = 1.2


def multiply(
    database: psycopg.Connection[Any], table: str, template: str, copies: int, **changes: str
) -> None:
    """Copy the rows of `table` that fit `template` so many times; `n` counts in the changed columns."""
    found = database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    ).fetchall()
    # What the database gives itself is left to it, unless a change says otherwise.
    names = [name for (name,) in found if name != "id" or "id" in changes]
    values = [SQL(changes[name]) if name in changes else Identifier(name) for name in names]
    database.execute(
        SQL("INSERT INTO {} ({}) SELECT {} FROM {}, generate_series(1, {}) n WHERE {}").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, names)),
            SQL(", ").join(values),
            Identifier(table),
            SQL(str(copies)),
            SQL(template),
        )
    )


def one(database: psycopg.Connection[Any], query: str) -> int:
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def fill(database: psycopg.Connection[Any], answers: int) -> None:
    """Bring the answers stored to `answers`: finished attempts of other people, like the first one."""
    missing = answers - one(database, "SELECT count(*) FROM assessments_answer")
    copies = max(0, -(-missing // ON_A_PAPER))
    model = one(
        database,
        "SELECT attempt_id FROM assessments_answer GROUP BY attempt_id HAVING count(*) = 20 LIMIT 1",
    )
    enrolment = one(database, f"SELECT enrolment_id FROM assessments_attempt WHERE id = {model}")
    person = one(database, f"SELECT person_id FROM courses_enrolment WHERE id = {enrolment}")
    tables = ("people_person", "courses_enrolment", "assessments_attempt")
    base = {table: one(database, f"SELECT max(id) FROM {table}") for table in tables}
    new = {table: f"{top} + n" for table, top in base.items()}
    fresh = "gen_random_uuid()"
    multiply(
        database, "people_person", f"id = {person}", copies, id=new["people_person"], uuid=fresh
    )
    multiply(
        database,
        "courses_enrolment",
        f"id = {enrolment}",
        copies,
        id=new["courses_enrolment"],
        uuid=fresh,
        person_id=new["people_person"],
    )
    attempt = new["assessments_attempt"]
    multiply(
        database,
        "assessments_attempt",
        f"id = {model}",
        copies,
        id=attempt,
        uuid=fresh,
        enrolment_id=new["courses_enrolment"],
    )
    model_rows = f"attempt_id = {model}"
    multiply(database, "assessments_attemptresult", model_rows, copies, attempt_id=attempt)
    multiply(
        database, "assessments_answer", model_rows, copies, attempt_id=attempt, client_id=fresh
    )
    for table in tables:
        database.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )
    database.execute("VACUUM ANALYZE")
    # What the filling still owes to the disk is paid now, not while pages are measured.
    database.execute("CHECKPOINT")


def measure(
    server: Server, cluster: Cluster, measured: list[Sitting]
) -> dict[str, tuple[float, float]]:
    """CPU seconds and median seconds of each step."""
    found = {}
    for name, step in STEPS.items():
        before, taken = server.cpu_seconds() + cluster.cpu_seconds(), []
        for sitting in measured:
            began = time.perf_counter()
            step(sitting)
            taken.append(time.perf_counter() - began)
            sitting.client.connection.close()
        spent = server.cpu_seconds() + cluster.cpu_seconds() - before
        found[name] = (spent / len(measured), statistics.median(taken))
    return found


def measure_history(server: Server, cluster: Cluster, people: Callable[[int], dict]) -> None:
    """Print both measurements and their ratio."""
    everybody = sittings(server, people(2 * (WARM_UP + LEARNERS)))
    halves = everybody[: WARM_UP + LEARNERS], everybody[WARM_UP + LEARNERS :]
    figures = []
    with psycopg.connect(cluster.url, autocommit=True) as database:
        for size, half in zip((FEW, MANY), halves, strict=True):
            measure(server, cluster, half[:WARM_UP])
            fill(database, size)
            stored = one(database, "SELECT count(*) FROM assessments_answer")
            figures.append((stored, measure(server, cluster, half[WARM_UP:])))
    (few, before), (many, after) = figures
    for name in STEPS:
        print(
            f"history      {name:11} {few:,} answers: {before[name][0]:.4f} CPU s, median "
            f"{before[name][1] * 1000:.1f} ms; {many:,}: {after[name][0]:.4f} CPU s, {after[name][1] * 1000:.1f} ms"
        )
    totals = [
        sum(figure[name][at] for name in STEPS) for figure in (before, after) for at in (0, 1)
    ]
    print(
        f"history      ratio {totals[2] / totals[0]:.2f} by CPU, {totals[3] / totals[1]:.2f} by median time "
        f"(wanted: {WANTED} or less)"
    )
