"""The smallest valid objects of the foundation."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission

from people.models import User


def make_user(name: str = "nadine", *, email: str = "", permits: Iterable[str] = ()) -> User:
    """A sign-in without a person; `permits` are permissions such as "jobs.view_job"."""
    user = User.objects.create(username=name, email=email)
    for permission in permits:
        app, _, code = permission.partition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=code)
        )
    return user
