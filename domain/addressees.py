"""To whom one letter is. A letter has one addressee; a copy is a letter of its own.

Source: CMA-T1-S1h; the rules of the case file on two parents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.roles import Role


class Reader(StrEnum):
    """What an addressee is to the case: by that they are shown what they may see, and no more."""

    CUSTOMER = "customer"
    OTHER_PARENT = "other_parent"
    NOMINEE = "nominee"
    REPRESENTATIVE = "representative"
    STAFF = "staff"
    STAKEHOLDER = "stakeholder"


NOMINEE = "nominee"  # how the nominee of a case's customer is named, with or without the first day
CUSTOMERS = (Reader.CUSTOMER, Reader.OTHER_PARENT, Reader.REPRESENTATIVE)
FOR_THE_CUSTOMER = (Reader.NOMINEE, Reader.REPRESENTATIVE)
OUTSIDE = (*FOR_THE_CUSTOMER, Reader.STAKEHOLDER)


@dataclass(frozen=True)
class To:
    """The addressee of one letter, as they are known on its day.

    ``customer`` is whose rows of the file they are shown, and ``covers`` the issues that an
    authority is limited to. ``known_as`` is whose address and restrictions count, where they are
    a customer themselves; of others ``lines`` say where they are.
    """

    reader: Reader
    name: str
    customer: str
    known_as: str | None = None
    covers: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    email: str | None = None
    prefers: str | None = None


def names_a_nominee(to: str) -> bool:
    """Tell whether an addressee is named as the nominee of the case's customer."""
    return to == NOMINEE or to.startswith(f"{NOMINEE}:")


def of_the_directory(to: str, customer: str, directory: Mapping[str, Any]) -> To | None:
    """Return staff of a role, or a stakeholder, as the agency's directory has them.

    None where it has no such entry.
    """
    entry = directory.get(to)
    if entry is None:
        return None
    staff = to in frozenset(Role)
    return To(
        reader=Reader.STAFF if staff else Reader.STAKEHOLDER,
        name=entry["name"],
        customer=customer,
        lines=tuple(entry.get("lines") or ()),
        email=entry.get("email"),
        prefers="email" if entry.get("email") else None,
    )
