"""Try to lose an answer or to grade one twice, with real processes and a bad line between them.

`make faults`                 9,400 faults of connection, 400 kills -9 of web workers, 200 database restarts
`make faults FAULTS=200`      a short mix of the same
`make faults SEED=7`          the same plan again (threads and processes still interleave as they like)

Ends with `lost 0, graded twice 0`, or exits 1. docs/reference/attempts.md says what is tried.
"""

import argparse
import asyncio
import json
import random
import sys
import time

from tools.bench.machine import describe
from tools.faults.cluster import Cluster
from tools.faults.plan import FULL, Plan, make_plan
from tools.faults.run import Run, judge
from tools.faults.sabotaged import KINDS
from tools.faults.web import THREADS, WORKERS, Web


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faults", type=int, default=FULL, help=f"how many in all ({FULL})")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument(
        "--sqlite", action="store_true", help="on SQLite, without restarts of a database"
    )
    parser.add_argument(
        "--copy-of", default="", metavar="URL", help="copy this loaded demo instead of loading one"
    )
    parser.add_argument(
        "--sabotage",
        choices=KINDS,
        action="append",
        default=[],
        help="break the server on purpose: the run must then fail; may be given more than once",
    )
    return parser.parse_args()


def main() -> int:
    given = arguments()
    plan = make_plan(given.faults, given.seed, kills=True, restarts=not given.sqlite)
    describe()
    print(f"seed         {given.seed}", flush=True)
    cluster = None if given.sqlite else Cluster()
    application = (
        "tools.faults.sabotaged:application" if given.sabotage else "firstline.wsgi:application"
    )
    web = Web(cluster.url if cluster else "", application)
    web.environment["FAULTS_SABOTAGE"] = " ".join(given.sabotage)
    try:
        if cluster:
            cluster.start()
        if given.copy_of:
            (cluster or web).take(given.copy_of)
        return carry_out(web, cluster, plan, given.faults, copied=bool(given.copy_of))
    finally:
        web.stop()
        if cluster:
            cluster.stop()


def carry_out(web: Web, cluster: Cluster | None, plan: Plan, faults: int, *, copied: bool) -> int:
    """Prepare, run, judge."""
    web.prepare(copied=copied)
    people = json.loads(web.module("tools.bench.sessions", str(40 + faults // 8)))
    web.start()
    engine = "PostgreSQL of its own" if cluster else "SQLite"
    print(f"server       gunicorn, {WORKERS} workers of {THREADS} threads; {engine}", flush=True)
    began = time.monotonic()
    run = Run(plan, web, cluster, people)
    asyncio.run(run.go())
    print(f"took         {time.monotonic() - began:.0f} s")
    return judge(run)


if __name__ == "__main__":
    sys.exit(main())
