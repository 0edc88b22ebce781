"""What a Child Support Personalised Services case remembers between its phases."""

from datetime import date

from pydantic import AwareDatetime, BaseModel

from domain.personalised_services.phases import Leaving, Turn
from domain.personalised_services.segment_3 import Why
from domain.personalised_services.segments import Segment


class InSegment3(BaseModel):
    """Segment 3 as it was approved, or renewed last. Source: CSP-T8-S3d, CSP-T8-S5f.

    ``why`` is for what, ``since`` when it was decided, ``review_on`` the day of the next review,
    None until the PSM has set the first one; ``reviews`` counts those that were made. ``approval``
    is which one of the case this is: the dates of one that lapsed, or ended, stay as they were.
    """

    why: Why
    since: AwareDatetime
    review_on: date | None = None
    reviews: int = 0
    approval: int = 1


class PsState(BaseModel):
    """The facts that a later phase needs. Every field has a default: cases outlive releases."""

    urgent: bool = False
    urgent_intray_at: AwareDatetime | None = None  # from which the urgent set-up counts
    referrers: list[str] = []  # of the referrals that joined the case, by the agency's directory
    psso: str | None = None  # the officer to whom the customer is assigned
    segment: Segment = Segment.LOW
    turn: Turn = Turn.CONTACT
    requested_by: str | None = None  # who asked for finalisation, while it is asked
    request: str | None = None  # the task in which that was
    reason: str | None = None  # on which it rests
    decision: str | None = None  # key of the message by which the SSM decided on it last
    rejected: bool = False  # that was a no, and the SSM's comments are in the stacking document
    leaving: Leaving = Leaving.FINALISED
    wanted_letters: dict[str, str] = {}  # signed, that an act asked for: by which work
    proposes_segment_3: bool = False  # taken up when the case is active again
    segment_3_approvals: int = 0  # how often segment 3 was approved in this case
    segment_3: InSegment3 | None = None  # while the customer is in it, or it waits to be documented
    assigned: InSegment3 | None = None  # for restrictions, and not documented yet
    assessing: bool = False  # Assessment Services are asked, or their answer is discussed
    business_line: str | None = None  # the area that takes a customer who is transferred
