"""Checking: what is wrong with a stack, and which steps of the procedures are proven."""

from pathlib import Path
from typing import Annotated

import typer

from starter.cli import show
from starter.cli.app import RUNNING, command
from starter.cli.options import Data, Json, Thing, check_folder, read, run, write
from starter.cli.telling import NO, UNREACHABLE
from starter.client import connected, place


@command(RUNNING, "doctor")
def doctor(data: Data = None, json: Json = False) -> None:
    """Check each part, and say how to put right what is wrong."""
    from starter.administration.doctor import Doctor

    at = place(data)
    examination = Doctor(
        database_url=at.database_url,
        client=lambda: connected(at),
        temporal_address=at.temporal_address or "an address that is not set",
        spool=at.spool,
    )
    found = [part.as_json() for part in run(examination.examine())]
    states = {part["state"] for part in found}
    if json:
        show.as_json({"ok": states == {"ok"}, "parts": found})
    else:
        _findings(found)
    if states != {"ok"}:
        raise typer.Exit(UNREACHABLE if "unreachable" in states else NO)


def _findings(found: list[Thing]) -> None:
    rows = [(part["part"], part["state"], part["words"]) for part in found]
    show.table(("part", "state", "found"), rows, none="")
    for part in found:
        if part["remedy"]:
            show.line(f"{part['part']}: {part['remedy']}")


@command(RUNNING, "views")
def views(data: Data = None, json: Json = False) -> None:
    """Give a link to each view of the cases in Temporal's UI."""
    from database.queries.clock import present
    from worker.views import link
    from worker.views import views as views_at

    at = place(data)
    ui = at.ui_url or "UI"
    found = [
        {"view": one.name, "query": one.query, "link": link(one, ui=ui, namespace=at.namespace)}
        for one in views_at(read(data, present))
    ]
    if json:
        show.as_json({"views": found})
        return
    show.fields([(one["view"], one["link"]) for one in found])


@command(RUNNING, "coverage --html coverage.html")
def coverage(
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page to look through.")
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Name what each uncovered step lacks.")
    ] = False,
    json: Json = False,
) -> None:
    """Show which steps the last test run has proven."""
    import procedures
    from procedures.coverage import as_text, of_checkout

    if html:
        check_folder("--html", html)
    found = of_checkout(Path(procedures.__file__).parent.parent)
    if html:
        from procedures.coverage_page import page

        write("--html", html, page(found).encode())
    if json:
        show.as_json(found.model_dump(mode="json"))
    else:
        show.line(as_text(found, missing=missing))
