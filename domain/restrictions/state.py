"""What a service restriction remembers between its phases."""

from datetime import date, datetime

from pydantic import BaseModel

from domain.restrictions.channels import Barred, Extent
from domain.restrictions.messages import VariationRequested
from domain.restrictions.parts import Part


class Varied(BaseModel):
    """An occasion for which a channel is open, from its day's first instant to its last."""

    channel: Barred
    since: datetime
    until: datetime | None = None


class RestrictionState(BaseModel):
    """Who proposes it, what is proposed, and what is in force since when.

    ``violent`` says that there was violence, or a threat of it: no warning comes first then
    (CSP-T3-S2d). ``warned`` is the letter of the warning. ``extents`` are what the last submission
    proposes; ``in_force`` what was imposed, with the review day that its Approver has set.
    """

    psso: str | None = None
    violent: bool = False
    warned: str | None = None
    warned_at: datetime | None = None
    extents: dict[Barred, Extent] = {}
    in_force: dict[Barred, Extent] = {}
    parts: dict[Barred, Part] = {}  # what stays open of those that are in force in part
    review_on: date | None = None
    reviews: int = 0
    varied: list[Varied] = []
    asked: dict[str, VariationRequested] = {}  # by the task that decides it
    notices: list[str] = []  # letters that tell staff of an approval
    breaches: dict[str, str] = {}  # incidents, by the task that sees to each
