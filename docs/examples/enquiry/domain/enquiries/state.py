"""What an enquiry remembers between its phases."""

from pydantic import BaseModel


class EnquiryState(BaseModel):
    """Whether its time was over before it was answered."""

    late: bool = False
