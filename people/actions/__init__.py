"""Every write of `people`. Each asks its permission, is atomic and leaves an audit row."""

from people.actions.access import end_sessions
from people.actions.accounts import open_account, renew_password
from people.actions.changing_agency import change_agency
from people.actions.establishments import (
    correct_establishment,
    record_establishment,
    withdraw_establishment,
)
from people.actions.exemptions import end_exemption, exempt, withdraw_exemption
from people.actions.leaving import come_back, end_due_access, leave, undo_leaving
from people.actions.newcomers import Newcomer, add_many_staff
from people.actions.organisation import (
    add_agency,
    add_area,
    add_cadre,
    add_workplace,
    rename,
)
from people.actions.persons import (
    add_person,
    change_person,
    forget_former_names,
    join_persons,
    mark_name_checked,
    separate_person,
)
from people.actions.postings import (
    close_posting,
    correct_posting,
    open_posting,
    reopen_posting,
    transfer,
    withdraw_posting,
)
from people.actions.reminding import plan_reminding, remind
from people.actions.roles import (
    end_role,
    give_role,
    let_see_names,
    mirror_all_roles,
    mirror_roles,
    sync_groups,
)
from people.actions.roster import add_staff, add_to_roster, change_staff

__all__ = [
    "Newcomer",
    "add_agency",
    "add_area",
    "add_cadre",
    "add_many_staff",
    "add_person",
    "add_staff",
    "add_to_roster",
    "add_workplace",
    "change_agency",
    "change_person",
    "change_staff",
    "close_posting",
    "come_back",
    "correct_establishment",
    "correct_posting",
    "end_due_access",
    "end_exemption",
    "end_role",
    "end_sessions",
    "exempt",
    "forget_former_names",
    "give_role",
    "join_persons",
    "leave",
    "let_see_names",
    "mark_name_checked",
    "mirror_all_roles",
    "mirror_roles",
    "open_account",
    "open_posting",
    "plan_reminding",
    "record_establishment",
    "remind",
    "rename",
    "renew_password",
    "reopen_posting",
    "separate_person",
    "sync_groups",
    "transfer",
    "undo_leaving",
    "withdraw_establishment",
    "withdraw_exemption",
    "withdraw_posting",
]
