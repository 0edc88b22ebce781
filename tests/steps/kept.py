"""Copy a case as it stands at the beginning of a phase: its rows, and what its run goes on with.

That is all there is of a case. The copy has a reference, a customer and message ids of its own, and
its workflow is started as a new run is: with what the one before carried. So the settles up to
there are another case's, and the phase's first settle is its own.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio.client import Client

from activities.carried import Carried
from activities.contracts import Start
from activities.pushes import start_lifecycle
from database.base import Base
from domain.messages import Envelope
from workflows.inbox import MARK

Json = dict[str, Any]
Sessions = async_sessionmaker[AsyncSession]

IDS = re.compile(r"[0-9a-f]{16}")  # of messages, as doors make them: nothing else reads like one

# Every table that names a case, and the two that name a letter or a message of it.
WHERE: dict[str, str] = {
    table.name: '"case" = :ref' for table in Base.metadata.sorted_tables if "case" in table.columns
} | {
    "cases": "ref = :ref",
    "documents": '(source, message) in (select source, id from messages where "case" = :ref)',
}
TABLES = [table.name for table in Base.metadata.sorted_tables if table.name in WHERE]

Rows = dict[str, list[Json]]


async def rows_of(db: AsyncSession, ref: str) -> Rows:
    """Return every row of a case as PostgreSQL writes it in JSON, by table."""
    found: Rows = {}
    for table in TABLES:
        query = f'select to_jsonb(t)::text from "{table}" t where {WHERE[table]} order by 1'
        found[table] = [json.loads(row) for row in await db.scalars(text(query), {"ref": ref})]
    return found


@dataclass(frozen=True)
class Kept:
    """A case as a phase begins: the input of its run, and its rows by table."""

    start: Json
    rows: Rows

    @property
    def ref(self) -> str:
        """The case reference."""
        return str(self.start["case"])

    @property
    def carried(self) -> Carried:
        """What the run goes on with."""
        return Carried.model_validate(self.start["carried"])

    @property
    def _seen(self) -> dict[str, None]:
        return self.carried.inbox.seen

    async def go_on(
        self,
        ref: str,
        customer: str,
        client: Client,
        sessions: Sessions,
        *,
        phase_by_phase: bool = False,
    ) -> None:
        """Let a copy of the case go on under another reference, for another customer.

        Its clock goes on from where it was. Search attributes a run inherits from the one before;
        this one has none, so it writes them all.
        """
        assert not self.rows["links"], f"{self.ref} is linked to other cases, which are not kept"
        copy = self.named(self.names(ref, customer))
        await copy.put(sessions)
        offset = (copy.carried.latest or copy.carried.cause) - datetime.now(UTC)
        carried = copy.carried.model_copy(update={"offset": offset, "attributes": {}})
        start = copy.start | {
            "carried": carried.model_dump(mode="json"),
            "continue_always": phase_by_phase,
        }
        await start_lifecycle(client, Start.model_validate(start))

    def names(self, ref: str, customer: str) -> dict[str, str]:
        """Return new names for its own: its reference, its customer, the ids of its messages."""
        names = {self.ref: ref, str(self.start["customer"]): customer}
        for id_ in (row["id"] for row in self.rows["messages"]):
            if self.ref not in id_:
                assert IDS.fullmatch(id_), f"{id_} may stand in other words: let the door name it"
                names[id_] = hashlib.sha256(f"{ref}|{id_}".encode()).hexdigest()[:16]
        return names

    def named(self, names: Mapping[str, str]) -> "Kept":
        """Return the same case under other names."""
        start, rows = renamed(names, [self.start, self.rows])
        # It knows messages by hashes of names.
        known = {
            _told(before).digest: _told(now).digest
            for before, now in zip(self.rows["messages"], rows["messages"], strict=True)
        }
        seen = [now[:MARK] for before, now in known.items() if before[:MARK] in self._seen]
        assert len(seen) == len(self._seen), f"{self.ref} saw what left no receipt"
        start = renamed(known, start)
        start["carried"]["inbox"]["seen"] = dict.fromkeys(seen)
        return Kept(start, rows)

    async def put(self, sessions: Sessions) -> None:
        """Write its rows; it is the newest case then."""
        async with sessions.begin() as db:
            (case,) = self.rows["cases"]
            case["chain"] = None  # the copy has a workflow of its own
            case["opening"] = await db.scalar(text("select nextval('case_openings')"))
            for table in (table for table in TABLES if self.rows[table]):
                await db.execute(
                    text(
                        f'insert into "{table}" select * from'
                        f' jsonb_populate_recordset(null::"{table}", cast(:rows as jsonb))'
                    ),
                    {"rows": json.dumps(self.rows[table])},
                )


def renamed(names: Mapping[str, str], told: Any) -> Any:
    """Return JSON with other names in it, wherever they stand."""
    pattern = re.compile("|".join(map(re.escape, names)))
    return json.loads(pattern.sub(lambda found: names[found[0]], json.dumps(told)))


def _told(message: Json) -> Envelope:
    return Envelope.model_validate({name: message[name] for name in Envelope.model_fields})
