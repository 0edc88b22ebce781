"""Which function writes which effect. Each takes an effect and the settle at work, and no clock."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from activities import file
from activities.effects.approvals import AskApproval, DecideApproval
from activities.effects.base import Contract
from activities.effects.cases import Bar, CloseCase, Identify, Move, SetCase
from activities.effects.deadlines import (
    ArmDeadline,
    EndDeadline,
    HoldWindows,
    Recompute,
    RestoreWindows,
)
from activities.effects.every import Effect
from activities.effects.file import ChangeFile, OwnAct
from activities.effects.letters import DraftLetter, MoveLetter, SendNotice
from activities.effects.links import LinkCase, StartCase, TellCase, TellOpen
from activities.effects.locks import GiveLocks, ReleaseLocks
from activities.effects.records import Decide, Note, Record
from activities.effects.restrictions import Impose, Lift, Vary
from activities.effects.tasks import CallOff, CompleteTask, HandOver, OpenTask, Redate, WithdrawTask
from activities.effects.whiteboard import CountCall, PutOnBoard, TakeOffBoard
from activities.writers import (
    approvals,
    calendar_changes,
    cases,
    deadlines,
    holding,
    letters,
    links,
    locks,
    records,
    restrictions,
    tasks,
    whiteboard,
)
from activities.writing import Writing

Writer = Callable[[Any, Writing], Awaitable[None]]


WRITERS: Mapping[type[Contract], Writer] = {
    OpenTask: tasks.open_task,
    CompleteTask: tasks.complete_task,
    ChangeFile: file.write,
    OwnAct: file.write_own,
    HandOver: tasks.hand_over,
    WithdrawTask: tasks.withdraw_task,
    CallOff: tasks.call_off,
    Redate: tasks.redate,
    ArmDeadline: deadlines.arm,
    EndDeadline: deadlines.end,
    HoldWindows: holding.hold,
    RestoreWindows: holding.restore,
    Recompute: calendar_changes.recompute,
    DraftLetter: letters.draft,
    MoveLetter: letters.move,
    SendNotice: letters.notify,
    AskApproval: approvals.ask,
    DecideApproval: approvals.decide,
    Record: records.record,
    Decide: records.decide,
    Note: records.note,
    SetCase: cases.set_fields,
    Bar: cases.bar,
    Identify: cases.identify,
    Move: cases.move,
    CloseCase: cases.close,
    GiveLocks: locks.give,
    ReleaseLocks: locks.release,
    Impose: restrictions.impose,
    Lift: restrictions.lift,
    Vary: restrictions.vary,
    PutOnBoard: whiteboard.put_on,
    CountCall: whiteboard.count,
    TakeOffBoard: whiteboard.take_off,
    StartCase: links.start,
    TellCase: links.tell,
    TellOpen: links.tell_open,
    LinkCase: links.link,
}


async def write(effect: Effect, writing: Writing) -> None:
    """Write ``effect`` and its lines in the timeline."""
    await WRITERS[type(effect)](effect, writing)
