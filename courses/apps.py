from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from courses import handing_over, rosters
        from people.models import Role
        from people.registry import ADMIN_ACCESS, permit

        # Rights over pages and files are given course by course (see actions.rights).
        permit(Role.TRAINER, ADMIN_ACCESS)
        permit(Role.SECRETARIAT, ADMIN_ACCESS)
        rosters.register()
        handing_over.register()
