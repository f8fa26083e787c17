"""Add learners to the loaded demo, and print what a script needs to answer a quiz.

Run with Django's settings in the environment: `python -m tools.bench.learners 12` prints JSON
`{"learners": [e-mail], "key": {question version: [right option ids]}}`.
"""

import json
import sys

import django

django.setup()

from django.utils import timezone

from assessments.models import QuestionVersion
from courses.actions import enrol
from courses.models import CourseEdition
from foundation.audit.actors import System
from people.actions import add_person, add_to_roster, open_account, open_posting
from people.models import Posting, User

BENCH = System("bench")


def add_learners(number: int) -> list[str]:
    """Colleagues of the demo's nurse, each with a sign-in of their own."""
    nurse = User.objects.get(email="nurse@firstline.example")
    model = Posting.objects.get(staff_record__person=nurse.person, ends_on=None)
    today = timezone.localdate()
    edition = CourseEdition.objects.latest("released_at")
    emails = []
    for count in range(number):
        person = add_person(by=BENCH, legal_name=f"Bench Learner {count}")
        record = add_to_roster(
            by=BENCH, person=person, agency=model.staff_record.agency, number=f"BE{count:04}"
        )
        open_posting(
            by=BENCH,
            staff_record=record,
            workplace=model.workplace,
            cadre=model.cadre,
            starts_on=today,
        )
        email = f"bench{count}@firstline.example"
        open_account(by=BENCH, person=person, password="firstline-demo", email=email)
        emails.append(email)
        enrol(by=BENCH, person=person, edition=edition, now=timezone.now(), reason="bench")
    return emails


def main() -> None:
    key = {
        str(version.uuid): [option["id"] for option in version.options if option["correct"]]
        for version in QuestionVersion.objects.all()
    }
    print(json.dumps({"learners": add_learners(int(sys.argv[1])), "key": key}))


if __name__ == "__main__":
    main()
