"""Where a letter stands and what may happen to it next.

drafted -> submitted -> approved or returned -> signed -> sent. A kind without approvers skips
submitted and approved. Approval and signature hold the SHA-256 of the exact PDF; an edit voids
both. A stopped letter goes on from where it was stopped.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.letters import LetterKind
from domain.roles import Role


class LetterState(StrEnum):
    """Where a letter stands; ``sent`` and ``withdrawn`` are final."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT = "sent"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class LetterAct(StrEnum):
    """What may be done to a letter."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    SIGN = "sign"
    SEND = "send"
    STOP = "stop"
    RELEASE = "release"
    WITHDRAW = "withdraw"


class Standing(BaseModel):
    """One letter as far as its next step needs it.

    ``sha256`` is the PDF as it is now. ``approvals`` counts the approvers of the chain who have
    agreed to ``approved_sha256``. ``stopped_from`` is where a stopped letter goes on.
    """

    model_config = ConfigDict(frozen=True)

    state: LetterState = LetterState.DRAFTED
    sha256: str
    approvals: int = 0
    approved_sha256: str | None = None
    signed_sha256: str | None = None
    stopped_from: LetterState | None = None


class ActRefused(BaseModel):
    """Why an act may not happen, in words for the person who tried."""

    model_config = ConfigDict(frozen=True)

    reason: str


def move(
    kind: LetterKind,
    letter: Standing,
    act: LetterAct,
    *,
    by: Role | None = None,
    sha256: str | None = None,
) -> Standing | ActRefused:
    """Return where a letter stands after an act, or why the act is refused.

    ``by`` is the role that approves, returns or signs. ``sha256`` is the PDF that the person
    had before their eyes, or that an edit made.
    """
    refusal = _refusal(kind, letter, act, by, sha256)
    if refusal:
        return ActRefused(reason=f"Letter {kind.name} ({kind.step}): {refusal}")
    return _after(kind, letter, act, sha256)


_FROM: dict[LetterAct, frozenset[LetterState]] = {
    LetterAct.EDIT: frozenset(LetterState) - {LetterState.SENT, LetterState.WITHDRAWN},
    LetterAct.SUBMIT: frozenset({LetterState.DRAFTED, LetterState.RETURNED}),
    LetterAct.APPROVE: frozenset({LetterState.SUBMITTED}),
    LetterAct.RETURN: frozenset({LetterState.SUBMITTED}),
    LetterAct.SIGN: frozenset({LetterState.DRAFTED, LetterState.APPROVED}),
    LetterAct.SEND: frozenset({LetterState.SIGNED}),
    LetterAct.STOP: frozenset(LetterState)
    - {LetterState.SENT, LetterState.WITHDRAWN, LetterState.STOPPED},
    LetterAct.RELEASE: frozenset({LetterState.STOPPED}),
    LetterAct.WITHDRAW: frozenset(LetterState) - {LetterState.SENT, LetterState.WITHDRAWN},
}


def _refusal(
    kind: LetterKind, letter: Standing, act: LetterAct, by: Role | None, sha256: str | None
) -> str | None:
    if letter.state not in _FROM[act]:
        return f"it is {letter.state}: {act} is not possible; {_what_next(kind, letter)}"
    problem: str | None = None
    match act:
        case LetterAct.EDIT if sha256 is None:
            problem = "an edit makes another PDF: give its hash"
        case LetterAct.SUBMIT if not kind.approvers:
            problem = f"it needs no approval ({kind.approval_source}): sign it"
        case LetterAct.APPROVE | LetterAct.RETURN:
            problem = _decision_refusal(kind, letter, by, sha256)
        case LetterAct.SIGN:
            problem = _signing_refusal(kind, letter, by, sha256)
        case LetterAct.SEND if letter.sha256 != letter.signed_sha256:
            problem = "its PDF is not the one that was signed: have it signed again"
        case _:
            pass
    return problem


def _decision_refusal(
    kind: LetterKind, letter: Standing, by: Role | None, sha256: str | None
) -> str | None:
    asked = kind.approvers[letter.approvals]
    if by is not asked:
        return f"{asked} is asked to decide, not {by or 'somebody without a role'}"
    if sha256 != letter.sha256:
        return "its PDF has changed since it was looked at: read it as it is now"
    return None


def _signing_refusal(
    kind: LetterKind, letter: Standing, by: Role | None, sha256: str | None
) -> str | None:
    if kind.approvers and letter.state is not LetterState.APPROVED:
        return f"it is not approved by {' and '.join(kind.approvers)}: submit it first"
    if problem := kind.signing_problem(by or "somebody without a role"):
        return problem
    if sha256 != letter.sha256:
        return "its PDF has changed since it was looked at: read it as it is now"
    if kind.approvers and letter.sha256 != letter.approved_sha256:
        return "its PDF is not the one that was approved: submit it again"
    return None


def _what_next(kind: LetterKind, letter: Standing) -> str:
    match letter.state:
        case LetterState.DRAFTED | LetterState.RETURNED:
            return "submit it for approval" if kind.approvers else "sign it"
        case LetterState.SUBMITTED:
            return f"{kind.approvers[letter.approvals]} decides on it"
        case LetterState.APPROVED:
            return "sign it"
        case LetterState.SIGNED:
            return "it is about to be sent"
        case LetterState.STOPPED:
            return "put right what stopped it, then release it"
        case LetterState.SENT | LetterState.WITHDRAWN:
            return "write a new letter where one is needed"


def _after(kind: LetterKind, letter: Standing, act: LetterAct, sha256: str | None) -> Standing:
    changes: dict[str, object]
    match act:
        case LetterAct.EDIT:
            changes = dict(Standing(sha256=sha256 or letter.sha256))
        case LetterAct.SUBMIT:
            changes = {"state": LetterState.SUBMITTED, "approvals": 0, "approved_sha256": None}
        case LetterAct.APPROVE:
            given = letter.approvals + 1
            state = LetterState.APPROVED if given == len(kind.approvers) else letter.state
            changes = {"state": state, "approvals": given, "approved_sha256": letter.sha256}
        case LetterAct.RETURN:
            changes = {"state": LetterState.RETURNED, "approvals": 0, "approved_sha256": None}
        case LetterAct.SIGN:
            changes = {"state": LetterState.SIGNED, "signed_sha256": letter.sha256}
        case LetterAct.SEND:
            changes = {"state": LetterState.SENT}
        case LetterAct.STOP:
            changes = {"state": LetterState.STOPPED, "stopped_from": letter.state}
        case LetterAct.RELEASE:
            changes = {"state": letter.stopped_from, "stopped_from": None}
        case LetterAct.WITHDRAW:
            changes = {"state": LetterState.WITHDRAWN, "stopped_from": None}
    return letter.model_copy(update=changes)
