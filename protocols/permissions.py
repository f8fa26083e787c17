"""Who may do what with protocols and contacts. The runner itself is open to everyone."""

from django.conf import settings
from django.db.models import QuerySet

from foundation.audit.actors import Actor
from people.models import Role, User
from people.permissions import Viewer, has_role, roles_of
from protocols.models import ProtocolDraft

FEWEST_ROLES = 2
READERS = (Role.SPECIALIST, Role.LEGAL, Role.SECRETARIAT)


def drafts_visible_to(user: Viewer) -> QuerySet[ProtocolDraft]:
    """Drafts are national: those who write or sign protocols see all of them, others none."""
    if has_role(user, *READERS):
        return ProtocolDraft.objects.all()
    return ProtocolDraft.objects.none()


def can_write_draft(user: Actor) -> bool:
    """May create and change drafts."""
    return has_role(user, Role.SPECIALIST)


def signing_roles() -> tuple[str, ...]:
    """The roles whose signatures a protocol needs, as the installation sets them; two at least.

    One pair of eyes has let mistakes pass that harm a child. A setting that names fewer than two roles
    is completed by the legal signatory and the Secretariat.
    """
    chosen = tuple(dict.fromkeys(settings.PROTOCOL_SIGNING_ROLES))
    if len(chosen) >= FEWEST_ROLES:
        return chosen
    return tuple(dict.fromkeys((Role.LEGAL.value, Role.SECRETARIAT.value, *chosen)))


def signs_as(user: Viewer) -> str | None:
    """The first role a person signs in, or None."""
    return next(iter(signing_roles_of(user)), None)


def signing_roles_of(user: Viewer) -> list[str]:
    """Every role a person may sign in. The system never signs: a signature is a person's."""
    if not isinstance(user, User):
        return []
    held = roles_of(user)
    return [role for role in signing_roles() if role in held]


def can_waive_wording(user: Actor) -> bool:
    """May let wording pass that seems to ask for identity: who answers for data protection."""
    return isinstance(user, User) and has_role(user, Role.LEGAL, Role.SECRETARIAT)


def can_freeze(user: Actor) -> bool:
    """May put an approved protocol in force."""
    return has_role(user, Role.SECRETARIAT)


def can_suspend(user: Actor) -> bool:
    """May be one of the two officers who suspend a version, or give it back: whoever signs protocols."""
    return isinstance(user, User) and bool(signing_roles_of(user))


def can_keep_contacts(user: Actor) -> bool:
    """May see the ContactBook and record numbers in it."""
    return has_role(user, Role.SECRETARIAT)
