"""What became of a row: every version of it, by whom, when, and what was other than before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import JsonValue

from domain.file.rows import Version


@dataclass(frozen=True)
class Changed:
    """One fact of a row, before and after."""

    fact: str
    before: JsonValue
    after: JsonValue

    def __str__(self) -> str:
        """Say it as people read it."""
        return f"{self.fact.replace('_', ' ')} from {_shown(self.before)} to {_shown(self.after)}"


def differences(
    before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]
) -> tuple[Changed, ...]:
    """Return the facts that are other than before."""
    return tuple(_differences(before, after))


def _differences(
    before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]
) -> Iterator[Changed]:
    for fact in dict.fromkeys((*before, *after)):
        if before.get(fact) != after.get(fact):
            yield Changed(fact, before.get(fact), after.get(fact))


def since(versions: Sequence[Version], seen: int) -> str | None:
    """Say who changed a row after a version was seen, when, and how; None where nobody knows."""
    known = {version.number: version for version in versions}
    later = [version for version in versions if version.number > seen]
    if not later:
        return None
    who = ", ".join(dict.fromkeys(version.by for version in later))
    last = later[-1]
    before = known.get(seen)
    changed = differences(before.facts, last.facts) if before else ()
    how = f": {'; '.join(map(str, changed))}" if changed else f": {last.act}"
    return f"by {who} on {_day(last.at)}{how}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M}"


def _shown(value: JsonValue) -> str:
    match value:
        case None | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_shown, value))
        case str():
            return _as_day(value)
        case _:
            return str(value)


def _as_day(words: str) -> str:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return words
    return f"{day.day} {day:%B %Y}"
