"""The step of the workflow where the Secretariat approves what a trainer wrote."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from foundation.errors import NotAllowed


class SecretariatApproval(Task):
    """Approval by somebody of the Secretariat who wrote nothing of what is approved."""

    class Meta:
        verbose_name = _("Approval by the Secretariat")
        verbose_name_plural = _("Approvals by the Secretariat")

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        from courses.permissions import reviews_courses

        return reviews_courses(user)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """While it is under review a page changes for nobody but its reviewers."""
        from courses.permissions import can_approve

        return not can_approve(user, obj)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        from courses.permissions import can_approve

        if not can_approve(user, obj):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """What Wagtail's buttons post: the same actions as everywhere."""
        from courses.actions import approve_page, ask_for_changes

        comment = str(kwargs.get("comment", ""))
        act = {"approve": approve_page, "reject": ask_for_changes}[action_name]
        try:
            act(by=user, page=task_state.workflow_state.content_object, comment=comment)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from courses.permissions import reviews_courses

        if not reviews_courses(user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @classmethod
    def get_description(cls) -> str:
        return str(_("The Secretariat approves it. Nobody approves what they wrote themselves."))
