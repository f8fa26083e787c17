"""How a picture comes in: the form behind every door of Wagtail that takes one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

from courses.drawings import only_draws


class PictureForm(BaseImageForm):
    """Wagtail's form, which takes no drawing that could run a script in a reader's name."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data and file.name.lower().endswith(".svg"):
            file.seek(0)
            harmless = only_draws(file)
            file.seek(0)
            if not harmless:
                raise ValidationError(
                    _(
                        "This drawing holds a script, an animation or a link. "
                        "Save it as a plain drawing, or as a PNG, and choose it again."
                    )
                )
        return file
