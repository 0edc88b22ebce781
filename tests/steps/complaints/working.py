"""Who works complaints, and what they answer where a test is about something else."""

from typing import Any

from tests.steps.driving import Json

MAIL = "mail_team.lee"
ALLOCATIONS = "allocations_officer.okafor"
COMPLAINTS = "complaints_officer.wu"
LEVEL_1 = "level_1_officer.marsh"
COMPLAINTS_SSM = "complaints_ssm.rossi"
EXTERNAL = "external_complaints_officer.haddad"
EXTERNAL_SSM = "external_complaints_ssm.novak"
PSSO = "psso.diaz"

Answers = dict[str, Any]

ORDINARY: Answers = {"WC-S3g": False, "WC-S3h": False}
LEVELLED: Answers = ORDINARY | {
    "WC-S3i": "A first complaint, and nothing in the history",
    "WC-S3j": "process",
}
RESUMED: Answers = LEVELLED | {"WC-S3e": False}
ASSESSED: Answers = RESUMED | {"WC-S3b": False}
BEHAVIOUR: Answers = {"WC-S3j": "staff_manner"}

NOT_COMPLAINT: Answers = ORDINARY | {
    "WC-S3a.why": "It asks when a payment is due",
    "WC-S3a.category": "question",
}
IN_HAND: Answers = {"WC-S3b": True, "WC-S3c.holder": EXTERNAL}
MANY_AVENUES: Answers = {
    "WC-S3b": False,
    "WC-S3e": True,
    "WC-S3f.proposal": "The Ombudsman's officer answers for both",
}
AGREED: Answers = {
    "WC-S3c": "It is dealt with apart from the escalation",
    "WC-S3c.consulted": ALLOCATIONS,
    "WC-S3c.on": "2027-01-04",
}
SETTLED: Answers = {"WC-S3f": "One answer for both", "WC-S3f.owner": COMPLAINTS}


def clocks(case: Json) -> list[str]:
    """Return where the dates about the acknowledgement stand."""
    return [d["state"] for d in case["deadlines"] if d["step"] == "WC-S3n"]


def recorded(case: Json, name: str) -> list[Json]:
    """Return what a case has recorded under a name."""
    return [r["data"] for r in case["records"] if r["name"] == name]
