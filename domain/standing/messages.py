"""What any case may be told in any phase. Doors tell every case that it concerns."""

from typing import Annotated, Literal

from domain.days import PAST_YEAR, SINCE, Day
from domain.messages import Code, Ident, Message, Trust
from domain.refers import ANOTHER_CUSTOMER, CUSTOMER, OFFICER
from domain.roles import MANAGERS, Role
from domain.standing.danger import Danger

OURS = ("casebound",)

# That somebody has in a case; who speaks for a customer is their nominee or representative.
Part = Literal["customer", "other_party", "speaker"]


class DangerNoticed(Message):
    """Somebody may be in danger: words of a message point to it, or an officer noticed it.

    Where words point to it, ``message`` is the key of the one that has them; ``task`` is the work
    that its door has opened at once.
    """

    name = "danger.noticed"
    words = "somebody may be in danger"
    trust = Trust.AUTHENTICATED
    senders = (*Role, "telephony", "cims", "cuba", *OURS)
    content = ("words",)

    sort: Danger
    message: Code | None = None
    task: Code | None = None


class DangerJudged(Message):
    """Whoever saw to it says whether somebody is in danger."""

    name = "danger.judged"
    words = "somebody saw to it, and said whether there is danger"
    trust = Trust.AUTHENTICATED
    senders = OURS

    sort: Danger
    so: bool
    task: Code
    incident: Code | None = None


class DeathReported(Message):
    """The agency's records, or somebody who knows, say that a customer died, or their nominee.

    The door tells each open case of theirs, and each in which they are another party, or speak for
    one; of which sort a case is the door says (``part``), whatever was sent, and by which row of
    its file (``row``) they speak. A nominee has no number: it is that of the customer, from the day
    ``nominee`` on.
    """

    name = "death.reported"
    words = "a customer was reported to have died"
    trust = Trust.AUTHENTICATED
    senders = (*Role, "cuba", "cims", *OURS)
    content = ("words",)

    customer: Annotated[Ident, CUSTOMER]
    died_on: Annotated[Day | None, PAST_YEAR] = None
    nominee: Annotated[Day | None, SINCE] = None
    part: Part = "customer"
    row: Code | None = None


class DeathRetracted(Message):
    """The report was a mistake: the customer lives. The door tells each case that it concerns."""

    name = "death.retracted"
    words = "the report that a customer had died was a mistake"
    trust = Trust.AUTHENTICATED
    senders = (*Role, "cuba", "cims", *OURS)
    content = ("words",)

    customer: Annotated[Ident, CUSTOMER]
    nominee: Annotated[Day | None, SINCE] = None
    part: Part = "customer"
    row: Code | None = None


class CustomerChanged(Message):
    """What is known of the customer changed; the values stay where they are known."""

    name = "customer.changed"
    words = "what is known of the customer changed"
    trust = Trust.AUTHENTICATED
    senders = OURS

    customer: Annotated[Ident, CUSTOMER]
    what: tuple[Literal["name", "addresses", "nominees", "email"], ...]


class CustomerMistaken(Message):
    """The case is about somebody else than was thought; ``right`` is who, where that is known."""

    name = "customer.mistaken"
    words = "the case is about the wrong customer"
    trust = Trust.AUTHENTICATED
    senders = tuple(Role)
    content = ("words",)

    right: Annotated[Ident | None, ANOTHER_CUSTOMER] = None


class OfficerLeft(Message):
    """An officer leaves, and somebody else has what waited on them.

    A manager tells the door; the door tells each case in which something waits on them.
    """

    name = "officer.left"
    words = "an officer left, and somebody else has their work"
    trust = Trust.AUTHENTICATED
    senders = (*MANAGERS, *OURS)

    officer: Annotated[Ident, OFFICER]
    to: Annotated[Ident, OFFICER]
