"""Add signed-in learners to the loaded demo, for benches that leave sign-in out.

Run with Django's settings in the environment: `python -m tools.bench.sessions 500` prints JSON
`{"cookie": name, "sessions": [value], "quiz": path, "questions": {version: {kind, options, right}}}`.
"""

import json
import sys

import django

django.setup()

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from assessments.models import QuestionVersion
from firstline.demo.api import describe
from people.models import User
from tools.bench.learners import add_learners

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def signed_in(number: int) -> list[str]:
    """The session cookies of that many new learners. Nobody will type their passwords."""
    with override_settings(PASSWORD_HASHERS=QUICK):
        emails = add_learners(number)
    users = {user.email: user for user in User.objects.filter(email__in=emails)}
    return [_session(users[email]) for email in emails]


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    questions = {
        str(version.uuid): {
            "kind": version.kind,
            "options": version.option_ids,
            "right": sorted(version.answer_key),
        }
        for version in QuestionVersion.objects.all()
    }
    made = {
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": signed_in(int(sys.argv[1])),
        "quiz": describe().paths["quiz"],
        "questions": questions,
    }
    print(json.dumps(made))


if __name__ == "__main__":
    main()
