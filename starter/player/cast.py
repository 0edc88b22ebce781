"""The default cast of a simulated stack: an officer for every role, an office for every state.

Its specialist has the delegation of every area.
"""

from domain.issues import AREAS
from domain.roles import ROLE_WORDS, Role

SURNAMES = {
    Role.MAIL_TEAM: "lee",
    Role.ALLOCATIONS_OFFICER: "okafor",
    Role.COMPLAINTS_OFFICER: "wu",
    Role.LEVEL_1_OFFICER: "marsh",
    Role.COMPLAINTS_SSM: "rossi",
    Role.EXTERNAL_COMPLAINTS_OFFICER: "haddad",
    Role.EXTERNAL_COMPLAINTS_SSM: "novak",
    Role.SERVICE_OFFICER: "singh",
    Role.SPECIALIST_OFFICER: "petrov",
    Role.TEAM_LEADER: "brown",
    Role.PSSO: "diaz",
    Role.PS_SSM: "ito",
    Role.PS_SM: "adeyemi",
    Role.PS_PSM: "larsen",
    Role.APPROVER: "cohen",
    Role.ZONE: "nguyen",
    Role.ASSESSMENT_SERVICES: "moreau",
}


def officer_id(role: Role) -> str:
    """Return the id of the officer who holds ``role`` in the default cast."""
    return f"{role.value}.{SURNAMES[role]}"


def officers(office: str) -> dict[str, dict[str, object]]:
    """Return the cast in the form of an officers file."""
    return {
        officer_id(role): {
            "name": f"{initial(role)}. {SURNAMES[role].title()}",
            "office": office,
            "team": team(role),
            "roles": [role.value],
            "areas": sorted(AREAS) if role is Role.SPECIALIST_OFFICER else [],
        }
        for role in Role
    }


def team(role: Role) -> str:
    """Return the team of whoever holds ``role`` in the default cast."""
    match role.value.partition("_")[0]:
        case "complaints" | "external" | "allocations" | "level":
            return "Escalated and External Complaints"
        case "ps" | "psso":
            return "Personalised Services"
    return ROLE_WORDS[role]


def initial(role: Role) -> str:
    """Return a first initial, so that a letter can be signed."""
    return "ABCDEFGHJKLMNPRST"[list(Role).index(role)]
