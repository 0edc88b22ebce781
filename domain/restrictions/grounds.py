"""On what a restriction may rest: behaviour that goes on, and all else tried before.

Each rule says in words what the file lacks; nothing where the ground is there. Violence needs none
of them: it is considered at once (CSP-T3-S2d, A44).
"""

from datetime import date
from typing import TypedDict

from domain.file.indicators import IncidentFacts
from domain.file.intrays import NotepadFacts
from domain.file.options import OptionState, standing, state
from domain.file.plan_versions import open_actions
from domain.file.plans import PlanFacts
from domain.file.rows import File, Row
from domain.needs import Opened

WARNED = "warning_letter_issued"  # the heading under which a warning is filed: CSP-T3-S3b
CONTINUING = "restriction.continuing_days"
AGAIN = 2  # incidents: one alone does not go on


class Incident(TypedDict):
    """An incident as a case keeps it."""

    id: str
    on: str
    channel: str
    sort: str


def incidents(file: File) -> tuple[Row[IncidentFacts], ...]:
    """Return the incidents of the file's customer, in the order in which they happened."""
    rows = [row for row in file.live(IncidentFacts) if row.facts.customer == file.sides[0]]
    return tuple(sorted(rows, key=lambda row: (row.told.at, row.id)))


def behaviour(file: File) -> list[Incident]:
    """Return what a case must know of the behaviour: ids, the office's days, channels and codes."""
    return [
        {
            "id": row.id,
            "on": row.told.at.astimezone(file.clock).date().isoformat(),
            "channel": row.facts.channel,
            "sort": row.facts.sort,
        }
        for row in incidents(file)
    ]


def tried(file: File) -> dict[str, str]:
    """Return the options that were given, and what became of each. Source: CSP-T3-S2c."""
    return {row.id: state(row, file).value for row in standing(file)}


def plans(file: File) -> list[str]:
    """Return the ids of the plans that go on, of either sort (A26). Source: CSP-T3-S1c."""
    return [row.id for row in file.live(PlanFacts) if not row.facts.ended]


def _violent(opened: Opened) -> bool:
    return opened.data.get("violent") is True


def nothing_recorded(opened: Opened) -> tuple[str, ...]:
    """Say that the file has no incident: what nobody wrote down restricts nobody.

    Source: CSP-T3-S1a, CSP-T3-S5a.
    """
    return () if incidents(opened.file) else ("no incident is recorded (behaviour.reported)",)


def not_going_on(opened: Opened) -> tuple[str, ...]:
    """Say that the behaviour does not go on: once is not again, and long ago is over.

    Source: CSP-T3-S2a.
    """
    rows = incidents(opened.file)
    if _violent(opened) or not rows:
        return ()
    if len(rows) < AGAIN:
        return (f"{rows[-1].id} is the only incident: the behaviour does not go on",)
    over = _over_since(opened, rows[-1])
    return (f"{rows[-1].id} is the last incident, and its days ended on {over}",) if over else ()


def _over_since(opened: Opened, last: Row[IncidentFacts]) -> date | None:
    until = opened.last_day(CONTINUING, last.told.at)
    return until if opened.file.today > until else None


def warned_for_it_already(opened: Opened) -> tuple[str, ...]:
    """Say that nothing has happened since the last warning: nobody is warned twice for one thing.

    Source: CSP-T3-S2f, CSP-T3-S3b.
    """
    rows = incidents(opened.file)
    given = [row for row in opened.file.live(NotepadFacts) if row.facts.heading == WARNED]
    if opened.outcome != "warn" or not rows or not given:
        return ()
    last = max(given, key=lambda row: row.told.at)
    if rows[-1].told.at > last.told.at:
        return ()
    return (f"{last.id} is a warning for {rows[-1].id} already, and nothing has happened since",)


def not_grounded(opened: Opened) -> tuple[str, ...]:
    """Say what a proposal lacks: an incident, and behaviour that goes on. Source: CSP-T3-S5a."""
    return nothing_recorded(opened) or not_going_on(opened)


def not_managed_out(opened: Opened) -> tuple[str, ...]:
    """Say what the plan of the customer still has to try. Either plan will do (A26).

    Source: CSP-T3-S1c.
    """
    if _violent(opened):
        return ()
    if not plans(opened.file):
        return ("the customer has no plan to go over (plan.opened)",)
    return tuple(
        f"action {action.id} of {plan.id} is open" for plan, action in open_actions(opened.file)
    )


def not_the_last_resort(opened: Opened) -> tuple[str, ...]:
    """Say which other way is not spent: an option that is open, or that none was given.

    Source: CSP-T3-S2c.
    """
    if _violent(opened):
        return ()
    rows = standing(opened.file)
    if not rows:
        return ("nothing else was tried: the customer was given no option (option.given)",)
    return tuple(
        f"{row.id} is not answered, and has not lapsed"
        for row in rows
        if state(row, opened.file) is OptionState.GIVEN
    )
