"""When the issues and options letter may be left out: Child Support Table 5, Step 4."""

from domain.personalised_services.segments import Segment


def letter_may_be_left_out(segment: Segment, *, simple: bool) -> bool:
    """Tell whether the PSSO may go without the letter that confirms issues and options.

    The letter may go where it would add nothing to a simple issue: for segment 1 always, for
    segment 2 where the issue is simple, for segment 3 never.

    Source: CSP-T5-S4a, CSP-T5-S4b.
    """
    match segment:
        case Segment.LOW:
            return True
        case Segment.MEDIUM:
            return simple
        case Segment.HIGH:
            return False
