"""What must hold of every case at rest, whatever was killed meanwhile.

Reads the case database, the print spool and Temporal, and believes nobody. Each invariant is a
statement that returns what breaks it; how much it looked at is counted, for one that looked at
nothing shows nothing.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

FINAL = "('applied', 'refused', 'quarantined', 'unmatched')"
AT_REST = "interval '1 second'"


@dataclass(frozen=True)
class Invariant:
    """A rule: ``counts`` says how many things it is about, ``breaks`` returns what breaks it."""

    words: str
    counts: str
    breaks: str


IN_THE_DATABASE = (
    Invariant(
        "a message has one final status, and one line that says so",
        "select count(*) from messages",
        f"""
        select m.source || '|' || m.id || ': ' || coalesce(m.status, 'none') || ', lines '
               || count(t.sequence)
          from messages m
          left join timeline t
            on t."case" = m."case" and t.data ->> 'message' = m.source || '|' || m.id
           and t.data ->> 'status' in {FINAL}
         group by m.source, m.id, m.status, m."case"
        having coalesce(m.status, 'none') not in {FINAL}
            or (m."case" is not null and count(t.sequence) <> 1)
        """,
    ),
    Invariant(
        "a timeline has no gap",
        "select count(*) from timeline",
        """
        select c.ref || ': ' || count(t.sequence) || ' lines, the last one ' || max(t.sequence)
          from cases c join timeline t on t."case" = c.ref
         group by c.ref, c.next_entry
        having count(*) <> max(t.sequence) or max(t.sequence) <> c.next_entry - 1
        """,
    ),
    Invariant(
        "settles are counted without a gap, each answered once",
        "select count(*) from settled",
        """
        select c.ref || ': ' || count(s.sequence) || ' settles, the next one ' || c.next_sequence
          from cases c join settled s on s."case" = c.ref
         group by c.ref, c.next_sequence
        having count(*) <> max(s.sequence) or max(s.sequence) <> c.next_sequence - 1
        """,
    ),
    Invariant(
        "a task is opened once and ended at most once",
        "select count(*) from tasks",
        """
        select k.id || ': ' || k.state
               || ', opened ' || count(t.kind) filter (where t.kind = 'opened')
               || ', ended ' || count(t.kind) filter (where t.kind in ('completed', 'withdrawn'))
          from tasks k
          join timeline t on t."case" = k."case" and t.data ->> 'task' = k.id
         group by k.id, k.state
        having count(t.kind) filter (where t.kind = 'opened') > 1
            or count(t.kind) filter (where t.kind in ('completed', 'withdrawn'))
               <> (case when k.state = 'open' then 0 else 1 end)
        """,
    ),
    Invariant(
        "no case has the same work open twice",
        "select count(*) from tasks where state = 'open'",
        """
        select k."case" || ' ' || k.kind || ': ' || count(*)
          from tasks k where k.state = 'open' and not k.data ? 'message'
         group by k."case", k.kind having count(*) > 1
        """,
    ),
    Invariant(
        "nothing is armed in the past",
        "select count(*) from deadlines",
        f"""
        select d.id from deadlines d join cases c on c.ref = d."case"
         where d.state = 'armed' and d.due < clock_timestamp() - {AT_REST}
        """,
    ),
    Invariant(
        "a closed case has nothing armed and waits for nothing",
        "select count(*) from cases where state = 'closed'",
        """
        select c.ref from cases c where c.state = 'closed' and (
            exists (select from deadlines d where d."case" = c.ref and d.state = 'armed')
            or exists (select from tasks k where k."case" = c.ref and k.state = 'open'
                       and not k.data ? 'standalone'))
        """,
    ),
    Invariant(
        "what was signed has left, and is what was signed",
        "select count(*) from letters",
        """
        select l.id || ': ' || l.state from letters l
         where l.state = 'signed'
            or (l.state = 'sent' and (l.sent_at is null or l.signed_sha256 is distinct from l.sha256
                or encode(sha256(l.pdf), 'hex') <> l.sha256))
        """,
    ),
    Invariant(
        "the outbox is empty",
        "select count(*) from outbox",
        "select o.id || ': ' || coalesce(o.problem, 'not tried') from outbox o "
        "where o.done_at is null and o.kind <> 'record'",
    ),
)


@dataclass(frozen=True)
class Checked:
    """What came of one rule."""

    words: str
    looked_at: int
    broken: tuple[str, ...]


async def check(
    sessions: async_sessionmaker[AsyncSession], client: Client, spool: Path
) -> list[Checked]:
    """Look at everything; return every rule with what breaks it."""
    async with sessions() as db:
        found = [
            Checked(
                rule.words,
                int(await db.scalar(text(rule.counts)) or 0),
                tuple(str(row) for row in await db.scalars(text(rule.breaks))),
            )
            for rule in IN_THE_DATABASE
        ]
        letters = await db.execute(
            text("select id, sha256 from letters where state = 'sent' and channel = 'post'")
        )
        posted = {row.id: row.sha256 for row in letters}
        cases = await db.execute(text("select ref, state from cases"))
        states = {row.ref: row.state for row in cases}
    return [*found, _spooled(posted, spool), await _running(states, client)]


def _spooled(posted: dict[str, Any], spool: Path) -> Checked:
    """Compare letters with envelopes: one each, with the bytes that were signed."""
    there = {file.stem: file for file in spool.glob("*.pdf")}
    broken = [f"{letter}: no envelope" for letter in posted.keys() - there.keys()]
    broken += [f"{letter}: an envelope, and no letter" for letter in there.keys() - posted.keys()]
    for letter in there.keys() & posted.keys():
        sha256 = hashlib.sha256(there[letter].read_bytes()).hexdigest()
        manifest = json.loads(there[letter].with_suffix(".json").read_text())
        if not sha256 == manifest["sha256"] == posted[letter]:
            broken.append(f"{letter}: other bytes than were signed")
    words = "a letter has one envelope, with the bytes that were signed"
    return Checked(words, len(there), tuple(broken))


async def _running(states: dict[str, str], client: Client) -> Checked:
    """Compare open cases with running workflows: one each, and none for a closed case."""
    running: dict[str, int] = {}
    async for workflow in client.list_workflows("ExecutionStatus = 'Running'"):
        running[workflow.id] = running.get(workflow.id, 0) + 1
    wanted = {ref: 1 for ref, state in states.items() if state == "open"}
    broken = [
        f"{ref}: {running.get(ref, 0)} running, {wanted.get(ref, 0)} wanted"
        for ref in running.keys() | wanted.keys()
        if running.get(ref, 0) != wanted.get(ref, 0)
    ]
    words = "an open case has one running workflow, a closed one none"
    return Checked(words, len(states), tuple(broken))
