"""The procedures that take a complaint over, or have a part of it beside: none is supplied (A07).

Each hand-over is a referral in the file of the complaint, and open until the procedure reports.
"""

from enum import StrEnum

from domain.complaints.assessment import Level


class Procedure(StrEnum):
    """To whom a complaint, or a part of it, is handed over; the code is the referral's."""

    LEVEL_1 = "level_1_complaints"  # WC-S5a
    LEVEL_2 = "level_2_complaints"  # WC-S5a
    PRIVACY = "privacy"  # WC-S3g
    AGGRESSION = "customer_aggression"  # WC-S3h
    TELEPHONE = "telephone_complaints"  # WC-S1c


WORDS = {
    Procedure.LEVEL_1: "Level 1 complaints procedure",
    Procedure.LEVEL_2: "Level 2 complaints procedure",
    Procedure.PRIVACY: "Privacy intranet page",
    Procedure.AGGRESSION: "Customer aggression guidelines",
    Procedure.TELEPHONE: "Managing complaints and feedback (telephone complaint)",
}

OF_LEVEL = {Level.LEVEL_1: Procedure.LEVEL_1, Level.LEVEL_2: Procedure.LEVEL_2}
