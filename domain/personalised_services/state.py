"""What a Child Support Personalised Services case remembers between its phases."""

from pydantic import AwareDatetime, BaseModel

from domain.personalised_services.phases import Leaving, Turn
from domain.personalised_services.segments import Segment


class PsState(BaseModel):
    """The facts that a later phase needs. Every field has a default: cases outlive releases."""

    urgent: bool = False
    urgent_intray_at: AwareDatetime | None = None  # from which the urgent set-up counts
    psso: str | None = None  # the officer to whom the customer is assigned
    segment: Segment = Segment.LOW
    turn: Turn = Turn.CONTACT
    requested_by: str | None = None  # who asked for finalisation, while it is asked
    request: str | None = None  # the task in which that was
    reason: str | None = None  # on which it rests
    decision: str | None = None  # key of the message by which the SSM decided on it last
    rejected: bool = False  # that was a no, and the SSM's comments are in the stacking document
    leaving: Leaving = Leaving.FINALISED
    wanted_letters: tuple[str, ...] = ()  # that were asked for by an act, and have been signed
    business_line: str | None = None  # the area that takes a customer who is transferred
