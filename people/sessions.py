"""Sessions in the database, as Django keeps them, read with less work: every page reads one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.prepared import Prepared

_SESSION = Prepared[Session](lambda key: Session.objects.filter(session_key=key), key=str)


class SessionStore(DatabaseStore):
    """Django's store. The hooks of its async twin are left as they are: no page is async."""

    def _get_session_from_db(self) -> Any:
        found = _SESSION.rows(key=self.session_key) if self.session_key else []
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None
