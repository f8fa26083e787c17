"""Every change of one person, declared: its form, its words, its warning."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.keeping import forms
from people.keeping.agency_form import ChangeAgencyForm
from people.keeping.leaving_form import LeaveForm
from people.keeping.name_form import NameForm

Words = str | Promise


@dataclass(frozen=True)
class Change:
    """A page with one form. `done` is said afterwards; `warning` before what cannot be undone."""

    form: Callable[..., forms.ChangeForm]
    title: Words
    button: Words
    done: Words
    text: Words = ""
    warning: Words = ""


RECORD: dict[str, Change] = {
    "name": Change(NameForm, _("Correct the name"), _("Save"), _("The name is corrected.")),
    "number": Change(
        forms.NumberForm,
        _("Correct the staff number"),
        _("Save"),
        _("Staff number and address are corrected."),
    ),
    "move": Change(
        forms.MoveForm,
        _("Move to another place"),
        _("Move"),
        _("They are moved. Both postings stay in the history."),
        text=_("The posting ends the day before, and the new one begins."),
    ),
    "agency": Change(
        ChangeAgencyForm,
        _("Move to another agency"),
        _("Move"),
        _("They are on the other agency's roster. The history here stays."),
        text=_(
            "They leave here the day before, and stand on the other roster under a new number. Roles"
            " for places here end."
        ),
    ),
    "second": Change(
        forms.SecondPostForm,
        _("Add a post"),
        _("Add the post"),
        _("The post is added."),
        text=_("Other posts go on. Coverage counts them once at each level."),
    ),
    "exempt": Change(
        forms.ExemptForm,
        _("Exempt for some time"),
        _("Exempt"),
        _("They are exempt on these days."),
        text=_(
            "Nobody reminds them on these days, and what is due moves by as many days. They stay in"
            " the head-count. Only keepers of the roster see the reason."
        ),
    ),
    "leave": Change(
        LeaveForm,
        _("Enter that they leave"),
        _("Enter the leaving"),
        _("The leaving is entered. You can take it back on this page."),
        text=_(
            "Postings end with the last day. Certificates stay theirs: they reach them with a"
            " confirmed e-mail address, and anybody can check them with the code."
        ),
    ),
    "return": Change(
        forms.ReturnForm,
        _("Enter that they came back"),
        _("They are back"),
        _("They are back, and can sign in with their staff number again. Give roles anew."),
    ),
    "undo_leaving": Change(
        forms.UndoLeavingForm,
        _("They did not leave"),
        _("Take the leaving back"),
        _("The leaving is taken back, and their postings go on."),
        text=_("Postings that ended with the leaving go on as if nothing had happened."),
        warning=_("Roles that have ended do not come back. Give them anew if they are needed."),
    ),
}
POSTING: dict[str, Change] = {
    "end": Change(
        forms.EndPostingForm,
        _("End this posting"),
        _("End it"),
        _("The posting has its last day."),
        text=_("Other posts go on. To end everything, enter that they leave."),
    ),
    "correct": Change(
        forms.CorrectPostingForm,
        _("Correct a mistake"),
        _("Correct"),
        _("The posting is corrected. What was entered before stays in the history."),
        text=_("For what was entered wrongly. If they really moved, use Move instead."),
    ),
    "withdraw": Change(
        forms.WithdrawPostingForm,
        _("They never served here"),
        _("Take the posting back"),
        _("The posting is taken back. It counts nowhere."),
        warning=_(
            "The posting counts nowhere from now on, also not for past days. It stays in the history."
        ),
    ),
}
EXEMPTION: dict[str, Change] = {
    "exempt_until": Change(
        forms.EndExemptionForm,
        _("Change the last day"),
        _("Save"),
        _("The exemption has its new last day."),
    ),
    "exempt_not": Change(
        forms.WithdrawExemptionForm,
        _("Take the exemption back"),
        _("Take it back"),
        _("The exemption is taken back."),
        text=_("What is due moves back to where it was."),
    ),
}
