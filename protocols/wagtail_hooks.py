"""What protocols add to Wagtail's admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from protocols.backoffice.contacts import ContactBookViewSet
from protocols.backoffice.drafts import DraftViewSet

register_snippet(DraftViewSet)


@hooks.register("insert_global_admin_css")
def editor_css() -> SafeString:
    """Languages side by side in the editor."""
    return format_html('<link rel="stylesheet" href="{}">', static("protocols/editor.css"))


@hooks.register("register_admin_viewset")
def contact_book() -> ContactBookViewSet:
    """The ContactBook of the Secretariat."""
    return ContactBookViewSet()
