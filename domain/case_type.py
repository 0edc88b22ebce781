"""How a lifecycle is declared: what the product must know of it by name, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.deadline_rules import DeadlineRule
from domain.letters import Contact, LetterKind
from domain.messages import Message
from domain.setting_kinds import Setting
from domain.step_ids import StepId
from domain.tasks import TaskKind


@dataclass(frozen=True)
class CaseType:
    """One kind of case. Workflows know their own; all others read ``domain.catalogue``.

    Attributes:
        name: the workflow type, a wire name.
        prefix: two letters, with which its references begin.
        title: what operators read beside a reference.
        phases: in the order of the procedure.
        contact: how a customer can answer its letters.
        opened_by: the message that opens a case of this kind.
        takes: what a case is told, beside what every case takes, and the steps that this serves
            in it, the leading one first.
    """

    name: str
    prefix: str
    title: str
    phases: type[StrEnum]
    contact: Contact
    opened_by: type[Message]
    takes: Mapping[type[Message], tuple[StepId, ...]]
    tasks: tuple[TaskKind, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    rules: tuple[DeadlineRule, ...] = ()
    settings: tuple[Setting, ...] = ()
