"""Checks before contact: Child Support Table 4, Step 1 (procedure 101-17021300)."""

from domain.findings import BLOCKS, HOLDS
from workflows.personalised_services.state import PsCase, taken_on


def must_check_first(case: PsCase) -> bool:
    """Tell whether behaviour or a restriction asks for checks that nobody has made (CSP-T4-S1c)."""
    left = taken_on(case).unchecked
    case.decide(
        "CSP-T4-S1c",
        BLOCKS if left else HOLDS,
        "contact waits for the checks" if left else "nothing asks for checks before contact",
        unchecked=[*left],
    )
    return bool(left)
