"""How work is filled in: the form of each answer in words, and commands that are whole to copy.

What stands in angle brackets is for the officer to say; sent as it stands it is turned away.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:  # help is shown without them
    from pydantic import BaseModel

    from domain.refers import Refers

Thing = dict[str, Any]

SEEN = "<seen: the number of the version that you saw, such as 1, without quotes>"
FORMS = {
    "yes_no": "true or false, without quotes",
    "checked": "true, without quotes, once it is done",
    "date": "a day, such as 2026-12-24",
    "text": "words",
}
REFERRED = {
    "case": "a case, such as co-abcdefghij",
    "customer": "the id of a customer",
    "officer": "an officer, such as psso.NAME",
    "row": "a row of the file, such as issue-1",
    "thing": "a row of the file, such as contact-1, or the id of a letter, a task or a case",
    "elsewhere": "a code or an id, without blanks",
}


def form(question: Thing, fitting: Iterable[Any] = ()) -> str:
    """Say in words what an answer looks like; ``fitting`` are the only ones that an outcome takes.

    What comes after ``such as`` or ``one of:`` is written as it is to be typed.
    """
    if question["type"] == "choice":
        words = f"one of: {', '.join(fitting or question['choices'])}"
    elif roles := question.get("names"):
        words = f"an officer with the role {' or '.join(roles)}, such as {roles[0]}.NAME"
    elif question["type"] == "reference":
        words = _reference(question)
    else:
        words = FORMS[question["type"]]
    return words + (", not yourself" if question.get("another") else "")


def _reference(question: Thing) -> str:
    refers = question.get("refers") or {"to": "elsewhere"}
    if question.get("listed"):
        return f"a code that the setting {question['listed']} lists"
    words = REFERRED[refers["to"]]
    return f"{words}, or an id elsewhere" if refers.get("may_be_elsewhere") else words


def when(key: str, task: Thing) -> str:
    """Say when a question is to be answered: with which outcome, beside which answer."""
    question, said = task["asks"][key], []
    left_open = [name for name, keys in task["optional_for"].items() if key in keys]
    if left_open:
        asked = [name for name in task["outcomes"] if name not in left_open]
        said.append(_with(asked, left_open) if asked else "if you like")
    if beside := question.get("only_with"):
        said.append(f"where {beside} is answered, and not with false")
    if not question.get("required", True):
        said.append("if there is one")
    return ", ".join(said) or "always"


def _with(asked: list[str], left_open: list[str]) -> str:
    if len(left_open) < len(asked):
        return f"always but with {' or '.join(left_open)}"
    return f"with {' or '.join(asked)}"


def completions(task: Thing, officer: str | None, data: Path | None = None) -> list[Thing]:
    """Return for each outcome the command that completes a task with it."""
    return [
        {"outcome": outcome, "command": _completion(task, outcome, officer) + where(data)}
        for outcome in task["outcomes"] or (None,)
    ]


def _completion(task: Thing, outcome: str | None, officer: str | None) -> str:
    words = ["casebound", "complete", task["id"], "--as", _who(task, officer)]
    words += ["--outcome", outcome] if outcome else []
    answers = _answers(task, outcome)
    words += ["--answers", quote(json.dumps(answers, ensure_ascii=False))] if answers else []
    words += ["--reason", quote("<why>")] if outcome in task["reasons"] else []
    return " ".join(words)


def _who(task: Thing, officer: str | None) -> str:
    return officer or task["assignee"] or f"{task['role']}.NAME"


def where(data: Path | None) -> str:
    """Return the option of a command that says where the case database is, where it was said."""
    return f" --data {quote(str(data))}" if data else ""


def preview(task: Thing, officer: str | None, data: Path | None = None) -> str | None:
    """Return the command that shows the letter of a task as it would be, before anybody signs."""
    if not task["letter"] or task["state"] != "open":
        return None
    return f"casebound letter {task['letter']} --preview --as {_who(task, officer)}{where(data)}"


def _answers(task: Thing, outcome: str | None) -> Thing:
    """Return what must be answered: what the outcome presumes is filled in, the rest is not."""
    left_open = task["optional_for"].get(outcome, ())
    presumed = task["presumes"].get(outcome, {})
    given = task["ahead"]
    return {
        key: _to_be_said(question, presumed.get(key, ()))
        for key, question in task["asks"].items()
        if question.get("required", True)
        and key not in left_open
        and key not in given
        and _goes_with(question, presumed)
    }


def _goes_with(question: Thing, presumed: Mapping[str, Any]) -> bool:
    """Tell whether the question beside which another is asked is presumed to be answered."""
    beside = question.get("only_with")
    fitting = presumed.get(beside, ()) if beside else (True,)
    return bool(fitting) and all(answer not in (None, False) for answer in fitting)


def _to_be_said(question: Thing, fitting: Iterable[Any]) -> Any:
    only = list(fitting)
    return only[0] if len(only) == 1 else f"<{form(question, only)}>"


def act(name: str, model: "type[BaseModel]", case: str, officer: str, **known: str) -> str:
    """Return the command of an act on a file, with the facts that it must have, some ``known``."""
    facts = _facts(model) | known
    if getattr(model, "changes_row", None):
        facts["seen"] = SEEN
    words = f"casebound act {name} --case {case} --as {officer}"
    return f"{words} --facts {quote(json.dumps(facts))}" if facts else words


def _facts(model: "type[BaseModel]") -> Thing:
    """Return a blank for each fact that must be given, in the form that it has."""
    from domain.refers import references_of

    schema, refers = model.model_json_schema(), dict(references_of(model))
    return {
        fact: _blank(fact, schema["properties"][fact], schema, model, refers.get(fact))
        for fact in schema.get("required", ())
    }


def _blank(
    fact: str, form_: Thing, schema: Thing, model: "type[BaseModel]", refers: "Refers | None"
) -> Any:
    from starter.doors.form import model_in

    if reference := form_.get("$ref"):
        form_ = schema["$defs"][reference.rsplit("/", 1)[-1]]
    if form_.get("type") == "array":
        return [_blank(fact, form_["items"], schema, model, refers)]
    if inner := model_in(model.model_fields[fact].annotation):
        return _facts(inner)
    what = f"{fact.replace('_', ' ')}: " if form_.get("type") != "boolean" else ""
    return f"<{what}{_fact(form_, refers)}>"


def _fact(form_: Thing, refers: "Refers | None") -> str:
    """Say in words what a fact looks like."""
    if names := form_.get("enum"):
        return f"one of: {', '.join(names)}"
    if const := form_.get("const"):
        return f"one of: {const}"
    if refers:
        return REFERRED[refers.to]
    by_type = {"boolean": FORMS["yes_no"], "integer": "a number, such as 1, without quotes"}
    by_format = {"date": FORMS["date"], "date-time": "an instant, such as 2026-12-24T10:30+11:00"}
    usual = by_type.get(form_.get("type", ""), REFERRED["elsewhere"])
    return by_format.get(form_.get("format", ""), usual)


def _gate(act: str, step: str) -> dict[str, str]:
    """Return the gate that an act would attest, where a step is one that may be attested."""
    from domain.file.attestations import Attestable

    attests = act == "gate.attested" and step in get_args(Attestable)
    return {"gate": step} if attests else {}


def bringing(
    task: Thing,
    acts: "Mapping[str, type[BaseModel]]",
    officer: str | None,
    data: Path | None = None,
) -> list[Thing]:
    """Return what a task needs of the file, each with the commands that bring it."""
    who = _who(task, officer)
    return [
        need
        | {
            "commands": [
                act(name, acts[name], task["case"], who, **_gate(name, need["step"])) + where(data)
                for name in need["acts"]
            ]
        }
        for need in task["needs"]
    ]
