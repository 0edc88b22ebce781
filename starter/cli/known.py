"""Words that the product knows: what a filter names must be one of them, or its list were empty."""

from collections.abc import Collection

from starter.cli.telling import UsageError

FEW = 20  # so many are all named where none is like what was given


def role_word(given: str | None) -> str | None:
    """Return the role that was named.

    Raises:
        UsageError: the procedures know no such role.
    """
    from domain.roles import Role

    return _known(given, [role.value for role in Role], "role")


def lifecycle(given: str | None) -> str | None:
    """Return the lifecycle that was named.

    Raises:
        UsageError: there is no such lifecycle.
    """
    if given is None:
        return None
    from domain.catalogue import CASE_TYPES

    return _known(given, CASE_TYPES, "lifecycle")


def waited_for(given: str | None) -> str | None:
    """Return the step or the message type that was named.

    Raises:
        UsageError: neither the procedures nor the messages know it.
    """
    if given is None:
        return None
    from typing import get_args

    from domain.catalogue import MESSAGES
    from domain.step_ids import StepId

    return _known(given, [*MESSAGES, *get_args(StepId)], "step or message type")


def _known(given: str | None, known: Collection[str], what: str) -> str | None:
    if given is None or given in known:
        return given
    from starter.nearest import nearest

    hint = nearest(given, known)
    if not hint and len(known) <= FEW:
        hint = f"; there are {', '.join(known)}"
    raise UsageError(f"there is no {what} {given}{hint}")
