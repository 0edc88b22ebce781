"""Letters that are drafted, taken on and sent."""

from typing import Literal

from activities.effects.base import Cited


class DraftLetter(Cited):
    """Begin the draft of a letter; its fields come from the case's data.

    ``to`` is its addressee: a customer, ``nominee``, a role of staff, a code of the agency's
    directory; the customer of the case where it names nobody.
    """

    effect: Literal["draft_letter"] = "draft_letter"
    id: str
    kind: str
    to: str | None = None


class MoveLetter(Cited):
    """Take a letter one state on; a signed one leaves. ``actor`` is the officer who did it."""

    effect: Literal["move_letter"] = "move_letter"
    id: str
    act: Literal["edit", "submit", "approve", "return", "sign", "withdraw"]
    role: str | None = None  # in which the actor approves, returns or signs
    reason: str = ""
    reply: str | None = None  # id of the deadline whose date the letter states


class SendNotice(Cited):
    """Draft, sign and send a letter that a decision gives rise to, with no work of its own.

    It goes to the case's customer where ``to`` names nobody else. ``actor`` decided, and signs it,
    or approves what ``signed_by`` proposed and signs. One that may not go is told to its case as
    refused.
    """

    effect: Literal["send_notice"] = "send_notice"
    id: str
    kind: str
    to: str | None = None
    signed_by: str | None = None
