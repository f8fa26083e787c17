"""Every address of the product, and who may go through it: one row a door.

A row says who enters; the others are answered "not there" (404), as if the object did not exist, unless
the row says otherwise. Strangers are sent to sign in, unless the row says otherwise. Wagtail's own views
are in `tests/office_doors.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

STRANGER = "stranger"
NURSE, TEACHER = "nurse", "teacher"
SUPERVISOR, FOCAL, FOREIGN_FOCAL = "supervisor", "focal", "foreign focal"
TRAINER, FOREIGN_TRAINER = "trainer", "foreign trainer"
SPECIALIST, LEGAL, SECRETARIAT, ADMIN = "specialist", "legal", "secretariat", "admin"

# Everybody's objects in the table are the nurse's: she serves at the supervisor's workplace, in the focal
# person's agency. The teacher, the foreign focal person and the foreign trainer have no part in them.
SIGNED_IN = (
    NURSE,
    TEACHER,
    SUPERVISOR,
    FOCAL,
    FOREIGN_FOCAL,
    TRAINER,
    FOREIGN_TRAINER,
    SPECIALIST,
    LEGAL,
    SECRETARIAT,
    ADMIN,
)
EVERYONE = (STRANGER, *SIGNED_IN)
KEEPERS = (FOCAL, FOREIGN_FOCAL, SECRETARIAT, ADMIN)
OWN_KEEPERS = (FOCAL, ADMIN)
HELPERS = (FOCAL, FOREIGN_FOCAL, TRAINER, FOREIGN_TRAINER)

ENTERS, SIGN_IN, REFUSED, NOT_THERE = "enters", "is to sign in", "is refused", "finds nothing"


@dataclass(frozen=True)
class Door:
    """Who enters, and what everybody else and a stranger are told; `told` singles people out."""

    enters: frozenset[str]
    others: str = NOT_THERE
    stranger: str = SIGN_IN
    told: Mapping[str, str] = field(default_factory=dict)

    def expected(self, who: str) -> str:
        """What this person is told."""
        if who in self.enters:
            return ENTERS
        return self.stranger if who == STRANGER else self.told.get(who, self.others)


def doors(
    names: str, *enters: str, others: str = NOT_THERE, stranger: str = SIGN_IN
) -> dict[str, Door]:
    """The same row for each of these names."""
    return {name: Door(frozenset(enters), others, stranger) for name in names.split()}


DOORS: dict[str, Door] = {
    # Public.
    **doors("healthz_live healthz_ready exit worried", *EVERYONE),
    **doors("certificates:verify_form certificates:verify certificates:shared", *EVERYONE),
    **doors("protocols:schema protocols:sheet protocols:sheet_pdf", *EVERYONE),
    **doors("claims:start claims:password claims:link", *EVERYONE),
    **doors("wagtail_serve credentials:did credentials:status", *EVERYONE),
    # Whoever holds the code of a certificate holds the certificate.
    **doors("credentials:credential credentials:pdf", *EVERYONE),
    # The demo's signatories sign with pictures that the paper shows everybody.
    **doors("credentials:signature", *EVERYONE),
    # The reverse proxy sends pictures, or this address where the settings say so.
    **doors("media", stranger=NOT_THERE),
    # The demo has no document, and no page with a password of its own.
    **doors(
        "wagtaildocs_serve wagtaildocs_authenticate_with_password"
        " wagtailcore_authenticate_with_password",
        stranger=NOT_THERE,
    ),
    # Wagtail's own sign-in leads to ours.
    **doors("_util/login/ wagtailcore_login", others=SIGN_IN),
    # Only while developing.
    **doors("styleguide", stranger=NOT_THERE),
    # Signing in and out, and one's own account.
    **doors("account_login account_logout account_inactive account_signup", *EVERYONE),
    **doors("account_reset_password account_reset_password_done", *EVERYONE),
    **doors("account_reset_password_from_key account_reset_password_from_key_done", *EVERYONE),
    **doors("account_email_verification_sent account_confirm_email", *EVERYONE),
    **doors("account_email account_change_password account_set_password", *SIGNED_IN),
    **doors("account_reauthenticate account_confirm_login_code", *SIGNED_IN),
    **doors("usersessions_list mfa_index mfa_authenticate mfa_reauthenticate", *SIGNED_IN),
    **doors("mfa_activate_totp mfa_generate_recovery_codes", *SIGNED_IN),
    # Nobody of the table has a second factor yet.
    **doors("mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes"),
    # Everybody who signs in.
    **doors(
        "home search notices:inbox notices:read jobs:list people:device_key joining:page",
        *SIGNED_IN,
    ),
    **doors("certificates:record protocols:list protocols:practice", *SIGNED_IN),
    **doors("courses:course courses:enrol courses:lesson courses:done", *SIGNED_IN),
    **doors("assessments:front assessments:start", *SIGNED_IN),
    **doors("certificates:transcript certificates:transcript_csv certificates:links", *SIGNED_IN),
    **doors("certificates:name certificates:confirm_name", *SIGNED_IN),
    # Who is on the course.
    **doors("courses:move", NURSE, TEACHER, SUPERVISOR),
    # The nurse's own attempt and her certificate.
    **doors("assessments:paper assessments:answers assessments:review", NURSE),
    **doors("assessments:submit assessments:result assessments:log", NURSE),
    **doors("certificates:pdf certificates:withdraw_link", NURSE),
    **doors("certificates:transcript_pdf", NURSE, TEACHER),
    # The register.
    **doors("register:list register:entry register:revoke", SECRETARIAT),
    # A paper is asked for with what it is to show, and not there without.
    **doors("register:specimens", SECRETARIAT),
    **doors("register:specimen"),
    **doors("register:problems", SECRETARIAT, ADMIN),
    # A private note can be removed from a revoked certificate; the nurse's holds.
    **doors("register:blank_note"),
    **doors("register:export register:batches register:propose_batch", SECRETARIAT),
    **doors("register:bulk_list register:bulk_start register:issue", SECRETARIAT),
    **doors("register:calls register:change", SECRETARIAT),
    # Nothing is chosen, and nothing was decided.
    **doors("register:export_change register:call"),
    # Courses taken elsewhere: one's own, and those of whom one keeps. None is written down yet.
    **doors("elsewhere:claim", *SIGNED_IN),
    **doors("elsewhere:list", FOCAL, FOREIGN_FOCAL, SECRETARIAT),
    **doors("elsewhere:record", FOCAL),
    **doors("elsewhere:course elsewhere:proof"),
    # Work in bulk belongs to who asked for it.
    **doors("register:bulk_work register:bulk_file"),
    # These need the permission to see names as well, which nobody of the table has; and no batch is proposed.
    **doors("register:correct register:remove_name register:remove_name_of register:batch"),
    **doors("earlier:list earlier:add earlier:send earlier:template", SECRETARIAT),
    # A list belongs to who sent it.
    **doors("earlier:file"),
    **doors("earlier:withdraw", SECRETARIAT),
    **doors("register:by_hand register:by_hand_propose register:by_hand_one"),
    # Somebody who asks to join may take that back.
    **doors("joining:withdraw"),
    # Results: the course's trainer. The Secretariat sees results, and never answers.
    **doors("assessments:review_quizzes assessments:review_quiz", TRAINER, SECRETARIAT),
    **doors("assessments:review_attempt", TRAINER, SECRETARIAT),
    **doors("assessments:late assessments:review_answers assessments:export", TRAINER),
    **doors("assessments:stuck", *HELPERS),
    **doors("assessments:grant assessments:extra_time", FOCAL, TRAINER),
    # Coverage.
    **doors("coverage:overview coverage:csv", *KEEPERS),
    # The roster. A supervisor sees the people of the workplace and may add one.
    **doors("people:roster people:suggest people:remind", SUPERVISOR, FOCAL, FOREIGN_FOCAL, ADMIN),
    **doors("people:export", FOCAL, FOREIGN_FOCAL, ADMIN),
    **doors("people:add", SUPERVISOR, *KEEPERS),
    **doors("people:person", SUPERVISOR, *OWN_KEEPERS),
    **doors("people:name people:number people:move people:agency people:second", *OWN_KEEPERS),
    **doors("people:exempt people:leave people:return people:undo_leaving", *OWN_KEEPERS),
    **doors("people:end people:correct people:withdraw", *OWN_KEEPERS),
    **doors("people:exempt_until people:exempt_not", *OWN_KEEPERS),
    # Files.
    **doors("imports:list imports:send imports:template", *KEEPERS),
    **doors("imports:import imports:columns imports:errors", *OWN_KEEPERS),
    **doors("imports:apply imports:reverse imports:resume", *OWN_KEEPERS),
    **doors("imports:discard imports:stop", *OWN_KEEPERS),
    # Sign-ins, requests to join, and records that may be one person.
    **doors("sign_ins:list sign_ins:invite", *KEEPERS),
    **doors("sign_ins:renew sign_ins:revoke", *OWN_KEEPERS),
    **doors("requests:list", *KEEPERS),
    **doors("requests:request requests:accept requests:link requests:refuse", *OWN_KEEPERS),
    **doors("names:list", FOCAL, FOREIGN_FOCAL, ADMIN),
    **doors("names:dispute", *OWN_KEEPERS),
    **doors("duplicates:list", FOCAL, FOREIGN_FOCAL, ADMIN),
    **doors("duplicates:pair duplicates:decide duplicates:undo", *OWN_KEEPERS),
    # Jobs belong to who asked for them; mail to whoever runs the installation.
    **doors("jobs:job jobs:cancel jobs:repeat", *OWN_KEEPERS),
    **doors("notices:outbox notices:mail", ADMIN),
    **doors("setup", SECRETARIAT, ADMIN),
}

# Commands have no roles: whoever has the machine may run them. Each says what it does.
COMMANDS = frozenset({"audit", "certificates", "demo", "protocols", "rosters", "setup", "up"})
