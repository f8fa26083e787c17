"""People, places and roles in Wagtail's menu."""

from wagtail import hooks

from people.office.viewsets import PeopleGroup


@hooks.register("register_admin_viewset")
def register_people() -> PeopleGroup:
    """One menu entry; each item shows to the roles whose group may use it."""
    return PeopleGroup()
