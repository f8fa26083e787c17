"""What the pages about asking to join say, from objects that are loaded already."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.claims.models import JoinRequest
from people.claims.presenters import day_of
from people.claims.queries import Joining, JoinState
from people.models import StaffRecord


@dataclass(frozen=True)
class Note:
    """What somebody on no roster is told, on every page of their own."""

    title: str
    text: str
    tone: str
    link_text: str


@dataclass(frozen=True)
class RequestRow:
    """A line of the list."""

    key: str
    name: str
    number: str
    workplace: str
    cadre: str
    agency: str
    asked: str
    state: str
    tone: str


@dataclass(frozen=True)
class LinkOffer:
    """The record under the number that was given."""

    number: str
    name: str
    sign_in: str


def joining_note(state: JoinState) -> Note:
    """What the person is told. The three states differ in what to do."""
    if state.state is Joining.WAITING and state.request:
        words = _(
            "%(agency)s has your request and has not answered yet. You may learn meanwhile. You are on no "
            "roster and are counted nowhere until it is accepted."
        )
        title = _("You are not on a roster yet")
        text = words % {"agency": state.request.agency.name}
        return Note(title, text, "due", _("See my request"))
    if state.state is Joining.REFUSED and state.request:
        reason = state.request.get_reason_display()
        words = _("%(agency)s said: %(reason)s.") % {
            "agency": state.request.agency.name,
            "reason": reason,
        }
        text = " ".join(filter(None, [words, state.request.note]))
        return Note(_("Your request was refused"), text, "bad", _("Correct it and ask again"))
    return Note(
        _("You are not on a roster yet"),
        _(
            "Say where you work, so that your agency can put you on its roster. Until then you are counted nowhere."
        ),
        "due",
        _("Say where I work"),
    )


def request_row(asked: JoinRequest) -> RequestRow:
    """A request as it stands in the list."""
    state, tone = _state(asked)
    return RequestRow(
        key=str(asked.uuid),
        name=_name(asked),
        number=asked.number,
        workplace=asked.workplace,
        cadre=asked.cadre.name,
        agency=asked.agency.name,
        asked=day_of(asked.asked_at),
        state=state,
        tone=tone,
    )


def _name(asked: JoinRequest) -> str:
    return asked.user.person.legal_name if asked.user.person else ""


def _state(asked: JoinRequest) -> tuple[str, str]:
    if asked.decided_at is None:
        return _("Waiting"), "due"
    tones = {"accepted": "ok", "refused": "bad"}
    return str(asked.get_outcome_display()), tones.get(asked.outcome, "")


def request_facts(asked: JoinRequest) -> list[tuple[str, str]]:
    """What the person said, in the order in which it is checked."""
    return [
        (_("Name"), _name(asked)),
        (_("E-mail address, confirmed"), asked.user.email),
        (_("Agency"), asked.agency.name),
        (_("Staff number"), asked.number),
        (_("Workplace"), asked.workplace),
        (_("Post"), asked.cadre.name),
        (_("Asked on"), day_of(asked.asked_at)),
    ]


def link_offer(record: StaffRecord) -> LinkOffer:
    """The record that may be meant."""
    return LinkOffer(record.number, record.person.legal_name, str(record))
