"""The work of a hand-over: what was open is taken thing by thing, or somebody else has it.

Source: CSP-T1-S2e, CSP-T2-S2b.
"""

from domain.file.handovers import HandoverAnswered, left_open, unanswered
from domain.needs import Opened
from domain.roles import Role
from domain.sittings import line, needed, sitting


def said_of_each(opened: Opened) -> tuple[str, ...]:
    """Say of which thing that was handed over nobody knows whether it is taken.

    Source: CSP-T2-S2b.
    """
    return tuple(f"{row} is neither taken, nor said why not" for row in unanswered(opened.file))


def with_somebody(opened: Opened) -> tuple[str, ...]:
    """Say what the receiver has not taken, and nobody has ended.

    Source: CSP-T1-S2e.
    """
    return tuple(f"{left.row} is not taken: {left.why}" for left in left_open(opened.file))


EACH_IS_TAKEN = needed("each thing that was handed over is taken", said_of_each, HandoverAnswered)

TAKE_THINGS_OVER = sitting(
    "take_things_over",
    "A customer who is leaving comes from another PSSO: take what is open",
    Role.PSSO,
    line("CB-TASK", needs=EACH_IS_TAKEN),
)

FIND_WHO_TAKES = sitting(
    "find_who_takes",
    "The PSSO who got the customer has not taken everything: have each thing taken, or ended",
    Role.PS_SSM,
    line(
        "CB-TASK",
        needs=needed("nothing is left with nobody", with_somebody, HandoverAnswered),
    ),
)

TASKS = (TAKE_THINGS_OVER, FIND_WHO_TAKES)
