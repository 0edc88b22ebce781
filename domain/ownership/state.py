"""What the ownership of a customer remembers between its phases, and what it knows of the lock."""

from pydantic import BaseModel

from domain.messages import Ident


class Wish(BaseModel):
    """Which area wants the customer, for which officer; ``message`` is the key of what asked.

    Where no officer is named the area's queue would have them.
    """

    area: str
    to: Ident | None = None
    by: Ident
    message: str


class OwnershipState(BaseModel):
    """The facts that a later phase needs. Every field has a default: cases outlive releases."""

    wish: Wish | None = None  # that is being settled
    agreement: str | None = None  # the date by which whoever has the customer answers
    let_go_by: Ident | None = None
    taken: bool = False  # by Personalised Services, while another area asked


class Owned(BaseModel):
    """The lock of the customer as it is: ``fence`` is its number, ``case`` the one that has it.

    What lies in the queue of an area has the area itself for its holder.
    """

    case: Ident
    holder: Ident
    area: str
    fence: int
    promised_to: Ident | None = None
    promised_area: str | None = None

    @property
    def officer(self) -> str | None:
        """Return who has the customer by name; None where they are in the queue of an area."""
        return self.holder if self.holder != self.area else None
