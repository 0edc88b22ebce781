"""Officers as the rules see them: which roles they hold on a day, and for whom they stand in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.roles import ROLE_WORDS, Role
from domain.tasks import TaskKind


@dataclass(frozen=True)
class Person:
    """An officer, by whichever account they were named, with the roles of all their days.

    Days are those of the officer's own office; the first and the last day count. An end of None
    is still to come. ``areas`` are the specialist areas whose delegation this person has.
    """

    id: str
    name: str
    team: str
    office: str
    zone: ZoneInfo
    delegate: str | None = None
    roles: tuple[tuple[str, date, date | None], ...] = ()
    absences: tuple[tuple[date, date], ...] = ()
    areas: frozenset[str] = frozenset()

    def day(self, at: datetime) -> date:
        """Return the day that an instant falls on in this person's office."""
        return at.astimezone(self.zone).date()

    def roles_at(self, at: datetime) -> set[str]:
        """Return the roles held on the day of an instant."""
        day = self.day(at)
        return {
            role
            for role, first, last in self.roles
            if first <= day and (last is None or day <= last)
        }

    def holds(self, roles: tuple[Role, ...], at: datetime) -> bool:
        """Tell whether one of ``roles`` is held on the day of an instant."""
        return bool(self.roles_at(at) & {role.value for role in roles})

    def away(self, at: datetime) -> bool:
        """Tell whether this person is away on the day of an instant."""
        day = self.day(at)
        return any(first <= day <= last for first, last in self.absences)

    def stands_in_for(self, holder: "Person", at: datetime) -> bool:
        """Tell whether this person may act for ``holder``: the delegate of somebody away."""
        return holder.delegate == self.id and holder.away(at)


def fitting_roles(role: Role, kind: TaskKind) -> tuple[Role, ...]:
    """Return the roles that may do a task: the one it is for, and the kind's further ones.

    A workflow may have opened it for another role in place of the kind's first, or chosen one.
    """
    return tuple(dict.fromkeys((role, *further_roles(kind))))


def further_roles(kind: TaskKind) -> tuple[Role, ...]:
    """Return the roles that may do any task of a kind, beside the one that each is for."""
    return () if kind.role_chosen else kind.roles[1:]


def naming_fault(
    account: str, named: Person | None, roles: tuple[Role, ...], at: datetime
) -> str | None:
    """Say why an account does not name somebody who holds one of ``roles`` on an instant's day.

    ``named`` is the person behind the account, None where nobody is.
    """
    if named is None:
        return f"no officer is known as '{account}'"
    if named.holds(roles, at):
        return None
    return f"{named.id} is no {in_words(roles)} on {_long(named.day(at))}"


def lacking(person: Person, at: datetime) -> str:
    """Say on which day a person was found to hold no fitting role."""
    return f"{person.id} holds no such role on {_long(person.day(at))}"


def in_words(roles: tuple[Role, ...]) -> str:
    """Name roles as the procedures do: one, or several with an "or"."""
    *most, last = (ROLE_WORDS[role] for role in roles)
    return f"{', '.join(most)} or {last}" if most else last


def in_which_areas(officer: str, areas: Collection[str]) -> str:
    """Say of which areas somebody has the delegation."""
    return f"{officer} has the delegation of {', '.join(sorted(areas)) or 'no area'}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
