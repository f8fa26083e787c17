"""Who may write which course, and the workflow that every change takes."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from courses.errors import WrongRole
from courses.models import CataloguePage, CoursePage, SecretariatApproval
from courses.permissions import can_give_course, can_set_up, group_of_course
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Role, User
from people.permissions import has_role

WRITING = ("add_page", "change_page")
KEEPING = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
FILES = ("add_image", "choose_image", "add_document", "choose_document")
ALL_FILES = (*FILES, "change_image", "change_document", "delete_image", "delete_document")
WORKFLOW = "Review by the Secretariat"


@transaction.atomic
def give_course(*, by: Actor, user: User, page: CoursePage) -> Group:
    """Let a trainer write this course: its pages, and pictures and files in a folder of its own.

    Raises WrongRole for somebody who is no trainer.
    """
    require(can_give_course(by, page), _("Only the Secretariat gives courses to trainers."))
    if not has_role(user, Role.TRAINER):
        raise WrongRole(_("Only a trainer can be given a course."))
    group, _created = Group.objects.get_or_create(name=group_of_course(page.course_key))
    allow_pages(group, page, WRITING)
    _allow_files(group, folder_of(page), FILES)
    user.groups.add(group)
    record(by=by, verb="courses.give_course", obj=page, data={"user": user.pk})
    return group


@transaction.atomic
def take_course_back(*, by: Actor, user: User, page: CoursePage) -> None:
    """End a trainer's right to write this course. What they wrote stays."""
    require(can_give_course(by, page), _("Only the Secretariat takes courses back."))
    user.groups.remove(*Group.objects.filter(name=group_of_course(page.course_key)))
    record(by=by, verb="courses.take_course_back", obj=page, data={"user": user.pk})


@transaction.atomic
def ensure_workflow(*, by: Actor, catalogue: CataloguePage) -> Workflow:
    """Have every page below the catalogue approved by the Secretariat, and let it keep them.

    Safe to call again. The Secretariat's page right "publish" serves for unpublishing: publishing
    itself takes an approval (see `ReviewedPageTester`).
    """
    require(can_set_up(by), _("Only an administrator sets up the workflow."))
    workflow = review_workflow(by=by)
    WorkflowPage.objects.update_or_create(page=catalogue, defaults={"workflow": workflow})
    secretariat, _created = Group.objects.get_or_create(name=Role.SECRETARIAT.value)
    allow_pages(secretariat, catalogue, KEEPING)
    _allow_files(secretariat, Collection.get_first_root_node(), ALL_FILES)
    return workflow


def review_workflow(*, by: Actor) -> Workflow:
    """The one workflow: approval by the Secretariat. Made if it is missing."""
    workflow, created = Workflow.objects.get_or_create(name=WORKFLOW)
    if created:
        task = SecretariatApproval.objects.create(name=str(_("Approval by the Secretariat")))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        record(by=by, verb="courses.set_up_workflow", obj=workflow)
    return workflow


def folder_of(page: CoursePage) -> Collection:
    """The folder of this course's pictures and files, made if it is missing."""
    name = f"{page.title} ({str(page.course_key)[:8]})"
    root = Collection.get_first_root_node()
    mine = root.get_children().filter(name__endswith=f"({str(page.course_key)[:8]})").first()
    return mine or root.add_child(instance=Collection(name=name))


def allow_pages(group: Group, page: Page, rights: Iterable[str]) -> None:
    """Give a group these rights to a page and all below it. Safe to call again."""
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=rights
    ):
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=page.pk, permission=permission
        )


def _allow_files(group: Group, folder: Collection, rights: Iterable[str]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=rights
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=folder, permission=permission
        )
