"""The work of Table 7, Step 5, and what may come up while a case is open."""

from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.commitments import (
    CommitmentFacts,
    CommitmentKept,
    CommitmentMade,
    CommitmentReleased,
)
from domain.file.correspondence import CorrespondenceClosed
from domain.file.indicators import IndicatorKind, IndicatorRemoved, live
from domain.file.intrays import IntrayClosed, NotepadFiled
from domain.file.options import OptionAnswered, OptionLapsed
from domain.file.orphans import keeps_it_open
from domain.file.referrals import ReferralAnswered
from domain.file.tellings import DecisionTold
from domain.messages import CaseWithdrawn
from domain.needs import Opened
from domain.personalised_services.finalisation import TRANSFERRED_OUT, headed
from domain.refers import ELSEWHERE
from domain.roles import Role
from domain.sittings import ending, line, needed, officer, reference, sitting, yes_no


def not_noted(opened: Opened) -> tuple[str, ...]:
    """Say that no notepad tells that the customer left.

    Source: CSP-T7-S5a.
    """
    if any(row.told.at >= opened.at for row in headed(TRANSFERRED_OUT, opened.file)):
        return ()
    return (f"no notepad is headed {TRANSFERRED_OUT} since this was opened",)


def still_indicated(opened: Opened) -> tuple[str, ...]:
    """Say which indicator is still there without an overpayment that would keep it.

    Source: CSP-T7-S5c; A35.
    """
    if opened.answers.get("CSP-T7-S5c") is not False:
        return ()
    sort = IndicatorKind.SPECIAL_RECOVERY_CONDITION
    left = [row.id for row in live(opened.file, opened.file.sides[0]) if row.facts.sort is sort]
    return tuple(f"{id_} is still set, and there is no overpayment: remove it" for id_ in left)


def not_shared_out(opened: Opened) -> tuple[str, ...]:
    """Say that nobody has promised anything about a complaint since it was told of here.

    Source: WC-S4b; A01.
    """
    if any(row.told.at >= opened.at for row in opened.file.live(CommitmentFacts)):
        return ()
    return ("nobody has promised to do anything about it by any day",)


def open_still(opened: Opened) -> tuple[str, ...]:
    """Say of each row why the case does not close: nobody could end it any more.

    Source: CB-CLOSE.
    """
    return keeps_it_open(opened.file)


NOTHING_OPEN = needed(
    "nothing is left that a closed case would have",
    open_still,
    IssueClosed,
    IssueHandedOn,
    CommitmentKept,
    CommitmentReleased,
    IntrayClosed,
    OptionAnswered,
    OptionLapsed,
    DecisionTold,
    ReferralAnswered,
    CorrespondenceClosed,
)

_NOTE = line(
    "CSP-T7-S5a",
    needs=needed("a notepad that says that the case left", not_noted, NotepadFiled),
)
_INDICATOR = line(
    "CSP-T7-S5c",
    yes_no("Does the customer have an overpayment?"),
    shown_by=reference("Which account or statement shows whether they have one?", ELSEWHERE),
    needs=needed("without one the indicator is removed", still_indicated, IndicatorRemoved),
)

HAND_BACK = sitting(
    "hand_back_to_business_line",
    "Unlock the customer and hand over to the business line",
    Role.PSSO,
    _NOTE,
    line("CSP-T7-S5b", reference("Which business line takes the case?", ELSEWHERE)),
    _INDICATOR,
    line("CSP-T7-S5d", needs=NOTHING_OPEN),
    leads="CSP-T7-S5b",
)

HAND_TO_AREA = sitting(
    "hand_over_to_area",
    "Hand the customer over to the specialist area that was approved",
    Role.PSSO,
    _NOTE,
    line("CSP-T7-S5b", officer("Who of that area has the customer now?", Role.SPECIALIST_OFFICER)),
    _INDICATOR,
    line("CSP-T7-S5d", needs=NOTHING_OPEN),
    leads="CSP-T7-S5b",
)

END_WHAT_IS_OPEN = sitting(
    "end_what_is_open",
    "The case is to be closed, and something in its file is open: end it first",
    (Role.PSSO, Role.PS_SSM),
    line("CB-CLOSE", needs=NOTHING_OPEN),
    role_chosen=True,  # the SSM where nobody has the customer
)

SHARE_OUT_COMPLAINT = sitting(
    "share_out_complaint",
    "The customer complained: agree who does what about it by which day",
    (Role.PSSO, Role.PS_SSM),
    line(
        "WC-S4b",
        needs=needed("who does what about it by which day", not_shared_out, CommitmentMade),
    ),
    role_chosen=True,  # the SSM where it is about the PSSO
)

DECIDE_WITHDRAWAL = sitting(
    "decide_withdrawal",
    "The matter was taken back: decide whether the customer leaves",
    Role.PS_SSM,
    line("CB-CLOSE"),
    outcomes={
        "leave": "The customer leaves",
        "stay": ending("The customer stays", reason=True),
    },
    decides_on=(CaseWithdrawn,),
)

TASKS = (
    HAND_BACK,
    HAND_TO_AREA,
    END_WHAT_IS_OPEN,
    SHARE_OUT_COMPLAINT,
    DECIDE_WITHDRAWAL,
)
