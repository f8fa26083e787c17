from django.apps import AppConfig

# What the back office lets each role do with the bank. Approving is asked of `permissions` alone.
_WRITING = [f"assessments.{right}_question" for right in ("add", "change", "view")]
_TOPICS = [f"assessments.{right}_topic" for right in ("add", "change", "view")]


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"
    verbose_name = "Assessments"

    def ready(self) -> None:
        from assessments.activities import QUIZ
        from courses.registry import register_activity
        from people.models import Role
        from people.registry import permit

        register_activity(QUIZ)
        permit(Role.TRAINER, *_WRITING, "assessments.view_topic")
        for role in (Role.SPECIALIST, Role.SECRETARIAT):
            permit(role, *_WRITING, *_TOPICS)
