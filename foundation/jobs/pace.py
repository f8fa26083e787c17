"""Long work on SQLite in steps, with gaps in which others write.

One connection writes at a time, and who waits looks again after up to a tenth of a second. Steps
that follow each other without a gap would keep a learner waiting until the time-out.
"""

import time

from django.db import connection

GAP_SECONDS = 0.12
STEP_SECONDS = 0.25


def breathe() -> None:
    """Call it between two steps, outside a transaction. Returns at once on PostgreSQL."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(GAP_SECONDS)
