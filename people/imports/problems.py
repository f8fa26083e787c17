"""What is wrong with a cell, in plain words."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from people.imports.columns import column_of

_SENTENCES: dict[str, Promise] = {
    "empty": lazy("This cell is empty and must be filled in."),
    "formula": lazy("This cell holds a formula without a result. Type the value itself."),
    "error": lazy("This cell shows the error %(value)s. Type the value itself."),
    "date": lazy("This cell is no day that there is. Write it as 2020-04-01."),
    "long": lazy("This is too long. At most %(value)s letters and signs fit."),
    "number": lazy(
        "“%(value)s” is no staff number. It has four to eight letters or digits. If zeros at its "
        "beginning are missing, format the column as text."
    ),
    "number_zeros": lazy(
        "The register has %(value)s. Write the number with its zeros; format the column as text."
    ),
    "name": lazy("“%(value)s” has no letters, or signs that cannot be seen. Type it afresh."),
    "sex": lazy("“%(value)s” is not understood. Write F or M, or leave the cell empty."),
    "email": lazy("“%(value)s” is no e-mail address. Correct it, or leave the cell empty."),
    "language": lazy("“%(value)s” is no code of a language. Write en, or leave the cell empty."),
    "cadre": lazy("“%(value)s” is not on the list of posts. Write it as the template lists it."),
    "cadre_many": lazy("“%(value)s” means more than one post. Write the code."),
    "workplace": lazy(
        "Your agency has no workplace “%(value)s”. Write its code or its name as the template lists it; "
        "the Secretariat adds a new one."
    ),
    "workplace_many": lazy(
        "Your agency has more than one workplace “%(value)s”. Write the parish too, or the code."
    ),
    "workplace_elsewhere": lazy("The workplace “%(value)s” is not in the parish of this row."),
    "area": lazy("“%(value)s” is no parish or region on the list."),
    "area_many": lazy("“%(value)s” means more than one parish or region. Write the code."),
    "unit": lazy("Your agency has no unit “%(value)s”. Write its code, or leave the cell empty."),
    "unit_many": lazy("“%(value)s” means more than one unit. Write the code."),
    "day_day": lazy("“%(value)s” is no day. Write it as 2020-04-01."),
    "day_month": lazy("“%(value)s”: the day comes first, then the month. Or write 2020-04-01."),
    "day_year": lazy("“%(value)s”: write the year with four digits."),
    "day_range": lazy("“%(value)s” is too long ago or too far ahead. Check the year."),
    "count": lazy("“%(value)s” is no whole number of zero or more."),
    "elsewhere": lazy(
        "Another unit of your organisation has this staff number. Ask them or the Secretariat."
    ),
    "other_person": lazy(
        "The register has %(value)s under this number. If the name changed, correct it on their page."
    ),
    "other_name": lazy("Row %(value)s has the same staff number with another name."),
    "contradicts": lazy("Row %(value)s says something else about the same. Keep one of the two."),
    "other_row_broken": lazy(
        "Row %(value)s has the same staff number and cannot be read. Mend that row first."
    ),
    "ends_before": lazy("The last day is before the first."),
    "ends_otherwise": lazy(
        "The register has another last day: %(value)s. Correct it on their page."
    ),
    "left_before": lazy(
        "This person left on %(value)s. Write the day on which they came back, or take the leaving "
        "back on their page."
    ),
    "leaves": lazy(
        "This person leaves on %(value)s, so no other post can begin. If they stay, take the leaving "
        "back on their page."
    ),
    "moved_before": lazy(
        "This person serves elsewhere since %(value)s. A move must be on a later day."
    ),
}
_DAYS = frozenset(["ends_otherwise", "leaves", "left_before", "moved_before"])


def problem_text(kind: str, problem: Sequence[str]) -> tuple[str, str]:
    """The column's name and the sentence, of a problem as `Problem.as_json` keeps it."""
    column, code, value = problem[:3]
    if code in _DAYS:
        value = day_text(value)
    label = str(column_of(kind, column).label)
    sentence = str(_SENTENCES[code]) % {"value": value}
    for near in problem[3:]:
        sentence += " " + _("Did you mean “%(near)s”?") % {"near": near}
    return label, sentence


def day_text(iso: str) -> str:
    """ "1 April 2020"."""
    from datetime import date

    return date_format(date.fromisoformat(iso), "j F Y")


def note_text(verdict: str, note: str) -> str:
    """What else the reader should know about a row."""
    if verdict == "duplicate":
        return _("The same as row %(row)s. It is skipped.") % {"row": note}
    return {
        "gone": _("The last day is over, and the register never had this post. Nothing to do."),
        "left": _("This person had left already."),
    }.get(note, "")
