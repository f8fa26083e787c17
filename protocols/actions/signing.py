"""Putting one's name to exactly one content."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import NotAllowed
from people.models import User
from protocols.compiling import Compiled
from protocols.errors import ChangedMeanwhile, NotProved, NotYours
from protocols.models import ProtocolDraft, Signature
from protocols.permissions import signing_roles_of
from protocols.queries import (
    compile_as_it_stands,
    missing_roles,
    same_human,
    wrote_since_last_version,
)


@transaction.atomic
def sign_draft(
    *, by: Actor, draft: ProtocolDraft, now: datetime, expected_hash: str = ""
) -> Signature:
    """Sign the draft as it stands at `now`, in a role of `by` that has not signed it, if there is one.

    `expected_hash` is the hash of what the person read; with it, a change made meanwhile is
    refused. Raises NotAllowed without a signing role, NotYours for own work or a second signature,
    NotProved while there are problems, ChangedMeanwhile.
    """
    roles = signing_roles_of(by)
    if not isinstance(by, User) or not roles:
        raise NotAllowed(_("You hold no role that signs protocols."))
    draft = ProtocolDraft.objects.select_for_update().get(pk=draft.pk)
    compiled = compile_as_it_stands(draft, timezone.localdate(now))
    check_read(compiled, expected_hash)
    if wrote_since_last_version(draft, by):
        raise NotYours(_("You wrote part of this protocol. Somebody else has to sign it."))
    if compiled.problems:
        raise NotProved(
            _("The check found problems. Nothing was signed. They have to be mended first."),
            compiled.problems,
        )
    missing = missing_roles(draft, compiled.content_hash)
    role = next((role for role in roles if role in missing), roles[0])
    signature = _sign_once(draft, by, role, compiled.content_hash, now)
    record(
        by=by,
        verb="protocols.sign_draft",
        obj=draft,
        data={"content_hash": signature.content_hash, "role": role},
    )
    return signature


def check_read(compiled: Compiled, expected_hash: str) -> None:
    """Raise ChangedMeanwhile unless the content is the one the person read."""
    if expected_hash and expected_hash != compiled.content_hash:
        raise ChangedMeanwhile(
            _("The draft was changed after you opened it. Nothing was done. Read it again.")
        )


def _sign_once(draft: ProtocolDraft, by: User, role: str, digest: str, now: datetime) -> Signature:
    """One human being signs one content once, whichever of their sign-ins they use."""
    mine = draft.signatures.filter(same_human("signed_by", by), content_hash=digest)
    if mine.exists():
        raise NotYours(_("You have signed this content already. Once is enough."))
    try:
        with transaction.atomic():
            return Signature.objects.create(
                draft=draft, content_hash=digest, role=role, signed_by=by, signed_at=now
            )
    except IntegrityError as error:
        raise NotYours(_("You have signed this content already. Once is enough.")) from error
