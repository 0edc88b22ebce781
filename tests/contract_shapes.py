"""The shapes that other systems rely on, as JSON Schema: written by hand, not from the code."""

from typing import Any

Schema = dict[str, Any]

INSTANT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$",
}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
TEXT: Schema = {"type": "string", "minLength": 1}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def listed(**fields: Schema) -> Schema:
    return {"type": "array", "items": thing(**fields)}


def thing(**fields: Schema) -> Schema:
    return {"type": "object", "required": sorted(fields), "properties": fields}


def one_of(*words: str) -> Schema:
    return {"enum": list(words)}


WAITING_FOR = listed(what=TEXT, step=TEXT, until=maybe(INSTANT))
TASKS = listed(
    id=TEXT,
    step=TEXT,
    steps={"type": "array", "items": TEXT},
    title=TEXT,
    role=TEXT,
    assignee=maybe(TEXT),
    state=one_of("open", "completed", "withdrawn"),
    due=maybe(INSTANT),
    outcome=maybe(TEXT),
)
DEADLINE = thing(
    id=TEXT,
    step=TEXT,
    rule=TEXT,
    due_on=DAY,
    due=INSTANT,
    working={"type": "array"},
    state=one_of("armed", "met", "passed", "withdrawn"),
)
LETTERS = listed(
    id=TEXT,
    kind=TEXT,
    step=TEXT,
    state=TEXT,
    addressee=maybe(TEXT),
    to={"type": "object"},
    copies={"type": "array"},
    channel=maybe(TEXT),
    approved_by=maybe(TEXT),
    signed_by=maybe(TEXT),
    sent_at=maybe(INSTANT),
    reply_due=maybe(INSTANT),
    sha256=maybe({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
)
TIMELINE = listed(
    sequence={"type": "integer", "minimum": 1},
    occurred_at=INSTANT,
    actor=maybe(TEXT),
    step=TEXT,
    kind=TEXT,
    words=TEXT,
    data={"type": "object"},
)
HEAD: dict[str, Schema] = {
    "ref": {"type": "string", "pattern": "^(co|cc|ps|ms|sr|ct|ow)-[a-z2-7]{10}$"},
    "type": TEXT,
    "programme": maybe(TEXT),
    "customer": maybe(TEXT),
    "phase": TEXT,
    "state": one_of("open", "closed"),
    "segment": maybe(TEXT),
    "owner": maybe(TEXT),
    "opened_at": INSTANT,
    "closed_at": maybe(INSTANT),
    "waiting_for": WAITING_FOR,
}
CASE = thing(
    **HEAD,
    tasks=TASKS,
    deadlines={"type": "array", "items": DEADLINE},
    letters=LETTERS,
    approvals=listed(
        step=TEXT,
        asked_of=TEXT,
        state=TEXT,
        by=maybe(TEXT),
        at=maybe(INSTANT),
        reason=maybe(TEXT),
    ),
    restrictions=listed(
        channel=TEXT,
        extent=one_of("full", "partial"),
        **{"from": DAY},
        review_due=maybe(DAY),
        state=TEXT,
        stays_open=maybe({"type": "object"}),
        special_contact_details=maybe(TEXT),
        front_screen=maybe(TEXT),
    ),
    whiteboard=listed(
        customer=TEXT,
        case=TEXT,
        since=INSTANT,
        until=maybe(INSTANT),
        approved_by=maybe(TEXT),
        restrictions={"type": "array", "items": TEXT},
        calls={"type": "integer", "minimum": 0},
        last_call=maybe(INSTANT),
        zone=TEXT,
    ),
    records=listed(step=TEXT, system=TEXT, name=TEXT, data={"type": "object"}, at=INSTANT),
    links=listed(ref=TEXT, type=TEXT, why=TEXT),
    messages=listed(
        id=TEXT,
        type=TEXT,
        status=one_of("received", "waiting", "applied", "refused", "quarantined", "unmatched"),
        reason=maybe(TEXT),
        occurred_at=INSTANT,
    ),
    timeline=TIMELINE,
)
