"""What an enquiry is told."""

from datetime import date

from domain.messages import Ident, Message
from domain.roles import Role


class EnquiryReceived(Message):
    """A customer asks something in writing; the message opens the case."""

    name = "enquiry.received"
    words = "a customer asked something"
    senders = (Role.MAIL_TEAM, "online_form")
    content = ("text",)

    customer: Ident
    received_on: date | None = None  # where it reached the agency on an earlier day
