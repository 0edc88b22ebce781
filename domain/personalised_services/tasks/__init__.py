"""Every kind of work that this procedure opens."""

from domain.personalised_services.tasks import (
    closing,
    contact,
    decision,
    handing_over,
    leaving,
    letters,
    options,
    planning,
    referral,
    segment_3,
    specialists,
    standing,
    strategies,
)
from domain.tasks import TaskKind

TASKS: tuple[TaskKind, ...] = (
    *referral.TASKS,
    *planning.TASKS,
    *contact.TASKS,
    *letters.TASKS,
    *options.TASKS,
    *specialists.TASKS,
    *closing.TASKS,
    *decision.TASKS,
    *segment_3.TASKS,
    *leaving.TASKS,
    *standing.TASKS,
    *strategies.TASKS,
    *handing_over.TASKS,
)
