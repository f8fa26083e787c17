"""The way of a page from a trainer's draft to being live: sent, approved or sent back."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from courses.errors import NotUnderReview
from courses.permissions import actor_as_user, can_approve, can_write
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require


@transaction.atomic
def submit_for_approval(*, by: Actor, page: Page) -> WorkflowState:
    """Send the latest draft to the Secretariat. Raises NotUnderReview if no workflow covers it."""
    require(can_write(by, page), _("You can send only pages of courses given to you."))
    workflow = page.get_workflow()
    if workflow is None or page.workflow_in_progress:
        raise NotUnderReview(_("This page cannot be sent for approval now."))
    state: WorkflowState = workflow.start(page, actor_as_user(by))
    record(by=by, verb="courses.submit_page", obj=page)
    return state


@transaction.atomic
def approve_page(*, by: Actor, page: Page, comment: str = "") -> None:
    """Approve the draft under review, which publishes it. Nobody approves what they wrote."""
    require(can_approve(by, page), _("You wrote some of this. Somebody else approves it."))
    state = _under_review(page)
    revision = state.revision_id
    state.approve(user=actor_as_user(by), comment=comment)
    page.refresh_from_db()
    record(by=by, verb="courses.approve_page", obj=page, data={"revision": revision})


@transaction.atomic
def ask_for_changes(*, by: Actor, page: Page, comment: str = "") -> None:
    """Send the draft back to its author. The comment stays with the workflow."""
    require(can_approve(by, page), _("You wrote some of this. Somebody else reviews it."))
    state = _under_review(page)
    revision = state.revision_id
    state.reject(user=actor_as_user(by), comment=comment)
    record(by=by, verb="courses.ask_for_changes", obj=page, data={"revision": revision})


def _under_review(page: Page) -> TaskState:
    """The open step of the page's workflow, read afresh: pages remember an older one."""
    state = (
        TaskState.objects.for_instance(page)
        .filter(status=TaskState.STATUS_IN_PROGRESS)
        .select_related("workflow_state")
        .first()
    )
    if state is None:
        raise NotUnderReview(_("This page does not wait for approval."))
    return state
