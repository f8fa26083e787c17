"""What happens when every step of a workflow has approved.

Wagtail asks the last approver for the right to publish. Of a course nobody has that right: the
approval itself is what publishes. Named by WAGTAIL_FINISH_WORKFLOW_ACTION; models are read inside
the function because Wagtail imports it while its own models load.
"""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish exactly the revision that was approved."""
    from courses.models.pages import ReviewedPage

    content = workflow_state.content_object
    specific = getattr(content, "specific", content)
    revision = workflow_state.current_task_state.revision
    revision.publish(user=user, skip_permission_checks=isinstance(specific, ReviewedPage))
