"""The life of a written complaint, from receipt to how the procedure that handled it ended it."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a complaint stands; all from the table of procedure 277-09020010.

    The values are wire names: they stand in case rows, histories and search attributes.
    """

    RECEIVED = "received"  # steps 1 and 2
    ASSESSING = "assessing"  # step 3: WC-S3a to WC-S3j
    NOT_COMPLAINT = "not_complaint"  # WC-S3a, A03
    AWAITING_ESCALATION_OWNER = "awaiting_escalation_owner"  # WC-S3c, WC-S3d
    SUPPLEMENTARY = "supplementary"  # WC-S3d, A47
    AWAITING_COMPLAINTS_SSM = "awaiting_complaints_ssm"  # WC-S3f
    LEVEL_1 = "level_1"  # WC-S3i, WC-S3l
    LEVEL_2 = "level_2"  # WC-S3i
    PS_COORDINATED = "ps_coordinated"  # step 4: WC-S4b
    ACKNOWLEDGED = "acknowledged"  # WC-S3m
    EXEMPT = "exempt"  # WC-S3o
    HANDED_OVER = "handed_over"  # step 5: WC-S5a, A07
    WITHDRAWN = "withdrawn"  # the kit's own: the customer takes the complaint back
