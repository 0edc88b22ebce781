"""What stands before a contact: Child Support Table 4, Step 1."""

from domain.personalised_services.messages import Avenue


def may_end_without_contact(avenue: Avenue | None) -> bool:
    """Tell whether the PSSO may find that no further contact is needed.

    Only a referral about contact with an MP or the Ombudsman asks that question.

    Source: CSP-T4-S1e.
    """
    return avenue is not None
