"""What a case holds, as tables for people: its work, dates, letters, events; a receipt."""

from typing import Any

from starter import show

Thing = dict[str, Any]


def work_of(tasks: list[Thing], zone: str) -> None:
    """Print the work of one case."""
    if not tasks:
        return
    show.heading("Work")
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
    show.table(("task", "what", "who", "state", "last day"), rows, none="")


def standing(task: Thing, zone: str | None = None) -> str:
    """Say where a piece of work stands."""
    if task["state"] == "open":
        return "open"
    outcome = f" ({task['outcome']})" if task["outcome"] else ""
    return f"{task['state']}{outcome} {show.moment(task['ended_at'], zone) or ''}".strip()


def dates(deadlines: list[Thing], zone: str) -> None:
    """Print the dates of one case."""
    if not deadlines:
        return
    show.heading("Dates")
    rows = [
        (
            row["id"],
            row["label"] or row["rule"],
            show.day(row["due_on"]),
            show.moment(row["due"], zone),
            row["state"],
        )
        for row in deadlines
    ]
    show.table(("deadline", "what", "last day", "too late from", "state"), rows, none="")


def letter_table(found: list[Thing]) -> None:
    """Print letters and where each stands."""
    rows = [
        (
            letter["id"],
            letter["kind"],
            f"{letter['state']}: {letter['problem']}" if letter["problem"] else letter["state"],
            letter["channel"],
            letter["signed_by"],
            show.moment(letter["sent_at"]),
            show.day(letter["reply_due_on"]),
        )
        for letter in found
    ]
    columns = ("letter", "kind", "state", "by", "signed", "sent", "reply by")
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
    show.table(("", "when", "who", "kind", "step", "what"), rows, none="Nothing has happened.")


def _correction(entry: Thing) -> str:
    if entry["corrected_by"]:
        return f" [corrected by {entry['corrected_by']}]"
    return f" [corrects {entry['corrects']}]" if entry["corrects"] else ""


def receipt_lines(found: Thing) -> None:
    """Print a receipt for a person."""
    files = ", ".join(document["name"] for document in found.get("documents", []))
    show.fields(
        (
            ("Message", f"{found['id']} from {found['source']}"),
            ("Type", found["type"]),
            ("Case", found["case"]),
            ("About", found["about"]),
            ("Officer", found["officer"]),
            ("Happened", show.moment(found["occurred_at"])),
            ("Status", found["status"]),
            ("Reason", found["reason"]),
            ("Documents", files),
        )
    )


def questions(asks: Thing) -> None:
    """Print what a task asks, and the form of each answer."""
    if not asks:
        return
    show.heading("Asks")
    show.table(("answer", "question", "form"), map(_question, asks.items()), none="")


def _question(asked: tuple[str, Thing]) -> tuple[str, str, str]:
    key, question = asked
    choices = ", ".join(question.get("choices") or ())
    type_ = f"{question['type']}: {choices}" if choices else question["type"]
    return key, question["words"], type_ if question.get("required", True) else f"{type_}, if any"
