"""Drafts that somebody writes pass to a successor when they leave."""

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from people import leaving
from people.leaving import OpenTask
from people.models import StaffRecord, User
from people.queries import other_records_of
from protocols.models import ProtocolDraft


def register() -> None:
    """Tell whoever enters a leaving which drafts wait for the leaver."""
    leaving.register_tasks("protocols", DraftsToFinish())


class DraftsToFinish:
    """Drafts begun by the leaver and not in force as written.

    Every specialist may write every draft, so the successor is only told. Who wrote a draft stays
    written: nobody signs own work.
    """

    def open_for(self, user: User, leaving: StaffRecord) -> Iterable[OpenTask]:
        """The unfinished drafts. National work goes on while another agency employs them."""
        if other_records_of(leaving).exists():
            return []
        drafts = ProtocolDraft.objects.filter(author=user).exclude(versions__version=F("version"))
        return [
            OpenTask(_("Finishing the protocol %(name)s") % {"name": draft.name}, "/admin/")
            for draft in drafts.order_by("name")
        ]

    def pass_on(
        self, *, by: Actor, user: User, successor: User, leaving: StaffRecord
    ) -> Iterable[OpenTask]:
        """What the successor is told of."""
        return self.open_for(user, leaving)
