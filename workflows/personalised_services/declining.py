"""A referral that is not taken up: the SSM agrees to that, and whoever referred is told.

The Child Support tables take every referral up; what does not suit is declined or returned as the
rest of Personalised Services does it (CLK-T1-S1g, CLK-T5-S2a to S2c), with the SSM's agreement to
every refusal (A10). Nobody has been taken on by then.
"""

from typing import cast

from domain.file.declines import DeclineDecided, DeclineProposed, Ground, returned
from domain.findings import BLOCKS
from domain.letters import LetterKind
from domain.personalised_services.declining import REFERRERS
from domain.personalised_services.letters import REFERRAL_DECLINED, REFERRAL_RETURNED
from domain.personalised_services.lookups import DECLINE
from domain.personalised_services.phases import Leaving, Phase
from domain.personalised_services.tasks.referral import DECIDE_DECLINE
from workflows.handed import Done, Received
from workflows.personalised_services.state import PsCase

_BEFORE_ANYBODY_IS_TAKEN_ON = (Phase.REFERRED, Phase.SETUP)


def proposed(case: PsCase, received: Received[DeclineProposed]) -> None:
    """Put it to the SSM, whoever proposed it: nobody refuses a referral alone (CLK-T5-S2c)."""
    if case.phase not in _BEFORE_ANYBODY_IS_TAKEN_ON:
        return
    case.ask("decline", DECLINE, "CLK-T5-S2c")
    case.decide("CLK-T5-S2c", BLOCKS, "no refusal before the SSM agrees to it", reading="A10")
    case.open(
        DECIDE_DECLINE,
        background=True,
        decline=received.row,
        about=received.envelope.key,
    )


def decided(case: PsCase, done: Done) -> None:
    """Let the referral go where the SSM agrees, and tell everybody who referred the customer."""
    found = cast("dict[str, str] | None", case.answer("decline"))
    if not found:
        return
    agreed, row = done.outcome == "agreed", found["row"]
    case.act(DeclineDecided, "CLK-T5-S2c", actor=done.by, decline=row, agreed=agreed)
    if not agreed:
        case.decide("CLK-T5-S2c", "No", "the referral is taken up", actor=done.by, decline=row)
        return
    case.decide("CLK-T5-S2c", "Yes", "the SSM agrees", reading="A10", actor=done.by, decline=row)
    back = returned(Ground(found["ground"]))
    _tell(case, REFERRAL_RETURNED if back else REFERRAL_DECLINED, done, found)
    case.state.leaving = Leaving.RETURNED if back else Leaving.DECLINED
    case.move_on(Phase.EXIT, "CB-CLOSE")


def _tell(case: PsCase, kind: LetterKind, done: Done, found: dict[str, str]) -> None:
    """Send a notice to each who referred, signed by whoever proposed it (CLK-T1-S1h, S2b)."""
    to = sorted({REFERRERS[case.opened_by.facts.kind], *case.state.referrers})
    for referrer in to:
        case.letters.notify(kind, referrer, done, proposed_by=found["by"])
    case.record(
        kind.step,
        "Cuba",
        "referral_refused",
        actor=done.by,
        decline=found["row"],
        ground=found["ground"],
        told=[*to],
    )
