"""Which function writes which effect. Each takes an effect and the settle at work, and no clock."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from activities import contracts as c
from activities import file
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


WRITERS: Mapping[type[c.Contract], Writer] = {
    c.OpenTask: tasks.open_task,
    c.CompleteTask: tasks.complete_task,
    c.ChangeFile: file.write,
    c.OwnAct: file.write_own,
    c.HandOver: tasks.hand_over,
    c.WithdrawTask: tasks.withdraw_task,
    c.CallOff: tasks.call_off,
    c.Redate: tasks.redate,
    c.ArmDeadline: deadlines.arm,
    c.EndDeadline: deadlines.end,
    c.HoldWindows: holding.hold,
    c.RestoreWindows: holding.restore,
    c.Recompute: calendar_changes.recompute,
    c.DraftLetter: letters.draft,
    c.MoveLetter: letters.move,
    c.SendNotice: letters.notify,
    c.AskApproval: approvals.ask,
    c.DecideApproval: approvals.decide,
    c.Record: records.record,
    c.Decide: records.decide,
    c.Note: records.note,
    c.SetCase: cases.set_fields,
    c.Bar: cases.bar,
    c.Identify: cases.identify,
    c.Move: cases.move,
    c.CloseCase: cases.close,
    c.GiveLocks: locks.give,
    c.ReleaseLocks: locks.release,
    c.Impose: restrictions.impose,
    c.Lift: restrictions.lift,
    c.Vary: restrictions.vary,
    c.PutOnBoard: whiteboard.put_on,
    c.CountCall: whiteboard.count,
    c.TakeOffBoard: whiteboard.take_off,
    c.StartCase: links.start,
    c.TellCase: links.tell,
    c.TellOpen: links.tell_open,
    c.LinkCase: links.link,
}


async def write(effect: c.Effect, writing: Writing) -> None:
    """Write ``effect`` and its lines in the timeline."""
    await WRITERS[type(effect)](effect, writing)
