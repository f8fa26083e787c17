"""What stands above the editor of a draft."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import Panel


class ProblemsPanel(Panel):
    """What keeps the draft, as it was last saved, from being signed, each with a way to its place."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one draft."""

        template_name = "protocols/admin/_problems.html"

        def is_shown(self) -> bool:
            """A new draft has nothing yet that could be wrong."""
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The problems as (href, place, sentence)."""
            from protocols import (
                queries,
                review_lines,
            )  # they need the models, which have this panel
            from protocols.places import places_of

            compiled = queries.compile_as_it_stands(self.instance, timezone.localdate())
            lines = review_lines.placed_problems(compiled.problems, places_of(self.instance))
            url = reverse("protocol_drafts:problems", args=[self.instance.pk])
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"problems": lines, "problems_url": url}
