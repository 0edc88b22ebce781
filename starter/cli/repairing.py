"""Repairing: bringing cases back whose workflows were lost, or know something else."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.cli import show
from starter.cli.app import RUNNING, command
from starter.cli.identity import authenticated
from starter.cli.options import Data, Json, now, run, sessions
from starter.cli.tables import events
from starter.cli.telling import NO, UsageError
from starter.client import connected, place

if TYPE_CHECKING:
    from starter.administration.repair import Done, Plan, Repairer


@command(RUNNING, "repair co-abcdefghij")
def repair(
    *,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="Case reference, such as co-abcdefghij.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every case that disagrees with its workflow.")
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Also what a person must want, who has seen what was sent."),
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only show what would be done.")] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="OFFICER", help="Who does it, by their token; else this machine's user."
        ),
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Bring a case back whose workflow is gone, ahead or behind."""
    if (ref is None) != all_:
        raise UsageError("name one case, or all of them with --all")
    found = run(_repaired(data, ref, by, yes=yes, check=check, quiet=json))
    if json:
        show.as_json(
            {
                "cases": [
                    plan.as_json() | {"back": done and done.back, "said": done and done.words}
                    for plan, done in found
                ]
            }
        )
    elif not found:
        show.line("Every case agrees with its workflow.")
    if not check and not all(done and done.back for _, done in found):
        raise typer.Exit(NO)


async def _repaired(
    data: Path | None, ref: str | None, by: str | None, *, yes: bool, check: bool, quiet: bool
) -> "list[tuple[Plan, Done | None]]":
    from starter.administration.repair import Repairer

    at = place(data)
    client = await connected(at)
    async with sessions(at) as maker:
        caller = await authenticated(maker, by) if by else None
        repairer = Repairer(
            maker,
            client,
            actor=caller.account if caller else getpass.getuser(),
            known_by="token" if caller else "user of the machine",
            clock=now,
        )
        plans = [await repairer.plan(ref)] if ref else await repairer.plans()
        found = []
        for plan in plans:
            if not quiet:
                _show(plan)
            found.append((plan, await _done(repairer, plan, yes=yes, check=check, quiet=quiet)))
    return found


async def _done(
    repairer: "Repairer", plan: "Plan", *, yes: bool, check: bool, quiet: bool
) -> "Done | None":
    """Do what a plan says, where nobody need be asked or somebody says yes."""
    if check:
        return None
    if plan.asks and not yes and (quiet or not _wanted()):
        if not quiet:
            show.line(f"{plan.ref}: left as it is; a person must want this, who says --yes.")
        return None
    done = await repairer.carry_out(plan)
    if not quiet:
        show.line(f"{plan.ref}: {done.words}.")
    return done


def _wanted() -> bool:
    """Ask whoever sits there; a script must say it beforehand."""
    return sys.stdin.isatty() and typer.confirm("Do that?", default=False)


def _show(plan: "Plan") -> None:
    from starter.administration.repair import WORDS

    show.heading(f"{plan.ref}: {plan.standing.words}")
    show.prose(f"{WORDS[plan.way].capitalize()}.")
    if plan.asks and plan.phase is None:
        show.prose("Temporal alone knows it: its history can be read until the retention ends.")
    elif plan.asks:
        show.prose(f"Since {plan.phase} began this was done, sent and told, and may come again:")
        if plan.since:
            events(list(plan.since), plan.zone or "UTC")
        else:
            show.line("Nothing.")
