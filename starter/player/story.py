"""Tell a story line by line: in colour on a terminal, plain in a pipe."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape

from domain.offices import OFFICES
from procedures.matrix import steps
from stack.temporal import NAMESPACE
from starter.player.scenario import Scenario
from starter.visible import visible
from worker.views import View, link

if TYPE_CHECKING:
    from starter.player.files import Result
    from starter.player.news import Line

COLOURS = {
    "received": "cyan",
    "opened": "blue",
    "completed": "green",
    "decided": "magenta",
    "approved": "green",
    "refused": "red",
    "sent": "bold green",
    "armed": "yellow",
    "overdue": "yellow",
    "met": "yellow",
    "passed": "bold yellow",
    "moved": "bold",
    "quarantined": "bold red",
}


def _why(step: str) -> str:
    known = steps().get(step)
    return f": {known.title.lower()}" if known else ""


class Storyteller:
    """Writes the story to a console. Records made at one sitting share a line.

    ``command`` is how the reader can call the product, as in ``.venv/bin/casebound``.
    """

    def __init__(self, console: Console | None = None, *, command: str = "casebound") -> None:
        self.console = console or Console(soft_wrap=True, highlight=False)
        self.command = command
        self._zone = ZoneInfo("Australia/Sydney")
        self._day = ""
        self._records: list[Line] = []

    def begin(self, scenario: Scenario) -> None:
        """Say which story this is."""
        office = OFFICES.get(scenario.office)
        self._zone = office.clock if office else self._zone
        self._day = ""
        self._say(f"[bold]{escape(scenario.title)}[/bold]")

    def tell(self, line: "Line") -> None:
        """Write one line: time, case, kind, what, who, step and why."""
        if self._records and not _together(self._records[-1], line):
            self._flush()
        if line.kind == "recorded":
            self._records.append(line)
        else:
            self._write(line, line.words, f"{line.step}{_why(line.step)}")

    def end(self, result: "Result", *, letters: Path) -> None:
        """Say what came of it, and where its letters are."""
        self._flush()
        if result.failure:
            self._say(f"\n[bold red]Failed:[/bold red] {escape(result.failure)}")
            return
        self._say(
            f"\n[bold green]As expected[/bold green] in {result.seconds:.1f} seconds of real time."
        )
        if pdfs := sorted(letters.glob("*.pdf")):
            self._say(f"The letters lie in {escape(str(letters))}")
            for pdf in pdfs:
                self._say(f"  {escape(pdf.name)}")

    def kept(
        self, result: "Result", *, ui: str | None, folder: Path, views: Sequence[View]
    ) -> None:
        """Say where a stack that is left up can be looked at: in the UI, and by command."""
        self._say("\nThe stack is left up. To look at its cases:")
        for name, ref in result.cases.items():
            self._say(f"  {escape(name)}: {ui}/namespaces/{NAMESPACE}/workflows/{ref}")
            self._say(f"    {self.command} timeline {ref} --data {escape(str(folder))}")
        self._say("By what is to do about them:")
        for view in views:
            self._say(f"  {view.name}: {link(view, ui=str(ui), namespace=NAMESPACE)}")
        where = f"--data {escape(str(folder))}"
        self._say("To do some of the work, as the officer who has it:")
        self._say(f"    {self.command} tasks {where}")
        self._say(f"    {self.command} officers token psso.diaz {where}")
        self._say(f"    {self.command} day psso.diaz {where}")
        self._say("Ctrl-C ends the stack and forgets it.")

    def next(self, tries: Mapping[str, str]) -> None:
        """Say what to try next: the words after the command, and what they do."""
        width = max(map(len, tries))
        self._say("\nTry next:")
        for words, why in tries.items():
            self._say(f"  {self.command} {escape(words):<{width}}  [dim]{escape(why)}[/dim]")

    def _say(self, words: str) -> None:
        self.console.print(visible(words))

    def _flush(self) -> None:
        records, self._records = self._records, []
        if len(records) == 1:
            (line,) = records
            self._write(line, line.words, f"{line.step}{_why(line.step)}")
        elif records:
            words = "; ".join(f"{line.words} ({line.step})" for line in records)
            self._write(records[0], words, f"{len(records)} records")

    def _write(self, line: "Line", words: str, why: str) -> None:
        local = line.at.astimezone(self._zone)
        day = f"{local:%A} {local.day} {local:%B %Y}"
        if day != self._day:
            self._say(f"\n[bold underline]{day}[/bold underline]")
            self._day = day
        colour = COLOURS.get(line.kind, "white")
        self._say(
            f"  {local:%H:%M} {local:%Z}  [dim]{line.case}[/dim]  "
            f"[{colour}]{line.kind:<11}[/{colour}] {escape(words)}  "
            f"[dim]{escape(line.who)} · {escape(why)}[/dim]"
        )


def _together(one: "Line", other: "Line") -> bool:
    return (one.at, one.case, one.who, one.kind) == (other.at, other.case, other.who, other.kind)
