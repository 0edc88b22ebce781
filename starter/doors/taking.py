"""Take one message in: one transaction that ends with its receipt, or with nothing written."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from activities import closed, given_up, looks, questions
from database.models import Case, Customer, Office, Receipt, Task
from database.queries import messages, officers, referents
from database.queries.acting import mistaken_at_the_door
from database.queries.admission import objection, objection_ahead
from database.queries.joining import case_to_join
from database.queries.messages import envelope
from database.queries.nearest import not_found
from database.writes import receipts, timeline
from domain.admission import REASON, Objection
from domain.case_type import CaseType
from domain.catalogue import MESSAGES, TASKS, opened_by, takers
from domain.days import GRACE, OLDEST
from domain.errors import Fault, MalformedMessageError, OtherBodyError
from domain.file.acts import Act
from domain.file.carried import WORDS as WORDS_OF_ACTS
from domain.file.putting_right import PUTS_RIGHT
from domain.messages import (
    ABOUT_WORK,
    OWN_SOURCES,
    CarriedAct,
    CustomerUpdated,
    Message,
    Status,
    TaskCompleted,
    TaskProgressed,
)
from domain.officers import Person, in_words, naming_fault
from domain.offices import OFFICES, State
from domain.references import case_reference
from domain.refers import NOWHERE, OFFICER, UNKNOWN_CUSTOMER, Here, references_of
from domain.roles import Role
from domain.standing.messages import OfficerLeft
from domain.tasks import AnswerType, added_questions
from starter.doors import ahead, carrying, customers, danger, deaths, form, leaving, standalone
from starter.doors.attached import Attached
from starter.doors.deaths import ABOUT_DEATH
from starter.doors.sent import Sent

# What the door settles for a customer, whichever cases they have.
OF_A_CUSTOMER = (CustomerUpdated, *ABOUT_DEATH)
TELLS_ITS_CASES = (*ABOUT_DEATH, OfficerLeft)


@dataclass
class Taking:
    """One message on its way in; whatever it looks up is what this transaction sees.

    ``attached`` are its documents, searched.
    """

    db: AsyncSession
    sent: Sent
    attached: Attached
    now: datetime
    door: str
    office: str | None
    begins_at: datetime | None
    happened: datetime = field(init=False)
    pushes: set[str] = field(default_factory=set, init=False)  # cases whose letters are looked at
    follows: list[Receipt] = field(default_factory=list, init=False)  # what cases are told then

    def __post_init__(self) -> None:
        """What is told without its instant happens as it comes in."""
        self.happened = self.sent.occurred_at or self.now

    async def take(self) -> tuple[Receipt, bool]:
        """Write the receipt; return it, and whether the message had come before.

        Raises:
            DoorError: nothing was written.
        """
        if earlier := await messages.find(self.db, self.sent.source, self.sent.id):
            return self._same(earlier), True
        person = await officers.person(self.db, self.sent.officer) if self.sent.officer else None
        await self._customer()
        task = await self._task() if self._kind in ABOUT_WORK else None
        if task and not self.sent.occurred_at:
            self.happened = max(self.now, task.opened_at)  # by a clock that was fast
        if self._kind is TaskCompleted and (faults := carrying.faults(self.sent)):
            raise MalformedMessageError(self.sent.type, faults)
        opens = None if self.sent.case else opened_by(self._kind)
        start = await self._start(opens, person) if opens else None
        joins = await case_to_join(self.db, opens, start["customer"]) if opens and start else None
        start = None if joins else start
        ref = joins or (start["case"] if start else task.case if task else self.sent.case)
        case = await self.db.get(Case, ref) if ref else None
        if not start:
            await self._dates(case)
        reason = self._refusal(person, case) or await self._naming_fault()
        if not start and not reason:
            reason = await self._reference_fault(case)
        if not reason:
            await self._rows(case)
        if task or reason or (case and case.state == "closed"):
            case = await timeline.locked(self.db, ref)  # there will be a line in its timeline
        values = self._values(person, None if reason and not case else ref, task)
        await self._name_persons(values["facts"], task)
        if start and not reason:
            values["start"] = start
        row = await receipts.write(self.db, values, self._documents())
        if row is None:  # somebody sent the same at the same time, and was first
            first = await self.db.get_one(Receipt, (self.sent.source, self.sent.id))
            return self._same(first), True
        await self._answer(row, person, task, case, reason)
        self.follows += await danger.look(self.db, row, case, task, person, attached=self.attached)
        return row, False

    @property
    def _kind(self) -> type[Message]:
        return MESSAGES[self.sent.type]

    @property
    def _facts(self) -> Message:
        return self._kind.model_validate(self.sent.facts)

    def _same(self, earlier: Receipt) -> Receipt:
        sent = self.sent
        same = earlier.digest == sent.digest()
        if not earlier.digest:  # it came to the case as a signal, and its settle wrote it down
            known = envelope(earlier)
            again = known.model_copy(
                update={
                    "type": sent.type,
                    "case": sent.case or known.case,
                    "about": sent.about,
                    "occurred_at": sent.occurred_at or known.occurred_at,
                    "facts": dict(sent.facts),
                }
            )
            same = known.digest == again.digest and not (sent.content or sent.attachments)
        if same:
            return earlier
        raise OtherBodyError(
            f"{sent.source} has used the id {sent.id} before, for another message. Nothing was "
            "written. Give each message an id of its own; repeat one only unchanged."
        )

    # ------------------------------------------------------------------ what it is about

    async def _customer(self) -> None:
        if self._kind is not CustomerUpdated:
            return
        faults = await customers.faults(self.db, self.sent.facts, self.sent.content)
        itself = Here(customer=str(self.sent.facts["customer"]))
        faults += await referents.fact_faults(self.db, self._facts, itself)
        if self.sent.case:
            faults.append("case: what is known of a customer belongs to no case; leave it out")
        if faults:
            raise MalformedMessageError(self.sent.type, faults)

    async def _task(self) -> Task:
        about = self.sent.about
        if about is None:
            raise MalformedMessageError(self.sent.type, ["about: say which task is completed"])
        task = await self.db.get(Task, about)
        if task is None:
            raise await not_found(self.db, "task", about)
        if self.sent.case not in (None, task.case):
            raise MalformedMessageError(self.sent.type, [f"case: task {about} belongs to another"])
        return task

    async def _start(self, opens: CaseType[Message], person: Person | None) -> dict[str, Any]:
        """Return how to start the case; what does not exist would stop it at its first settle."""
        office = self.sent.office or (person.office if person else self.office)
        named = self.sent.customer or self.sent.facts.get("customer")
        customer = named if isinstance(named, str) else None
        faults: list[str] = []
        day: date | None = None
        if office is None:
            faults.append("office: say whose calendar and clock the case follows")
        elif (row := await self.db.get(Office, office)) is None:
            faults.append(f"office: there is no office {office}")
        else:
            zone = ZoneInfo(row.zone)
            day = self.happened.astimezone(zone).date()
            faults += self._facts.date_faults(self.happened, zone)
        faults += await referents.fact_faults(self.db, self._facts, Here(customer=customer))
        if "customer" not in self.sent.facts and customer:  # its type has no such fact
            known = await self.db.get(Customer, customer)
            faults += [] if known else [f"customer: {UNKNOWN_CUSTOMER}"]
        if faults:
            raise MalformedMessageError(self.sent.type, faults)
        return {
            "case": case_reference(opens.name, self.sent.source, self.sent.id),
            "type": opens.name,
            "office": office,
            "customer": customer,
            "day": day.isoformat() if day else None,
            "begins_at": self.begins_at.isoformat() if self.begins_at else None,
        }

    async def _dates(self, case: Case | None) -> None:
        """Refuse days that cannot be meant; they are counted on the clock of the case's office."""
        row = await self.db.get(Office, case.office) if case else None
        zone = ZoneInfo(row.zone) if row else OFFICES[State.ACT].clock
        faults = self._facts.date_faults(self.happened, zone)
        if self._kind is TaskCompleted:
            faults += carrying.date_faults(self.sent, self.happened, zone)
        if faults:
            raise MalformedMessageError(self.sent.type, faults)

    async def _rows(self, case: Case | None) -> None:
        """Turn an act away whose author names what is not there, or has seen it otherwise."""
        if case is None or case.state != "open" or case.type not in takers(self._kind):
            return
        act, office = self._facts, await self.db.get_one(Office, case.office)
        if isinstance(act, Act):
            zone = ZoneInfo(office.zone)
            if fault := await mistaken_at_the_door(self.db, act, case, self.now, zone):
                raise MalformedMessageError(self.sent.type, [fault])

    # ------------------------------------------------------------------ what keeps it out

    def _refusal(self, person: Person | None, case: Case | None) -> str | None:
        if self.happened > self.now + GRACE:
            return "it says that it occurred in the future"
        if self.happened < self.now - OLDEST and self._kind is not CustomerUpdated:
            return "it says that it occurred more than two years ago, which cannot be meant"
        if fault := self._sender_fault(person):
            return fault
        if self._kind in TELLS_ITS_CASES and self.sent.case:
            return "each case that it concerns is told of it: leave the case out"
        if self._kind in ABOUT_WORK or case is None or case.type in takers(self._kind):
            return None
        return f"{self.sent.type} is nothing that a {case.type} takes"

    def _sender_fault(self, person: Person | None) -> str | None:
        if self._kind in ABOUT_WORK:  # who may do it, the task says
            return None if person else "a task is completed by an officer, whom the door must know"
        senders = self._facts.may_send()
        roles = tuple(sender for sender in senders if isinstance(sender, Role))
        systems = [str(sender) for sender in senders if not isinstance(sender, Role)]
        if person and person.holds(roles, self.now):
            return None
        if person is None and self.sent.source in systems:
            return None
        who = person.id if person else self.sent.source
        ours = [system for system in systems if system not in OWN_SOURCES]
        may = [*ours, *([f"the {in_words(roles)}"] if roles else [])]
        return f"{self.sent.type} is not for {who} to send: " + (
            f"it comes from {' or '.join(may)}" if may else "cases send it to each other"
        )

    async def _reference_fault(self, case: Case | None) -> str | None:
        """Say why what the message refers to is not there, or is not what it must be."""
        if self._kind is TaskCompleted:  # what its answers refer to is looked up as it is admitted
            return await carrying.reference_fault(self.db, self.sent, case)
        here = Here(case.ref, case.customer) if case else NOWHERE
        return "; ".join(await referents.fact_faults(self.db, self._facts, here)) or None

    async def _naming_fault(self) -> str | None:
        """Say why a fact that must name an officer of a role does not."""
        for fact, role in self._kind.names.items():
            named = str(self.sent.facts.get(fact))
            person = await officers.known(self.db, named)
            if fault := naming_fault(named, person, (role,), self.now):
                return f"{fact}: {fault}"
        return None

    async def _name_persons(self, facts: dict[str, Any], task: Task | None) -> None:
        """Put the person in place of whichever account an officer was named by."""
        kind = TASKS.get(task.kind) if task else None
        asked = kind.asks if kind else {}
        names = [name for name, to in references_of(self._kind) if to == OFFICER]
        names += [key for key, question in asked.items() if question.refers == OFFICER]
        given = facts["answers"] if task else facts
        for name in names:
            if isinstance(given.get(name), str):
                named = await officers.known(self.db, given[name])
                given[name] = named.id if named else given[name]
        for act in facts.get("acts", ()) if self._kind is TaskCompleted else ():
            act["facts"] = await carrying.name_persons(self.db, CarriedAct.model_validate(act))

    # ------------------------------------------------------------------ the receipt

    def _values(self, person: Person | None, ref: str | None, task: Task | None) -> dict[str, Any]:
        facts, content = self._parted(task) if task else (dict(self.sent.facts), self.sent.content)
        return {
            "source": self.sent.source,
            "id": self.sent.id,
            "type": self.sent.type,
            "actor": self.sent.officer or self.sent.actor,
            "officer": person.id if person else None,
            "door": self.door,
            "case": ref,
            "occurred_at": self.happened.astimezone(UTC),
            "received_at": self.now,
            "about": self.sent.about,
            "facts": facts,
            "content": content,
            "digest": self.sent.digest(),
            "attempts": 0,
        }

    def _parted(self, task: Task) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
        """Part the answers of a completion: words are content, the rest drives decisions."""
        kind = TASKS.get(task.kind)
        asks = (kind.asks if kind else {}) | added_questions(task.checklist)
        words = {key for key, question in asks.items() if question.type is AnswerType.TEXT}
        words.add(REASON)
        if self.sent.facts.get("acts"):
            words.add(WORDS_OF_ACTS)
        faults = form.content_faults(self.sent.content, sorted(words), f"task {task.id}")
        if faults:
            raise MalformedMessageError(self.sent.type, faults)
        answers: dict[str, JsonValue] = dict(self.sent.facts.get("answers", {}))
        if self._kind is TaskCompleted:
            answers = ahead.joined(task, answers, asks)
        content = {key: value for key, value in answers.items() if key in words}
        facts: dict[str, JsonValue] = {
            "answers": {key: value for key, value in answers.items() if key not in words},
        }
        if self._kind is TaskProgressed:
            return facts, content
        facts["outcome"] = self.sent.facts.get("outcome")
        if acts := carrying.among(self.sent.facts):
            facts["acts"] = [act.model_dump(mode="json") for act in acts]
        if shown := self.sent.facts.get("version") or task.data.get("version"):
            facts["version"] = shown
        return facts, content | dict(self.sent.content)

    def _documents(self) -> list[dict[str, Any]]:
        return [
            {
                "sha256": file.sha256,
                "source": self.sent.source,
                "message": self.sent.id,
                "name": file.name,
                "media_type": file.media_type,
                "unsearched": why,
                "bytes": file.data,
            }
            for file, why in zip(self.attached.documents, self.attached.missed, strict=True)
        ]

    # ------------------------------------------------------------------ what is known at once

    async def _answer(
        self,
        row: Receipt,
        person: Person | None,
        task: Task | None,
        case: Case | None,
        reason: str | None,
    ) -> None:
        """Give the receipt the status that needs no workflow: refused, unmatched, or standalone."""
        if task and person and not reason:
            await self.db.refresh(task, with_for_update=True)
            found = await self._objection(row, task)
            if found:
                reason = found.reason
                if found.mistyped:
                    raise self._mistyped(task, reason)
            if row.facts.get("acts") and standalone.is_standalone(task, case):
                reason = reason or "no workflow waits for this work: give the acts by themselves"
        reason = reason or await self._leaver(row)
        if reason:
            standalone.refuse(self.db, row, case, reason, task=task, at=self.now)
        elif task and self._kind is TaskProgressed:
            ahead.keep(self.db, row, case, task, at=self.now)
        elif task and person and standalone.is_standalone(task, case):
            standalone.complete(self.db, row, case, task, at=self.now)
            await given_up.decided(self.db, case, task, self.now)
            self.pushes |= await looks.released(self.db, case, task, row.occurred_at)
        elif self._kind in OF_A_CUSTOMER:
            await self._of_a_customer(row)
        elif row.status is None and (row.case is None or (case and case.state == "closed")):
            await self._without_workflow(row, case)

    async def _leaver(self, row: Receipt) -> str | None:
        """Give over what waits on an officer who leaves; say why that may not be."""
        if self._kind is not OfficerLeft:
            return None
        reason, self.follows = await leaving.settle(self.db, row, self.now)
        row.status, row.final_at = Status.APPLIED.value, self.now
        return reason

    async def _of_a_customer(self, row: Receipt) -> None:
        """Write what is known of a customer from now on; each case that it concerns is told."""
        if self._kind is CustomerUpdated:
            await customers.update(self.db, row, now=self.now)
            whose = [str(row.facts["customer"])]
            cause = f"{row.source}.{row.id}"
            self.pushes |= await looks.ask_for(self.db, whose, cause, at=row.occurred_at)
            self.follows += await customers.tell_cases(self.db, row)
            return
        follows, looked = await deaths.settle(self.db, row)
        row.status, row.final_at = Status.APPLIED.value, self.now
        self.follows, self.pushes = self.follows + follows, self.pushes | looked

    async def _without_workflow(self, row: Receipt, case: Case | None) -> None:
        """Answer what no workflow takes: a file is put right, all else is work for somebody."""
        if case is None or not issubclass(self._kind, PUTS_RIGHT):
            standalone.unmatched(self.db, row, case, self.now)
        elif reason := await closed.put_right(self.db, case, row, self.now):
            standalone.refuse(self.db, row, case, reason, task=None, at=self.now)
        else:
            row.status, row.final_at = Status.APPLIED.value, self.now

    async def _objection(self, row: Receipt, task: Task) -> Objection | None:
        if self._kind is not TaskCompleted:
            return await objection_ahead(self.db, row, task)
        known = await questions.known(self.db, row, task)
        return await objection(self.db, row, task, known=known)

    def _mistyped(self, task: Task, reason: str) -> MalformedMessageError:
        """Return the error of whoever filled work in wrongly: no history need know of that.

        The word that was not known is the first key that is not asked, or the outcome.
        """
        kind = TASKS.get(task.kind)
        asks = (kind.asks if kind else {}) | added_questions(task.checklist)
        outcomes, outcome = tuple(kind.outcomes) if kind else (), self.sent.facts.get("outcome")
        unknown = next((k for k in self.sent.facts.get("answers", {}) if k not in asks), "")
        known = tuple(asks)
        if isinstance(outcome, str) and outcomes and outcome not in outcomes:
            unknown, known = outcome, outcomes
        return MalformedMessageError(f"what was said of {task.id}", [Fault(reason, unknown, known)])
