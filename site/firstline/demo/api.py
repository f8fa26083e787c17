"""What scripts and the supervisor ask of the loaded demo."""

from dataclasses import asdict, dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.serials import grouped
from courses.addresses import activity_url
from courses.models import Course, EditionLesson
from firstline.demo import texts
from firstline.demo.cast import ROLES, email_of
from firstline.demo.errors import NotLoaded
from firstline.demo.load import is_loaded
from firstline.demo.story import final_quiz_slug
from people.passwords import DEMO_PASSWORD


@dataclass(frozen=True)
class Description:
    """The sign-ins of the demo and where its story takes place. Paths begin with a slash."""

    password: str
    accounts: dict[str, str]
    paths: dict[str, str]

    def to_json(self) -> dict[str, object]:
        """The form that `manage.py demo --json` prints."""
        return asdict(self)


def describe() -> Description:
    """The loaded demo. Loads nothing; raises NotLoaded if there is none."""
    if not is_loaded():
        raise NotLoaded(_("No demo is loaded here. Load it with: manage.py demo"))
    return Description(
        password=DEMO_PASSWORD,
        accounts={role: email_of(role) for role in ROLES},
        paths=_paths(),
    )


def _paths() -> dict[str, str]:
    course = Course.objects.get(slug=texts.course()["slug"])
    activities = list(EditionLesson.objects.filter(edition=course.current_edition))
    first = next(activity for activity in activities if activity.kind == "lesson")
    quiz = next(activity for activity in activities if activity.slug == final_quiz_slug())
    seeded = _certificates_of("certified").get()
    before = texts.people()["certified_before"]
    ended = {key: _certificates_of("certified_before", key).earliest("cycle") for key in before}
    return {
        "sign_in": reverse("account_login"),
        "course": reverse("courses:course", args=[course.slug]),
        "first_lesson": activity_url(course.slug, first.slug, first.kind),
        "quiz": activity_url(course.slug, quiz.slug, quiz.kind),
        "protocol": reverse("protocols:practice", args=[texts.protocol("observe")["slug"]]),
        "protocol_nurse": reverse("protocols:practice", args=[texts.protocol("ask")["slug"]]),
        "verify": reverse("certificates:verify", args=[grouped(seeded.code)]),
        **{
            f"verify_{key}": reverse("certificates:verify", args=[grouped(one.code)])
            for key, one in ended.items()
        },
        "coverage": reverse("coverage:overview"),
        "coverage_csv": reverse("coverage:csv"),
    }


def _certificates_of(*keys: str) -> QuerySet[Certificate]:
    """The certificates of somebody in the list of people, who is alone with that name."""
    row = texts.people()
    for key in keys:
        row = row[key]
    return Certificate.objects.filter(person__legal_name=row["legal_name"])
