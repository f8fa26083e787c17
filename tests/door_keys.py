"""The objects behind the doors: in the demo, everybody's are the nurse's."""

import re
import uuid
from datetime import timedelta

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Task, TaskState, Workflow, WorkflowState

from assessments.models import Attempt
from certificates.actions.sharing import make_share_link
from certificates.credentials.models import StatusList
from certificates.earlier.actions import record_one
from certificates.models import SignaturePicture
from certificates.names.actions import dispute_name
from certificates.sharing.tokens import token_of
from courses.models import CourseEdition, CoursePage, LessonPage, ModulePage
from firstline.demo import texts
from firstline.demo.cast import email_of
from firstline.demo.story import certify, final_quiz_slug
from foundation.audit.actors import SYSTEM
from foundation.jobs.models import Job
from foundation.notices.models import OutboxMail
from people.actions import exempt, let_see_names, open_account
from people.claims.models import JoinRequest
from people.duplicates.actions import note_pair
from people.imports.models import FileImport, LikelyDuplicate
from people.models import Agency, Posting, StaffRecord, User
from protocols.models import ProtocolDraft
from tests import doors
from tests.factories.people import PASSWORD, make_user

PARAMETERS = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")
"""The names of what varies in an address."""

ROLES = ["nurse", "teacher", "supervisor", "focal", "trainer"]
ROLES += ["specialist", "legal", "secretariat", "admin"]
MODELS = {
    "agency": "people.Agency",
    "area": "people.Area",
    "cadre": "people.Cadre",
    "establishment": "people.Establishment",
    "roles": "people.RoleAssignment",
    "roster": "people.StaffRecord",
    "workplace": "people.Workplace",
    "requirements": "coverage.Requirement",
    "programmes": "certificates.Programme",
    "protocol_drafts": "protocols.ProtocolDraft",
    "wagtailsnippets_assessments_topic": "assessments.Topic",
    "wagtailsnippetchoosers_assessments_topic": "assessments.Topic",
    "wagtailsnippets_assessments_question": "assessments.Question",
    "wagtailusers_users": "people.User",
    "wagtailusers_groups": "auth.Group",
    "wagtailsites": "wagtailcore.Site",
}


class Keys:
    """Who asks, and the address of one object behind each door."""

    def __init__(self) -> None:
        self.users = {role: User.objects.get(email=email_of(role)) for role in ROLES}
        # The table speaks of the Secretariat's officers without the extra permission.
        let_see_names(by=SYSTEM, user=self.users["secretariat"], allowed=False)
        self.users["secretariat"] = User.objects.get(pk=self.users["secretariat"].pk)
        moe = Agency.objects.get(code="MOE")
        foreign_focal = make_user("focal", email="foreign-focal@example.org", agency=moe)
        foreign_trainer = make_user("trainer", email="foreign-trainer@example.org")
        self.users |= {doors.FOREIGN_FOCAL: foreign_focal, doors.FOREIGN_TRAINER: foreign_trainer}
        self.record = StaffRecord.objects.get(person=self.users["nurse"].person)
        self.person = self.record.person
        edition = CourseEdition.objects.latest("released_at")
        now = timezone.now()
        self.certificate = certify(
            by=SYSTEM, person=self.person, edition=edition, now=now - timedelta(days=1)
        )
        # One to be withdrawn, and one that strangers open.
        self.links = [
            make_share_link(by=self.users["nurse"], key=uuid.uuid4(), days=7, hours=True, now=now)
            for _number in range(2)
        ]
        self.attempt = Attempt.objects.get(enrolment__person=self.person)
        others = StaffRecord.objects.exclude(pk=self.record.pk).filter(agency=self.record.agency)
        unclaimed = others.filter(invitations__used_at=None, invitations__revoked_at=None)
        self.unclaimed, self.by_slip = unclaimed.filter(invitations__isnull=False).distinct()[:2]
        # Who came by a slip and has no e-mail renews a password by a slip.
        open_account(by=SYSTEM, person=self.by_slip.person, password=PASSWORD)
        self.late = Attempt.objects.late_waiting().get()
        note_pair(first=self.person, second=self.unclaimed.person)
        today = timezone.localdate()
        self.exemption = exempt(
            by=SYSTEM,
            staff_record=self.record,
            reason="maternity",
            starts_on=today,
            ends_on=today + timedelta(days=30),
        )
        self.dispute = dispute_name(
            by=self.users["nurse"], person=self.person, wanted="Marcia Q", why="Married", now=now
        )
        self.earlier = record_one(
            by=self.users["secretariat"],
            row={
                "line": 1,
                "who": str(self.record),
                "title": "Child protection basics",
                "provider": "Training College",
                "number": "77/2019",
                "issued_on": "2019-06-28",
                "valid_until": "",
            },
            now=now,
        )
        self.picture = get_image_model().objects.first()
        self.course, self.module = CoursePage.objects.get(), ModulePage.objects.first()
        self.lesson = LessonPage.objects.get(slug=texts.lessons()[0].slug)

    def address(self, name: str, pattern: str) -> str:
        """Where a door is, with the keys of its object. `pattern` is the address with what varies."""
        if "/" in name:
            return "/admin/nowhere/" if "^" in name else f"/{name}"
        values = {one: self.value(name, one) for one in varying(pattern)}
        return reverse(name, kwargs=values) if values else self.plain(name)

    def plain(self, name: str) -> str:
        """An address without named parts; few have parts without a name."""
        places: dict[str, list[object]] = {
            "wagtail_serve": [""],
            "wagtaildocs_serve": [1, "letter.pdf"],
            "wagtailadmin_pages:revisions_compare": [self.lesson.pk, "earliest", "latest"],
        }
        return reverse(name, args=places.get(name))

    def value(self, name: str, part: str) -> object:
        """What stands in an address for its part of this name."""
        space = name.partition(":")[0]
        for choose in (self.of_space, self.of_office):
            if (found := choose(name, space).get(part)) is not None:
                return found
        return 1

    def of_space(self, name: str, space: str) -> dict[str, object]:
        """The parts of our own addresses."""
        known = {"course_slug": texts.course()["slug"], "slug": texts.course()["slug"]}
        spaces: dict[str, dict[str, object]] = {
            "people": {
                "key": self.person.uuid,
                "record": self.record.pk,
                "posting": Posting.objects.get(staff_record=self.record).pk,
                "exemption": self.exemption.pk,
            },
            "imports": {
                "key": FileImport.objects.get(uploaded_by=self.users["focal"]).uuid,
                "kind": "roster",
                "ending": "csv",
            },
            "elsewhere": {"key": self.person.uuid},
            "requests": {"key": JoinRequest.objects.get().uuid},
            "sign_ins": {"pk": (self.by_slip if name.endswith("renew") else self.unclaimed).pk},
            "duplicates": {"pk": LikelyDuplicate.objects.latest("pk").pk},
            "jobs": {
                "pk": Job.objects.filter(requested_by=self.users["focal"]).earliest("created_at").pk
            },
            "notices": {"pk": OutboxMail.objects.earliest("pk").pk},
            "claims": {"key": uuid.UUID(int=7), "token": "not-a-token"},
            "protocols": {"slug": texts.protocol("observe")["slug"]},
            "assessments": {
                **known,
                "lesson_slug": final_quiz_slug(),
                "attempt_id": (self.late if name.endswith(":late") else self.attempt).uuid,
                "enrolment_id": self.attempt.enrolment.uuid,
            },
            "certificates": {
                "code": self.certificate.code,
                "serial": self.certificate.serial,
                "key": self.links[0].uuid,
                "token": token_of(self.links[1].uuid),
            },
            "credentials": {
                "code": self.certificate.code,
                "digest": SignaturePicture.objects.values_list("pk", flat=True)[0],
                "number": StatusList.objects.values_list("number", flat=True).first() or 1,
            },
            "earlier": {
                "key": self.earlier.uuid if name.endswith("withdraw") else uuid.UUID(int=7)
            },
            "names": {"key": self.dispute.uuid},
            "register": {"serial": self.certificate.serial, "key": uuid.UUID(int=7)},
            "courses": {**known, "lesson_slug": texts.lessons()[0].slug},
        }
        media: dict[str, object] = (
            {"folder": "images", "path": "picture.svg"} if name == "media" else {}
        )
        return spaces.get(space, media)

    def of_office(self, name: str, space: str) -> dict[str, object]:
        """The parts of the back office's addresses: a lesson, its module, its picture, its approval."""
        task = Task.objects.first()
        objects: dict[str, object] = {
            "parent_page_id": self.module.pk,
            "destination_id": self.module.pk,
            "page_id": self.course.pk if name == "courses_release" else self.lesson.pk,
            "page_to_move_id": self.lesson.pk,
            "page_pk": self.lesson.pk,
            "revision_id": self.lesson.latest_revision_id,
            "content_type_app_name": "courses",
            "content_type_model_name": "lessonpage",
            "app_label": "courses",
            "app_name": "courses",
            "model_name": "lessonpage",
            "action": "publish",
            "action_name": "approve" if "workflow" in name else "publish",
            "task_id": task.pk,
            "workflow_pk": Workflow.objects.first().pk,
            "workflow_state_id": WorkflowState.objects.filter(object_id=self.lesson.pk).first().pk,
            "task_state_id": TaskState.objects.first().pk,
            "image_id": self.picture.pk,
            "collection_id": self.picture.collection_id,
            "filter_spec": "width-100",
            "code": "childrens-registry",
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "pk": self.first_of(name, space),
        }
        if space == "protocol_drafts":
            objects["revision_id"] = ProtocolDraft.objects.get(pk=objects["pk"]).latest_revision_id
        return objects

    def first_of(self, name: str, space: str) -> object:
        """The first object of the kind that a part of the office is about."""
        if "images" in name:
            return self.picture.pk
        if "pages" in name:
            return self.lesson.pk
        if space == "wagtailadmin_collections":
            return self.picture.collection_id
        if space == "wagtailadmin_workflows":
            return (Task if "task" in name else Workflow).objects.first().pk
        if space == "roster":
            return self.record.pk
        return apps.get_model(MODELS[space]).objects.first().pk if space in MODELS else None

    def data(self, name: str) -> dict[str, object]:
        """What is sent where a door finds nothing without it."""
        sent: dict[str, dict[str, object]] = {
            "requests:link": {"number": self.unclaimed.number},
            "duplicates:decide": {"answer": "different"},
        }
        return sent.get(name, {})


def varying(pattern: str) -> list[str]:
    """The named parts of an address."""
    return [plain or named for plain, named in PARAMETERS.findall(pattern)]
