"""The form that enters a leaving: what ends, and who takes over."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import actions
from people.actions.access import roles_ending_with
from people.backends import user_by_email, user_by_number
from people.keeping.fields import DayField
from people.keeping.forms import ChangeForm
from people.leaving import OpenTask, open_tasks
from people.models import RoleAssignment, User
from people.permissions import persons_visible_to
from people.queries import account_of, search_persons, serves_on

MOST_FOUND = 20


class LeaveForm(ChangeForm):
    """Last day, when access ends, and a successor where work is waiting."""

    last_day = DayField(label=_("Last day of work"))
    access = forms.ChoiceField(
        label=_("When do sign-in and roles end?"),
        choices=[
            ("day", _("When the last day is over")),
            ("now", _("Now")),
        ],
        initial="day",
        widget=forms.RadioSelect,
    )
    successor = forms.CharField(
        label=_("Who takes over the open work?"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"data-suggest": reverse_lazy("people:suggest")}),
        help_text=_("Name, staff number or e-mail address of somebody who can sign in."),
    )

    def set_up(self) -> None:
        account = account_of(self.record.person)
        self.tasks: list[OpenTask] = open_tasks(account, self.record) if account else []
        self.roles: list[RoleAssignment] = (
            roles_ending_with(account, self.record) if account else []
        )
        if not self.tasks:
            del self.fields["successor"]
        else:
            self.fields["successor"].required = True
            self.fields["successor"].error_messages["required"] = _(
                "Name somebody who takes over the open work."
            )

    def clean_successor(self) -> User:
        typed = self.cleaned_data["successor"].strip()
        found = successors(self.user, typed)
        if not found:
            raise forms.ValidationError(
                _("Nobody you see with an account is called this. Check the name or the number.")
            )
        if len(found) > 1:
            names = "; ".join(sorted(str(user) for user in found[:5]))
            raise forms.ValidationError(
                _(
                    "Several people are called this: %(names)s. Type more of the name, or the number."
                )
                % {"names": names}
            )
        return found[0]

    def save(self) -> None:
        data = self.cleaned_data
        actions.leave(
            by=self.user,
            staff_record=self.record,
            last_day=data["last_day"],
            now=timezone.now(),
            successor=data.get("successor"),
            at_once=data["access"] == "now",
        )


def successors(by: User, typed: str) -> list[User]:
    """The accounts that `typed` may mean, among the people in service that `by` sees."""
    today = timezone.localdate()
    return [user for user in _accounts(by, typed) if serves_on(user, today)]


def _accounts(by: User, typed: str) -> list[User]:
    seen = persons_visible_to(by)
    if "@" in typed or "/" in typed:
        user = user_by_email(typed.lower()) if "@" in typed else user_by_number(typed)
        if user is None or user.person is None or not seen.filter(pk=user.person.pk).exists():
            return []
        return [user]
    persons = search_persons(seen, typed).values_list("pk", flat=True)[:MOST_FOUND]
    accounts = User.objects.filter(person__in=list(persons), is_active=True)
    return list(accounts.select_related("person"))
