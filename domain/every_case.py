"""What every case takes, and what doors settle by themselves; what else a case takes its type says.

Beside each message stand the steps that it serves, the leading one first.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.messages import (
    CalendarChanged,
    CustomerUpdated,
    LetterDelivered,
    LetterFailed,
    Message,
    TaskCompleted,
    TaskProgressed,
)
from domain.standing.table import TOLD
from domain.step_ids import StepId

EVERY_CASE: Mapping[type[Message], tuple[StepId, ...]] = MappingProxyType(
    {
        TaskCompleted: ("CB-TASK",),
        LetterDelivered: ("CB-LETTER",),
        LetterFailed: ("CB-LETTER",),
        CalendarChanged: ("CB-CALENDAR",),
        **TOLD,
    }
)

NO_CASE: Mapping[type[Message], tuple[StepId, ...]] = MappingProxyType(
    {CustomerUpdated: ("CB-CUSTOMER",), TaskProgressed: ("CB-TASK",)}
)
