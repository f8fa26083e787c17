"""What runs by the clock. Every task here may run at any time, and more than once."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, Any] = {
    "jobs.sweep": {"task": "jobs.sweep", "schedule": 30, "options": {"expires": 30}},
    "notices.send_outbox": {
        "task": "notices.send_outbox",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "people.mirror_roles": {"task": "people.mirror_roles", "schedule": crontab(hour=0, minute=5)},
    # Just after midnight, and again every hour for what a stopped installation has missed.
    "protocols.tell_what_is_overdue": {
        "task": "protocols.tell_what_is_overdue",
        "schedule": crontab(hour=3, minute=40),
    },
    "people.end_access": {"task": "people.end_access", "schedule": crontab(minute=1)},
    "claims.forget_unconfirmed": {
        "task": "claims.forget_unconfirmed",
        "schedule": crontab(hour=3, minute=20),
    },
    "imports.forget_cells": {
        "task": "imports.forget_cells",
        "schedule": crontab(hour=3, minute=40),
    },
    "audit.seal": {"task": "audit.seal", "schedule": 60, "options": {"expires": 60}},
    "assessments.close_overdue": {
        "task": "assessments.close_overdue",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # What was issued is signed at once; this finds what was missed.
    "credentials.sign_due": {
        "task": "credentials.sign_due",
        "schedule": 300,
        "options": {"expires": 300, "queue": "bulk"},
    },
    "certificates.remind": {"task": "certificates.remind", "schedule": crontab(hour=6, minute=40)},
    "certificates.remove_lapsed_files": {
        "task": "certificates.remove_lapsed_files",
        "schedule": crontab(minute=17),
    },
    "coverage.apply_requirements": {
        "task": "coverage.apply_requirements",
        "schedule": crontab(hour=2, minute=10),
    },
}
