"""What the product knows by name: messages, tasks, letters, dates, roles, steps."""

import json as json_text
from enum import StrEnum
from typing import Annotated

import typer

from starter.cli import show
from starter.cli.app import KNOWING, command
from starter.cli.options import Json, Thing
from starter.cli.tables import questions, senders
from starter.cli.telling import UsageError


class Part(StrEnum):
    """A part of the catalogue."""

    MESSAGES = "messages"
    TASKS = "tasks"
    LETTERS = "letters"
    DEADLINES = "deadlines"
    ROLES = "roles"
    STEPS = "steps"
    LIFECYCLES = "lifecycles"


COLUMNS = {
    Part.MESSAGES: ("name", "words", "trust", "senders", "steps"),
    Part.TASKS: ("name", "title", "roles", "outcomes", "steps"),
    Part.LETTERS: ("name", "title", "signatories", "approvers", "response_window", "step"),
    Part.DEADLINES: ("name", "length", "unit", "counts_from", "setting", "reading"),
    Part.ROLES: ("name", "words", "also"),
    Part.STEPS: ("name", "kind", "table", "title"),
    Part.LIFECYCLES: ("name", "started_by", "phases"),
}


@command(KNOWING, "catalogue messages complaint.received")
def catalogue(
    part: Annotated[Part, typer.Argument(metavar="PART", help=" | ".join(Part))],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this one, whole.")
    ] = None,
    json: Json = False,
) -> None:
    """List what the product knows, or show one thing whole."""
    from starter.doors.catalogue import PARTS

    things = PARTS[part]()
    if name:
        things = [_named(things, part, name)]
    if json:
        show.as_json(things)
    elif name:
        _whole(things[0])
    else:
        columns = COLUMNS[part]
        rows = ([_shown(thing, column) for column in columns] for thing in things)
        show.table([_spoken(column) for column in columns], rows, none="Nothing.")


def _named(things: list[Thing], part: Part, name: str) -> Thing:
    known = {thing["name"]: thing for thing in things}
    if name in known:
        return known[name]
    from starter.nearest import nearest

    raise UsageError(
        f"the {part} know no {name}; `casebound catalogue {part}` lists them{nearest(name, known)}"
    )


def _spoken(key: str) -> str:
    return key.replace("_", " ")


def _shown(thing: Thing, column: str) -> str | None:
    return senders(thing[column]) if column == "senders" else _cell(thing[column])


def _cell(value: object) -> str | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case list() if all(isinstance(item, str) for item in value):
            return ", ".join(value)
        case dict() if all(isinstance(item, str) for item in value.values()):
            return ", ".join(value)
        case dict() | list():
            return json_text.dumps(value, ensure_ascii=False)
        case _:
            return None if value is None else str(value)


# Forms of values, and what stands over them.
FORMS = {"facts": "Facts", "fields": "Fields", "content_schema": "Content"}


def _whole(thing: Thing) -> None:
    apart = {*FORMS, "asks"}
    show.fields((_spoken(key), _shown(thing, key)) for key in thing if key not in apart)
    questions(thing.get("asks", {}))
    for key, heading in FORMS.items():
        if schema := thing.get(key):
            show.heading(heading)
            rows = [_fact(fact, schema) for fact in schema.get("properties", {})]
            show.table(("name", "form", "must be given"), rows, none="None.")


def _fact(name: str, schema: Thing) -> tuple[str, str, str]:
    form = schema["properties"][name]
    choices = form.get("anyOf", [form])
    forms = [_form(choice, schema) for choice in choices if choice.get("type") != "null"]
    return name, " or ".join(forms), "yes" if name in schema.get("required", ()) else ""


def _form(choice: Thing, schema: Thing) -> str:
    if reference := choice.get("$ref"):
        choice = schema["$defs"][reference.rsplit("/", 1)[-1]]
    if names := choice.get("enum"):
        return ", ".join(map(str, names))
    if choice.get("type") == "array":
        return f"list of {_form(choice.get('items', {}), schema)}"
    if parts := choice.get("properties"):
        return f"({', '.join(parts)})"
    return str(choice.get("format") or choice.get("type", "anything"))
