"""Rows as JSON, in the shapes that the command line, the player and other systems rely on.

Instants are RFC 3339 with the office's offset. Each function takes a row with the columns of
its table.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select

from domain.holds import Hold

Json = dict[str, Any]
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
RECEIVED = "received"  # shown while a message has no status yet


def instant(at: datetime | None, zone: ZoneInfo) -> str | None:
    """Write an instant as RFC 3339 on the office's clock."""
    return local(at, zone).isoformat() if at else None


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant on the office's clock.

    At the edges of what a calendar knows it stays on the clock that it has: a list is shown to
    everybody, whatever one row of it holds.
    """
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def day(value: date | None) -> str | None:
    """Write a date of the office's calendar."""
    return value.isoformat() if value else None


def workflow(case: AnyRow) -> str | None:
    """Say how the workflow of a case was last found to stand; None where none should run."""
    if case.lost:
        return str(case.lost["workflow"])
    if case.stopped:
        return "stopped"
    return "running" if case.state == "open" else None


def task(row: AnyRow, zone: ZoneInfo) -> Json:
    """A piece of work, without its guidance."""
    return {
        "id": row.id,
        "step": row.step,
        "steps": list(row.steps),
        "title": row.title,
        "role": row.role,
        "assignee": row.assignee,
        "state": row.state,
        "due": instant(row.due, zone),
        "outcome": row.outcome,
        "due_on": day(row.due_on),
        "case": row.case,
        "kind": row.kind,
        "opened_at": instant(row.opened_at, zone),
        "ended_at": instant(row.ended_at, zone),
        "completed_by": row.completed_by,
        "answers": row.answers,
        "letter": row.data.get("letter"),
    }


def deadline(row: AnyRow, zone: ZoneInfo) -> Json:
    """A date with its working: ``due_on`` is the last day in time, ``due`` is already too late."""
    return {
        "id": row.id,
        "step": row.step,
        "rule": row.rule,
        "due_on": day(row.due_on),
        "due": instant(row.due, zone),
        "working": row.working,
        "state": row.state,
        "owed": row.owed,
        "label": row.label,
        "start": instant(row.start, zone),
        "agreed": day(row.agreed),
        "calendar": row.calendar,
        "holds": [
            {
                "since": instant(hold.since, zone),
                "until": instant(hold.until, zone),
                "why": hold.why,
            }
            for hold in map(Hold.model_validate, row.holds)
        ],
        "ended_at": instant(row.ended_at, zone),
    }


def letter(row: AnyRow, zone: ZoneInfo, reply: AnyRow | None) -> Json:
    """A letter without its pages; ``reply`` is the deadline that its reply window ends by."""
    return {
        "id": row.id,
        "kind": row.kind,
        "step": row.step,
        "state": row.state,
        "addressee": row.addressee,
        "to": row.to,
        "copies": row.copies,
        "copy_of": row.copy_of,
        "channel": row.channel,
        "approved_by": row.approved_by,
        "signed_by": row.signed_by,
        "sent_at": instant(row.sent_at, zone),
        "reply_due": instant(reply.due, zone) if reply else None,
        "sha256": row.sha256,
        "reply_due_on": day(reply.due_on) if reply else None,
        "case": row.case,
        "problem": row.problem,
        "fields": row.fields,
        "drafted_by": row.drafted_by,
        "signed_at": instant(row.signed_at, zone),
    }


def approval(row: AnyRow, zone: ZoneInfo) -> Json:
    """A decision that was asked for, and the answer."""
    return {
        "step": row.step,
        "asked_of": row.asked_of,
        "state": row.state,
        "by": row.by,
        "at": instant(row.at, zone),
        "reason": row.reason,
        "id": row.id,
        "requested_by": row.requested_by,
        "asked_at": instant(row.asked_at, zone),
        "about": row.about,
        "version": row.version,
        "read": [{"row": id_, "version": version} for id_, version in row.read or ()],
    }


def record(row: AnyRow, zone: ZoneInfo) -> Json:
    """What was written for another system, and whether that system has confirmed it."""
    return {
        "step": row.step,
        "system": row.system,
        "name": row.name,
        "data": row.data,
        "at": instant(row.at, zone),
        "id": row.id,
        "state": row.state,
    }


def restriction(row: AnyRow) -> Json:
    """A channel that is barred to the customer."""
    return {
        "channel": row.channel,
        "extent": row.extent,
        "from": day(row.from_date),
        "review_due": day(row.review_due),
        "state": row.state,
        "stays_open": row.part,
        "special_contact_details": row.contact_details,
        "front_screen": row.front_screen,
        "id": row.id,
        "case": row.case,
    }


def message(row: AnyRow, zone: ZoneInfo) -> Json:
    """A message and what became of it, without what people wrote."""
    return {
        "id": row.id,
        "type": row.type,
        "status": row.status or RECEIVED,
        "reason": row.reason,
        "occurred_at": instant(row.occurred_at, zone),
        "source": row.source,
        "actor": row.officer or row.actor,
        "about": row.about,
        "received_at": instant(row.received_at, zone),
    }


def document(row: AnyRow) -> Json:
    """A file that came with a message, without its bytes.

    ``unsearched`` says why words of danger could not be looked for in it, or not in all of it.
    """
    return {
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "source": row.source,
        "message": row.message,
        "unsearched": row.unsearched,
    }


def entry(row: AnyRow, zone: ZoneInfo, corrected_by: int | None = None) -> Json:
    """A line of the timeline. A corrected one stays as it was and names what corrects it."""
    return {
        "sequence": row.sequence,
        "occurred_at": instant(row.occurred_at, zone),
        "actor": row.actor,
        "step": row.step,
        "kind": row.kind,
        "words": row.words,
        "data": row.data,
        "recorded_at": instant(row.recorded_at, zone),
        "corrects": row.corrects,
        "corrected_by": corrected_by,
    }


def waiting_for(
    waiting: Mapping[str, Any] | None,
    titles: Mapping[str, str],
    dues: Mapping[str, datetime],
    zone: ZoneInfo,
) -> list[Json]:
    """What a case waits for: one element for each task, and one for each other message type.

    ``titles`` are the titles of tasks by id, ``dues`` the due instants of deadlines by id.
    """
    if not waiting:
        return []
    from domain.catalogue import MESSAGES

    until = dues.get(waiting.get("until") or "")
    fixed = {"step": waiting["step"], "until": instant(until, zone)}
    about = waiting.get("about", [])
    found: list[Json] = []
    for type_ in waiting["types"]:
        if type_ == "task.completed":
            found += [
                {"what": titles.get(task, task), **fixed, "message": type_, "about": task}
                for task in about
            ]
        else:
            words = MESSAGES[type_].words if type_ in MESSAGES else type_
            letter = about[0] if about else None
            found.append({"what": words, **fixed, "message": type_, "about": letter})
    return found


def push(row: AnyRow, zone: ZoneInfo) -> Json:
    """Something that has not left yet: when it is tried next, or since when it is given up."""
    given_up = row.given_up_at is not None
    return {
        "id": row.id,
        "kind": row.kind,
        "attempts": row.attempts,
        "problem": row.problem,
        "next_attempt_at": None if given_up else instant(row.next_attempt_at, zone),
        "given_up_at": instant(row.given_up_at, zone),
    }
