"""Put a row of the file right when its case is closed: no workflow is there to settle it.

A door does it in its own transaction, by the rules and in the words of a settle.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities import file
from activities.contracts import Settlement
from activities.writing import Writing
from database.models import Case, Receipt
from database.queries.case_at_work import Named, case_at_work
from database.queries.times import times_of
from database.writes.settles import append
from domain.catalogue import LETTERS, TASKS


async def put_right(db: AsyncSession, case: Case, receipt: Receipt, now: datetime) -> str | None:
    """Write what an act puts right in the file of a closed case; say why where it may not.

    ``case`` is locked. Once written it is a settle of the case like any other.
    """
    settlement = Settlement(
        case=case.ref,
        sequence=case.next_sequence,
        phase=case.phase,
        clock=now,
        clock_offset=case.clock_offset,
        waiting=None,
    )
    known = await case_at_work(db, case.ref, Named())
    writing = Writing(
        db=db,
        settlement=settlement,
        case=case,
        known=known,
        times=await times_of(db, case.office, known.version),
        catalogue=TASKS,
        letter_kinds=LETTERS,
    )
    if reason := await file.write_alone(receipt, writing):
        return reason
    await file.look_at_letters(writing)
    case.next_sequence += 1
    settled = {
        "case": case.ref,
        "sequence": settlement.sequence,
        "digest": "by a door",
        "answer": {},
        "cause": {"messages": [f"{receipt.source}|{receipt.id}"], "deadlines": []},
    }
    await append(db, writing.lines, settled)
    return None
