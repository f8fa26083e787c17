"""The tables of `people`, by what they are about."""

from people.models.organisation import Agency, Area, Cadre, Establishment, Workplace
from people.models.person import Person, rows_of, rows_of_many
from people.models.roles import Role, RoleAssignment
from people.models.roster import Exemption, Posting, StaffRecord
from people.models.user import User
from people.models.words import FormerName, PersonWord

__all__ = [
    "Agency",
    "Area",
    "Cadre",
    "Establishment",
    "Exemption",
    "FormerName",
    "Person",
    "PersonWord",
    "Posting",
    "Role",
    "RoleAssignment",
    "StaffRecord",
    "User",
    "Workplace",
    "rows_of",
    "rows_of_many",
]
