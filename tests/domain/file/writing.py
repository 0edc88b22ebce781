"""A case file as tests write it: row by row, and the acts that somebody gives to it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from domain.calendar import Calendar
from domain.file.acts import Act, Given, Relation, fault, left_by
from domain.file.applying import apply
from domain.file.catalogue import ACTS
from domain.file.closing import IssueState, state
from domain.file.issues import IssueFacts
from domain.file.rows import Facts, File, Row, Told
from domain.issues import AREAS
from domain.offices import OFFICES
from domain.settings import Settings
from domain.times import Times

CASE = "ps-aaaaaaaaaa"
PAYER, PAYEE = "cu-payer", "cu-payee"
OWNER, SPECIALIST = "psso.lin", "specialist.roy"
NOON = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)  # midday of a Tuesday in Canberra
TIMES = Times(Calendar(OFFICES["ACT"]), Settings())


def told(at: datetime = NOON, side: str = PAYER) -> Told:
    """Say where a row comes from."""
    return Told(case=CASE, step="CSP-T4-S1a", by=OWNER, at=at, told_at=at, side=side)


def file_of(*rows: Row[Facts], now: datetime = NOON) -> File:
    """Return a file of two parents."""
    return File(CASE, (PAYER, PAYEE), now, TIMES.day(now), rows, gated=True)


class Writer:
    """Gives acts to a file, as settles do: what is refused changes nothing."""

    def __init__(self, now: datetime = NOON) -> None:
        self.file = file_of(now=now)

    def given(
        self,
        type_: str,
        *,
        by: str = OWNER,
        relation: Relation = Relation.OWNER,
        at: datetime = NOON,
        also: Mapping[str, Any] = MappingProxyType({}),
        areas: frozenset[str] = AREAS,
        **facts: Any,
    ) -> Given[Act]:
        """Return an act as it reaches the file now; ``also`` are facts named like the rest here."""
        act = ACTS[type_].of.model_validate(facts | dict(also))
        return Given(
            act, by, relation, at, max(at, self.file.now), self.file, TIMES.calendar.office, areas
        )

    def refused(self, type_: str, **given: Any) -> str:
        """Give an act that the file refuses; return the reason."""
        reason = fault(self.given(type_, **given), ACTS[type_])
        assert reason, f"{type_} was taken"
        return reason

    def write(self, type_: str, **given: Any) -> str:
        """Give an act that the file takes; return the id of the row that it added or changed."""
        act = self.given(type_, **given)
        assert fault(act, ACTS[type_]) is None
        json.dumps(
            [record for _, record in left_by(act, ACTS[type_], {})]
        )  # what is left is kept so
        self.file, written = apply(act, ACTS[type_])
        return written[-1].row.id if written else ""

    def add(self, *rows: Row[Facts]) -> None:
        """Put rows into the file as they are."""
        self.file = replace(self.file, rows=(*self.file.rows, *rows))

    def passes(self, now: datetime) -> None:
        """Read the file at another time."""
        self.file = replace(self.file, now=now, today=TIMES.day(now))

    def version(self, id_: str) -> int:
        """Return the version of a row."""
        row = self.file.find(Facts, id_)
        assert row
        return row.version

    # ------------------------------------------------------------------ what most stories need

    def talk(self, customer: str = PAYER, **facts: Any) -> str:
        """Speak with a customer who is who they say."""
        known: dict[str, Any] = {"result": "reached", "identity": "confirmed"}
        return self.write("contact.made", customer=customer, **(known | facts))

    def issue(self, about: str = "care_levels", parties: tuple[str, ...] = (PAYER,)) -> str:
        """Have a customer raise an issue."""
        raised_in = self.talk(parties[0])
        return self.write("issue.raised", about=about, raised_in=raised_in, parties=parties)

    def consult(self, issue: str, before: str = "acting", **more: Any) -> str:
        """Have the PSSO and a specialist speak about an issue."""
        return self.write(
            "psso.consulted", issue=issue, before=before, specialist=SPECIALIST, **more
        )

    def decision(self, issue: str, **more: Any) -> str:
        """Decide an issue."""
        facts = {"result": "agreed", "delegation": "d-12", "in_force_from": "2026-12-01"}
        return self.write("issue.decided", issues=(issue,), **(facts | more))

    def told_of(self, decision: str, party: str = PAYER, **more: Any) -> str:
        """Tell a party of a decision, by voice."""
        return self.write(
            "decision.told", decision=decision, party=party, rests_on=self.talk(party), **more
        )

    def closed(self, issue: str, **given: Any) -> str:
        """Close an issue."""
        return self.write("issue.closed", issue=issue, seen=self.version(issue), **given)

    def handed_on(self, issue: str) -> str:
        """Leave an issue with its area."""
        row = self.file.find(IssueFacts, issue)
        assert row
        return self.write("issue.handed_on", issue=issue, to=row.facts.area, seen=row.version)


def issue_state(file: File, issue: str) -> IssueState:
    """Return where an issue stands."""
    row = file.find(IssueFacts, issue)
    assert row
    return state(row, file)
