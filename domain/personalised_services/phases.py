"""The life of a Child Support Personalised Services case (procedure 101-17021300)."""

from enum import StrEnum


class Phase(StrEnum):
    """What is going on in a case. The values are wire names: they stay as they are."""

    REFERRED = "referred"  # Table 1, Step 1
    SETUP = "setup"  # Table 1, Steps 2 and 3
    PLANNING = "planning"  # Table 2
    ACTIVE = "active"  # Tables 4 and 5, turn by turn
    SEGMENT_3_PROPOSED = "segment_3_proposed"  # Table 8, Steps 1 to 4 and 6
    SEGMENT_3_ACTIVE = "segment_3_active"  # Table 8, until Step 5
    SEGMENT_3_REVIEW = "segment_3_review"  # Table 8, Step 5
    CLOSING_CONTACT = "closing_contact"  # Table 6, Step 1
    FINALISATION = "finalisation"  # Table 6, Steps 2 and 3; Table 7, Steps 1 and 2
    REJECTED = "rejected"  # Table 7, Step 3
    SPECIALIST_TRANSFER = "specialist_transfer"  # Table 7, Step 4
    REACTIVATION = "reactivation"  # Table 7, Step 5, a request that was not approved
    EXIT = "exit"  # Table 7, Step 5, a customer who leaves


class Turn(StrEnum):
    """Where an active case stands in its loop of contact, options and follow-up."""

    CONTACT = "contact"  # Table 4, Steps 1 to 4
    SEGMENT = "segment"  # Table 5, Step 1
    OPTIONS = "options"  # Table 5, Steps 2 to 4
    FOLLOW_UP = "follow_up"  # Table 4, Step 5


class Leaving(StrEnum):
    """Why a customer leaves Personalised Services."""

    FINALISED = "finalised"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"  # the referral was not taken up (CLK-T1-S1h)
    RETURNED = "returned"  # it goes back to be put right (CLK-T5-S2b)
