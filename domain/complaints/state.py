"""What a complaint remembers from wait to wait. Pure, so that a worker builds it once."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel

from domain.complaints.assessment import Level
from domain.complaints.procedures import Procedure
from domain.complaints.receipt import Channel


class Stage(StrEnum):
    """How far the assessment has got when the Allocations Officer sits down to it."""

    FIRST = "first"  # WC-S3a
    NEW = "new"  # agreed with the escalation's owner: WC-S3e
    SETTLED = "settled"  # the many avenues are settled: WC-S3g


class ComplaintState(BaseModel):
    """Everything that a later step of the complaint needs to know."""

    stage: Stage = Stage.FIRST
    assessed_by: str | None = None
    assessment: str | None = None  # the task in which that was
    holder: str | None = None  # of the escalation that is in hand: only they settle the item
    level: Level | None = None
    behavioural: bool = False
    refer: bool = False
    in_ps: bool = False
    ps_owner: str | None = None
    exemption: str | None = None
    assessment_message: str | None = None  # key of its completion, which has the words
    category: str | None = None  # of what is no complaint
    handed_over: list[Procedure] = []  # the procedures that have the complaint, or had it
    outcome: str = ""  # with which it closes when they have reported
    outcome_words: str = ""
    received_on: date | None = None  # where what was logged was wrong
    first_received: date | None = None  # where the same letter was logged before
    channel: Channel | None = None  # where what was logged was wrong
    about: list[str] = []  # officers, who never handle it
    recounted: bool = False  # the time to acknowledge, after the letter had left
    acknowledged_at: datetime | None = None
    ps_case: str | None = None  # the case that was told of the complaint
    brought_in: bool = False  # the PSSO, as far as that is for this complaint to do
    level_1_begun: bool = False
    first_contact_begun: bool = False
    own_work: list[str] = []  # tasks that have no purpose without the complaint
    level_1_items: list[str] = []  # what the agency asks of the Level 1 Officer
    agreed_owner: str | None = None
    attached_to: str | None = None
    owner: str | None = None
    acknowledged: bool = False
    overdue: bool = False
    due_date: str = ""  # of the acknowledgement that lapsed
    alert: str | None = None  # the open task of the Complaints SSM
