"""What a case holds, as tables for people; a receipt; what a task asks."""

from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Any

from domain.roles import Role
from domain.standing.unsearched import in_words
from starter.cli import show

Thing = dict[str, Any]

SHORT = 120  # letters of a reason, where `casebound receipt` shows the whole
VERSION = 12  # letters of a hash


def work_of(tasks: list[Thing], zone: str) -> None:
    """Print the work of one case."""
    rows = [
        (
            task["id"],
            task["title"],
            task["assignee"] or task["role"],
            standing(task, zone),
            show.day(task["due_on"]),
        )
        for task in tasks
    ]
    _section("Work", ("task", "what", "who", "state", "last day"), rows)


def version(hashed: str | None) -> str:
    """Return as much of a version as people compare."""
    return (hashed or "")[:VERSION]


def standing(task: Thing, zone: str | None = None) -> str:
    """Say where a piece of work stands."""
    if task["state"] == "open":
        return "open"
    outcome = f" ({task['outcome']})" if task["outcome"] else ""
    return f"{task['state']}{outcome} {show.moment(task['ended_at'], zone) or ''}".strip()


def returns(task: Thing) -> list[tuple[str, str]]:
    """Name who returned a piece of work, when and why."""
    return [
        ("Returned", f"by {each['by']}, {show.moment(each['at'], task['zone'])}: {each['reason']}")
        for each in task["data"].get("returned", [])
    ]


# What a case knew when it opened a piece of work, as its officer reads it.
AT_OPENING = {
    "channel": "It came by",
    "via": "By way of",
    "segment": "Segment now",
    "referral": "How it was referred",
    "avenue": "Avenue",
    "active_msp": "Active MSP",
    "restricted": "Restriction imposed",
    "level": "Level",
    "business_line": "Business line",
    "issue": "Issue",
    "intray": "Intray",
    "commitment": "Commitment",
    "followup": "Follow-up",
    "contact": "Contact",
    "complaint": "Complaint",
    "message": "Message",
    "why": "Why",
}


def known_at_opening(data: Thing) -> list[tuple[str, str]]:
    """Say what a case knew when it opened a piece of work."""
    return [
        (words, _value(data[key]).replace("_", " "))
        for key, words in AT_OPENING.items()
        if data.get(key) not in (None, "none")
    ]


def looked_up(known: list[Thing]) -> None:
    """Print what the product has looked up for whoever does the work; nothing found is said too."""
    rows = [(each["heading"], "; ".join(each["found"]) or "none") for each in known]
    _section("What is known now", ("looked for", "found"), rows)


def dates(deadlines: list[Thing], zone: str) -> None:
    """Print the dates of one case."""
    rows = [
        (
            row["id"],
            row["label"] or row["rule"],
            show.day(row["due_on"]),
            show.moment(row["due"], zone),
            "late" if row["owed"] and row["state"] == "passed" else row["state"],
        )
        for row in deadlines
    ]
    _section("Dates", ("deadline", "what", "last day", "too late from", "state"), rows)


def letter_table(found: list[Thing], zone: str | None = None) -> None:
    """Print letters and where each stands."""
    rows = [
        (
            letter["id"],
            letter["kind"],
            f"{letter['state']}: {letter['problem']}" if letter["problem"] else letter["state"],
            letter["channel"],
            letter["signed_by"],
            show.moment(letter["sent_at"], letter.get("zone") or zone),
            show.day(letter["reply_due_on"]),
        )
        for letter in found
    ]
    columns = ("letter", "kind", "state", "channel", "signed by", "sent", "reply by")
    show.table(columns, rows, none="There are no letters.")


def events(entries: list[Thing], zone: str) -> None:
    """Print lines of a timeline; a corrected one names its correction."""
    rows = [
        (
            str(entry["sequence"]),
            show.moment(entry["occurred_at"], zone),
            entry["actor"] or "casebound",
            entry["kind"],
            entry["step"],
            entry["words"] + _correction(entry),
        )
        for entry in entries
    ]
    show.table(("entry", "when", "who", "kind", "step", "what"), rows, none="Nothing has happened.")


def decisions(approvals: list[Thing], zone: str) -> None:
    """Print what was asked of whom in one case, and what they said."""
    rows = [
        (
            approval["step"],
            approval["asked_of"],
            approval["state"],
            approval["by"],
            show.moment(approval["at"], zone),
            version(approval["version"]),
            approval["reason"],
        )
        for approval in approvals
    ]
    columns = ("step", "asked of", "state", "by", "when", "version", "reason")
    _section("Approvals", columns, rows)


def barred(restrictions: list[Thing]) -> None:
    """Print the channels by which a customer may not be reached."""
    rows = [
        (
            each["channel"],
            each["extent"],
            each["state"],
            show.day(each["from"]),
            show.day(each["review_due"]),
            each["special_contact_details"],
            each["front_screen"],
        )
        for each in restrictions
    ]
    columns = (
        "channel",
        "extent",
        "state",
        "from",
        "review due",
        "contact details",
        "screen shows",
    )
    _section("Restrictions", columns, rows)


def on_whiteboard(entries: list[Thing]) -> None:
    """Print whose calls are put through without comment."""
    _section("Whiteboard", BOARD, [board_line(each) for each in entries])


BOARD = ("customer", "since", "rests on", "calls", "last call", "until", "case")


def board_line(entry: Thing) -> tuple[str | None, ...]:
    """Return one line of the whiteboard; a cold transfer rests on an approval or restrictions."""
    return (
        entry["customer"],
        show.moment(entry["since"], entry["zone"]),
        entry["approved_by"] or ", ".join(entry["restrictions"]),
        str(entry["calls"]),
        show.moment(entry["last_call"], entry["zone"]),
        show.moment(entry["until"], entry["zone"]),
        entry["case"],
    )


def written_elsewhere(records: list[Thing], zone: str) -> None:
    """Print what belongs in other systems, and whether they have confirmed it."""
    rows = [
        (
            record["step"],
            record["system"],
            record["name"].replace("_", " "),
            "; ".join(f"{key.replace('_', ' ')}: {_value(v)}" for key, v in record["data"].items()),
            record["state"],
            show.moment(record["at"], zone),
        )
        for record in records
    ]
    columns = ("step", "system", "record", "holds", "state", "when")
    _section("Records in other systems", columns, rows)


def not_left(pushes: list[Thing], zone: str) -> None:
    """Print what is to leave a case and has not, and why."""
    rows = [
        (
            push["id"],
            push["problem"],
            str(push["attempts"]),
            "given up" if push["given_up_at"] else show.moment(push["next_attempt_at"], zone),
        )
        for push in pushes
    ]
    _section("Has not left", ("what", "why", "attempts", "next attempt"), rows)


def _value(given: Any) -> str:
    match given:
        case bool():
            return "yes" if given else "no"
        case list():
            return ", ".join(map(_value, given))
        case dict():
            return ", ".join(f"{key} {_value(value)}" for key, value in given.items())
        case _:
            return "none" if given is None else str(given)


def unanswered(messages: list[Thing], zone: str) -> None:
    """Print the messages of one case that did not simply apply."""
    rows = [
        (
            message["id"],
            f"{message['type']} from {message['actor'] or message['source']}",
            show.moment(message["occurred_at"], zone),
            message["status"],
            shorten(message["reason"] or "", SHORT, placeholder=" ..."),
        )
        for message in messages
        if message["status"] != "applied"
    ]
    columns = ("message", "what", "happened", "status", "reason")
    _section("Messages that were not applied", columns, rows)


def _section(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    if rows:
        show.heading(heading)
        show.table(columns, rows, none="")


def senders(given: Iterable[str]) -> str:
    """Name who may send a message; where every role may, a task says of which it is."""
    names, roles = list(given), {role.value for role in Role}
    if set(names) >= roles:
        names = ["any officer", *(name for name in names if name not in roles)]
    return ", ".join(names)


def _correction(entry: Thing) -> str:
    if entry["corrected_by"]:
        return f" [corrected by {entry['corrected_by']}]"
    return f" [corrects {entry['corrects']}]" if entry["corrects"] else ""


def receipt_lines(found: Thing) -> None:
    """Print a receipt for a person."""
    documents = found.get("documents", [])
    files = ", ".join(document["name"] for document in documents)
    show.fields(
        (
            ("Message", f"{found['id']} from {found['source']}"),
            ("Type", found["type"]),
            ("Case", found["case"]),
            ("Customer", found["facts"].get("customer")),
            ("About", found["about"]),
            ("Officer", found["officer"]),
            ("Happened", show.moment(found["occurred_at"], found["zone"])),
            ("Received", show.moment(found["received_at"], found["zone"])),
            ("Status", found["status"]),
            ("Reason", found["reason"]),
            ("In the file", ", ".join(found.get("rows", ()))),
            ("Repeated", "it came before; this is its first receipt" * found.get("repeated", 0)),
            ("Documents", files),
            ("To open", _to_open(documents)),
        )
    )


def _to_open(documents: list[Thing]) -> str | None:
    """Say which documents of a message a person has to open, where there are any."""
    names = [document["name"] for document in documents if document["unsearched"]]
    return f"{in_words(len(names), len(documents))}: {', '.join(names)}" if names else None


def questions(asks: Thing) -> None:
    """Print what a task asks, and the form of each answer."""
    _section("Asks", ("answer", "question", "form"), [_question(asked) for asked in asks.items()])


def _question(asked: tuple[str, Thing]) -> tuple[str, str, str]:
    key, question = asked
    choices = ", ".join(question.get("choices") or ())
    type_ = f"{question['type']}: {choices}" if choices else question["type"]
    return key, question["words"], type_ if question.get("required", True) else f"{type_}, if any"
