"""Which complaints are escalations already in hand: procedure 277-09020010, step 3."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.complaints.assessment import Level
from domain.roles import Role

ESCALATED = "escalated"  # the segment of an item that came through an MP, the Ombudsman, a Minister
TEAM = frozenset({Role.EXTERNAL_COMPLAINTS_OFFICER.value, Role.EXTERNAL_COMPLAINTS_SSM.value})


@dataclass(frozen=True)
class OpenComplaint:
    """An open complaint of a customer. ``roles`` are those of all its work, ended work too.

    It is open until the procedure that has it reports: acknowledged is not ended.
    """

    ref: str
    level: str | None = None
    segment: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)


def in_hand(complaint: OpenComplaint) -> bool:
    """Tell whether a complaint is an escalation that is already being managed.

    Without it a second officer would answer a customer whom the team already deals with.
    Source: WC-S3b. It came as one, it is managed at Level 2, or the team has worked on it.
    """
    return (
        complaint.segment == ESCALATED
        or complaint.level == Level.LEVEL_2
        or bool(complaint.roles & TEAM)
    )


def escalations(complaints: Iterable[OpenComplaint]) -> list[str]:
    """Return the references of those that are in hand, in the order given."""
    return [complaint.ref for complaint in complaints if in_hand(complaint)]
