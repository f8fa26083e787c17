"""XLSForms of other people, made by code."""

from collections.abc import Sequence

from foundation.formats.safe_xlsx import workbook_of

Rows = Sequence[Sequence[object]]
YES_NO = [["yn", "yes", "Yes"], ["yn", "no", "No"], ["yn", "dk", "Don't know"]]
CHOICES_HEADER = ["list_name", "name", "label"]


def form_file(
    survey: Rows,
    choices: Rows = YES_NO,
    settings: Rows = (["Their form", "their_form"],),
    header: Sequence[str] = ("type", "name", "label", "relevant", "calculation"),
    choices_header: Sequence[str] = CHOICES_HEADER,
    settings_header: Sequence[str] = ("form_title", "form_id"),
) -> bytes:
    """A workbook of three sheets."""
    return workbook_of(
        [
            ("survey", header, survey),
            ("choices", choices_header, choices),
            ("settings", settings_header, settings),
        ]
    )
