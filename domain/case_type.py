"""How a lifecycle is declared: what the product must know of it by name, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.deadline_rules import DeadlineRule
from domain.letters import LetterKind
from domain.messages import Message
from domain.setting_kinds import Setting
from domain.step_ids import StepId
from domain.tasks import TaskKind

F_co = TypeVar("F_co", bound=Message, covariant=True)  # the facts that open a case


@dataclass(frozen=True)
class CaseType(Generic[F_co]):
    """One kind of case. Workflows know their own; all others read ``domain.catalogue``.

    Attributes:
        name: the workflow type, a wire name.
        prefix: two letters, with which its references begin.
        title: what operators read beside a reference.
        phases: in the order of the procedure.
        contact: the setting of how a customer can answer its letters, by programme.
        opened_by: the message that opens a case of this kind.
        takes: what a case is told, beside what every case takes, and the steps that this serves
            in it, the leading one first.
        gated: its customers leave through the gates of the case file (``domain.file.gates``).
        one_a_customer: a customer has one open case of the kind; what would open a second joins it.
    """

    name: str
    prefix: str
    title: str
    phases: type[StrEnum]
    contact: str
    opened_by: type[F_co]
    takes: Mapping[type[Message], tuple[StepId, ...]]
    tasks: tuple[TaskKind, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    rules: tuple[DeadlineRule, ...] = ()
    settings: tuple[Setting, ...] = ()
    gated: bool = False
    one_a_customer: bool = False
