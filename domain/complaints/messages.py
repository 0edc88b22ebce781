"""What people, systems and other cases tell a complaint, and what it tells them."""

from typing import Annotated, Literal

from domain.complaints.assessment import Level
from domain.complaints.receipt import Channel, Via
from domain.days import PAST_YEARS, Day
from domain.messages import Code, Ident, Message, Trust
from domain.refers import ANOTHER_COMPLAINT, COMPLAINT, CUSTOMER, OFFICER
from domain.roles import Role


class ComplaintReceived(Message):
    """The mail team logged a complaint: it opens a case for the Allocations Officer."""

    name = "complaint.received"
    words = "a complaint was received"
    trust = Trust.AUTHENTICATED
    senders = (
        Role.MAIL_TEAM,
        Role.SERVICE_OFFICER,
        Role.ALLOCATIONS_OFFICER,
        "mail_room",
        "online_form",
        "cuba",
    )
    content = ("subject", "text")

    channel: Channel
    # Where it reached the agency on an earlier day: the clock starts then (WC-S3n).
    received_on: Annotated[Day | None, PAST_YEARS] = None
    customer: Annotated[Ident | None, CUSTOMER] = None
    via: Via = Via.NONE
    about_officer: Annotated[Ident | None, OFFICER] = None
    category: Code = "potential_complaint"  # of the item in the list of correspondence
    document: Code | None = None  # where the item is kept


class CustomerIdentified(Message):
    """Somebody found out whose complaint it is: until then it has no customer to write to."""

    name = "customer.identified"
    words = "whose complaint it is was found out"
    trust = Trust.AUTHENTICATED
    senders = (
        Role.MAIL_TEAM,
        Role.ALLOCATIONS_OFFICER,
        Role.COMPLAINTS_OFFICER,
        Role.LEVEL_1_OFFICER,
        Role.PSSO,
        "cuba",
    )

    customer: Annotated[Ident, CUSTOMER]


class ComplaintCorrected(Message):
    """Something that was written down of a complaint was wrong; ``why`` is a code for the reason.

    What is given is what is right; all that followed from what was wrong follows anew.
    """

    name = "complaint.corrected"
    words = "something that was written down of a complaint was put right"
    trust = Trust.AUTHENTICATED
    senders = (
        Role.ALLOCATIONS_OFFICER,
        Role.COMPLAINTS_OFFICER,
        Role.LEVEL_1_OFFICER,
        Role.COMPLAINTS_SSM,
        Role.EXTERNAL_COMPLAINTS_OFFICER,
        Role.EXTERNAL_COMPLAINTS_SSM,
        Role.PSSO,
    )
    content = ("reason",)

    why: Code
    received_on: Annotated[Day | None, PAST_YEARS] = None
    channel: Channel | None = None
    customer: Annotated[Ident | None, CUSTOMER] = None
    level: Level | None = None
    about_officer: Annotated[Ident | None, OFFICER] = None  # whom it turned out to be about


class ComplaintWithdrawn(Message):
    """A complaint that Personalised Services co-ordinates was taken back."""

    name = "complaint.withdrawn"
    words = "a complaint that is co-ordinated here was taken back"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    complaint: Annotated[Ident, COMPLAINT]
    reason: Code = "withdrawn"  # or that it was never this customer's


class SupplementaryReceived(Message):
    """Another item belongs to this complaint; it is no complaint of its own."""

    name = "supplementary.received"
    words = "further correspondence belongs to this complaint"
    trust = Trust.AUTHENTICATED
    senders = ("casebound", Role.ALLOCATIONS_OFFICER, Role.EXTERNAL_COMPLAINTS_OFFICER)
    content = ("text",)

    complaint: Annotated[Ident | None, ANOTHER_COMPLAINT] = None  # the case of the item
    received_on: Annotated[Day | None, PAST_YEARS] = None
    channel: Channel | None = None


class LetterLoggedAgain(Message):
    """The letter of this complaint was logged once more, and had come on an earlier day."""

    name = "letter.logged_again"
    words = "the letter of this complaint had come on an earlier day"
    trust = Trust.AUTHENTICATED
    senders = ("casebound",)

    complaint: Annotated[Ident, ANOTHER_COMPLAINT]
    received_on: Annotated[Day, PAST_YEARS]


class ComplaintNoticed(Message):
    """A customer of Personalised Services complained: the owning PSSO co-ordinates."""

    name = "complaint.noticed"
    words = "a customer of Personalised Services complained"
    trust = Trust.AUTHENTICATED
    senders = ("casebound", Role.ALLOCATIONS_OFFICER, Role.COMPLAINTS_OFFICER)

    complaint: Annotated[Ident, COMPLAINT]
    received_on: Annotated[Day | None, PAST_YEARS] = None
    channel: Channel | None = None
    via: Via = Via.NONE
    level: Literal["level_1", "level_2"] | None = None  # none for what is no complaint of its own
    behavioural: bool = False
    supplementary: bool = False
    about_psso: bool = False  # then the SSM co-ordinates
