"""A row is put right on a closed case too; any other act on it is work for somebody."""

from datetime import timedelta

from sqlalchemy import select

from database.file import Contact, FileVersion
from database.models import Case, Task
from database.queries.cases import case_json
from starter.doors.door import Door
from tests.doors.seeing import NOW, Seen
from tests.sending import sent

SSM = "ps_ssm.ito"


async def closed(seen: Seen, ref: str) -> str:
    """A case that is closed, with a talk in its file."""
    case = await seen.add_case(ref, state="closed", closed_at=NOW, next_sequence=9)
    async with seen.sessions.begin() as db:
        db.add(
            Contact(
                id=f"{case}.contact-1",
                case=case,
                number=1,
                step="CSP-T4-S1a",
                by="psso.diaz",
                at=NOW - timedelta(days=3),
                told_at=NOW - timedelta(days=3),
                side="casey",
                origin="officer",
                customers=["casey"],
                version=1,
                words={},
                customer="casey",
                direction="out",
                channel="phone",
                result="reached",
                identity="confirmed",
                purpose="service",
                process="standard",
                issues=[],
                parties=[],
                given=[],
            )
        )
    return case


async def test_what_was_entered_in_error_is_struck_out_on_a_closed_case_too(
    door: Door, seen: Seen
) -> None:
    case = await closed(seen, "ps-closedfile1")
    wrong = {"row": "contact-1", "why": "wrong_call", "seen": 1}

    done = await door.send(sent("contact.entered_in_error", officer=SSM, case=case, facts=wrong))
    again = await door.send(sent("contact.entered_in_error", officer=SSM, case=case, facts=wrong))

    assert (done.status, done.reason) == ("applied", None)
    assert again.status == "refused"
    assert "there is no contact-1 in this file" in (again.reason or "")
    async with seen.sessions() as db:
        row = await db.get_one(Contact, f"{case}.contact-1")
        version = await db.get_one(FileVersion, (f"{case}.contact-1", 2))
        found = await case_json(db, case)
        ended = await db.get_one(Case, case)
    assert (row.entered_in_error, version.by) == (True, SSM)
    assert ended.next_sequence == 10
    assert "contact-1: a row of the file was entered in error" in {
        line["words"] for line in found["timeline"]
    }


async def test_any_other_act_on_a_closed_case_is_work_for_somebody(door: Door, seen: Seen) -> None:
    case = await closed(seen, "ps-closedfile2")
    facts = {"customer": "casey", "result": "no_answer"}

    told = await door.send(sent("contact.made", officer="psso.diaz", case=case, facts=facts))

    assert (told.status, told.reason) == ("unmatched", "the case is closed")
    async with seen.sessions() as db:
        (task,) = await db.scalars(select(Task).where(Task.case == case))
    assert task.kind == "decide_reopening"
