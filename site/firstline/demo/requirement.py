"""What the certificate attests, and who must hold it."""

from datetime import date, datetime

from certificates.actions import save_programme
from certificates.models import Programme, Signatory
from certificates.pictures import prepared
from courses.models import CourseEdition
from coverage.actions import add_requirement, concerned_by, enrol_concerned
from coverage.models import Requirement
from firstline.demo import texts
from firstline.demo.places import Places
from people.models import User


def load_programme(*, by: User, edition: CourseEdition) -> Programme:
    """The certificate that a pass in the course's quiz earns."""
    said = dict(texts.course()["programme"])
    signatories = said.pop("signatories")
    programme = Programme(course=edition.course, **said)
    for number, one in enumerate(signatories):
        signatory = Signatory(name=one["name"], office=one["office"], sort_order=number)
        if "picture" in one:
            signatory.new_picture = prepared((texts.CONTENT / one["picture"]).read_bytes())
        programme.signatories.add(signatory)
    return save_programme(by=by, programme=programme)


def load_requirement(
    *, by: User, programme: Programme, places: Places, starts_on: date
) -> Requirement:
    """First-line cadres of all six agencies must hold the programme."""
    data = texts.course()["requirement"]
    return add_requirement(
        by=by,
        title=data["title"],
        programme=programme,
        agencies=[places.agencies[code] for code in data["agencies"]],
        cadres=[places.cadres[code] for code in data["cadres"]],
        starts_on=starts_on,
        within_days=data["within_days"],
    )


def enrol_now(*, requirement: Requirement, edition: CourseEdition, now: datetime, day: date) -> int:
    """What the requirement's job does, without waiting for a worker. Returns how many are enrolled."""
    people = concerned_by(requirement, day)
    return enrol_concerned(requirement=requirement, edition=edition, people=people, now=now)
