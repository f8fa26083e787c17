"""Wagtail's admin as a part of Firstline: colours, and the way back. Name and mark are in its templates."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItem, MenuItem


@hooks.register("insert_global_admin_css", order=-1)
def office_css() -> SafeString:
    """Before what other apps add."""
    return format_html('<link rel="stylesheet" href="{}">', static("firstline/css/office.css"))


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    """First of all: where the writer came from."""
    return MenuItem(_("My home page"), reverse("home"), icon_name="home", order=1)


@hooks.register("construct_help_menu")
def no_news_of_wagtail(_request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """What Wagtail tells its own users, with a badge until it is read, says nothing to ours."""
    menu_items[:] = [item for item in menu_items if not isinstance(item, DismissibleMenuItem)]
