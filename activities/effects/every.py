"""Whichever effect: what a settlement is made of."""

from typing import Annotated

from pydantic import Field

from activities.effects.approvals import AskApproval, DecideApproval
from activities.effects.cases import Bar, CloseCase, Identify, Move, SetCase
from activities.effects.deadlines import (
    ArmDeadline,
    EndDeadline,
    HoldWindows,
    Recompute,
    RestoreWindows,
)
from activities.effects.file import ChangeFile, OwnAct
from activities.effects.letters import DraftLetter, MoveLetter, SendNotice
from activities.effects.links import LinkCase, StartCase, TellCase, TellOpen
from activities.effects.locks import GiveLocks, ReleaseLocks
from activities.effects.records import Decide, Note, Record
from activities.effects.restrictions import Impose, Lift, Vary
from activities.effects.tasks import CallOff, CompleteTask, HandOver, OpenTask, Redate, WithdrawTask
from activities.effects.whiteboard import CountCall, PutOnBoard, TakeOffBoard

Effect = Annotated[
    OpenTask
    | CompleteTask
    | ChangeFile
    | OwnAct
    | HandOver
    | WithdrawTask
    | CallOff
    | Redate
    | ArmDeadline
    | EndDeadline
    | HoldWindows
    | RestoreWindows
    | Recompute
    | DraftLetter
    | MoveLetter
    | SendNotice
    | AskApproval
    | DecideApproval
    | Record
    | Decide
    | Note
    | SetCase
    | Bar
    | Identify
    | Move
    | GiveLocks
    | ReleaseLocks
    | Impose
    | Lift
    | Vary
    | PutOnBoard
    | CountCall
    | TakeOffBoard
    | StartCase
    | TellCase
    | TellOpen
    | LinkCase
    | CloseCase,
    Field(discriminator="effect"),
]
