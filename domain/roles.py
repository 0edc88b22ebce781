"""The roles that the procedures name; a person may hold several at a time."""

from enum import StrEnum


class Role(StrEnum):
    """Who may do a piece of work. Source: BG-WC-a, BG-WC-b, readings A04 and A05."""

    MAIL_TEAM = "mail_team"
    ALLOCATIONS_OFFICER = "allocations_officer"
    COMPLAINTS_OFFICER = "complaints_officer"
    LEVEL_1_OFFICER = "level_1_officer"
    COMPLAINTS_SSM = "complaints_ssm"
    EXTERNAL_COMPLAINTS_OFFICER = "external_complaints_officer"
    EXTERNAL_COMPLAINTS_SSM = "external_complaints_ssm"
    SERVICE_OFFICER = "service_officer"
    SPECIALIST_OFFICER = "specialist_officer"
    TEAM_LEADER = "team_leader"
    PSSO = "psso"
    PS_SSM = "ps_ssm"
    PS_SM = "ps_sm"
    PS_PSM = "ps_psm"
    APPROVER = "approver"
    ZONE = "zone"
    ASSESSMENT_SERVICES = "assessment_services"


# What the procedures call a role, and the one role that it means (A04, BG-WC-a, BG-WC-b).
ALIASES = {
    "SO6 Service Officer": Role.COMPLAINTS_OFFICER,
    "Complaints Team Leader": Role.COMPLAINTS_SSM,
    "PSO": Role.PSSO,
    "PSCM": Role.PSSO,
    "PSSO": Role.PSSO,
}

ROLE_WORDS = {
    Role.MAIL_TEAM: "Mail team",
    Role.ALLOCATIONS_OFFICER: "Allocations Officer",
    Role.COMPLAINTS_OFFICER: "Complaints Officer",
    Role.LEVEL_1_OFFICER: "Level 1 Officer",
    Role.COMPLAINTS_SSM: "Complaints Service Support Manager",
    Role.EXTERNAL_COMPLAINTS_OFFICER: "External and Escalated Complaints officer",
    Role.EXTERNAL_COMPLAINTS_SSM: "External and Escalated Complaints Service Support Manager",
    Role.SERVICE_OFFICER: "Service Officer",
    Role.SPECIALIST_OFFICER: "Specialist Officer",
    Role.TEAM_LEADER: "Team Leader",
    Role.PSSO: "Personalised Services Service Officer",
    Role.PS_SSM: "Personalised Services Service Support Manager",
    Role.PS_SM: "Personalised Services Service Manager",
    Role.PS_PSM: "Personalised Services Program Support Manager",
    Role.APPROVER: "Approver",
    Role.ZONE: "Zone",
    Role.ASSESSMENT_SERVICES: "Assessment Services",
}


# Who may hand over work that another holds: it must not wait for somebody who is ill. They see the
# work that nobody may do, too.
MANAGERS = (
    Role.TEAM_LEADER,
    Role.COMPLAINTS_SSM,
    Role.EXTERNAL_COMPLAINTS_SSM,
    Role.PS_SSM,
    Role.PS_SM,
)


def complaints_handler(*, in_personalised_services: bool) -> Role:
    """Return who the complaints procedure means by its SO6 Service Officer (BG-WC-a)."""
    return Role.PSSO if in_personalised_services else Role.COMPLAINTS_OFFICER
