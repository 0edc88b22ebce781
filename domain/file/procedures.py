"""What a case has left to another procedure, which reports how it ended it.

Source: WC-S5a, WC-S3g, WC-S3h, WC-S1c, CSP-T8-S2c, CSP-T3-S14c, CB-DEATH; A07.
"""

from typing import Any

from domain.file.acts import (
    Act,
    ActKind,
    Changes,
    Given,
    Relation,
    amended,
)
from domain.file.referrals import (
    OVER,
    WHO_REFERS,
    Answer,
    ReferralAnswered,
    ReferralFacts,
    ReferralMade,
    handed_over,
    unanswered,
)
from domain.file.rows import Elsewhere
from domain.messages import Code
from domain.roles import Role


class ProcedureReported(Act):
    """A procedure to which something was handed over says how it ended it.

    ``procedure`` is the code under which it was handed over, ``outcome`` the procedure's own.
    """

    name = "procedure.reported"
    words = "a procedure reported how it ended what was handed over to it"
    senders = (
        Role.ALLOCATIONS_OFFICER,
        Role.COMPLAINTS_OFFICER,
        Role.LEVEL_1_OFFICER,
        Role.COMPLAINTS_SSM,
        Role.EXTERNAL_COMPLAINTS_OFFICER,
        Role.EXTERNAL_COMPLAINTS_SSM,
        Role.PSSO,
        Role.PS_SSM,
        Role.ASSESSMENT_SERVICES,
        Role.SPECIALIST_OFFICER,
        Role.TEAM_LEADER,
        "cuba",
        "ess",
    )
    content = ("words",)

    procedure: Code
    outcome: Code
    reference: Elsewhere | None = None


class ReferralTakenBack(Act):
    """A case takes back what it has left to a procedure: the procedure has nothing to report.

    Where that has nothing of the case, or has reported, nothing changes.
    """

    name = "referral.taken_back"
    words = "what a procedure had was taken back"
    senders = (Role.TEAM_LEADER,)

    procedure: Code
    why: Code


def one_is_with_it(given: Given[ProcedureReported]) -> str | None:
    """A report of what was never handed over, or is over, is filed with the wrong case."""
    file, procedure = given.file, given.act.procedure
    if handed_over(procedure, file):
        return None
    others = [row.facts.to for row in unanswered(file) if row.told.case == file.case]
    return f"nothing of {file.case} is with {procedure}; it is with {', '.join(others) or 'nobody'}"


def not_handed_over_twice(given: Given[ReferralMade]) -> str | None:
    """Two hand-overs to one procedure would be answered by one report, and one stay open."""
    if given.act.sort != "procedure":
        return None
    row = handed_over(given.act.to, given.file)
    return f"{row.id} is with {given.act.to} already" if row else None


def a_procedure_reports_itself(given: Given[ReferralAnswered]) -> str | None:
    """What a procedure has is over when it says so, and how: else it would end in a word (A07)."""
    row = given.file.find(ReferralFacts, given.act.referral)
    has_it = row and row.facts.sort == "procedure" and row.facts.made_on
    if row is None or not has_it or given.act.answer not in OVER:
        return None
    return f"{row.id} is with {row.facts.to}: procedure.reported says how it ended"


def report(given: Given[ProcedureReported]) -> Changes:
    """Say how it ended."""
    act = given.act
    row = handed_over(act.procedure, given.file)
    if row is None:
        raise KeyError(act.procedure)
    how = {"answer": Answer.ANSWERED, "outcome": act.outcome, "reference": act.reference}
    return (amended(row, **how),)


def take_back(given: Given[ReferralTakenBack]) -> Changes:
    """Say that it was, and why."""
    row = handed_over(given.act.procedure, given.file)
    return (amended(row, answer=Answer.WITHDRAWN, outcome=given.act.why),) if row else ()


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        ProcedureReported,
        steps=("WC-S5a", "WC-S3g", "WC-S3h", "WC-S1c", "CSP-T8-S2c", "CSP-T3-S14c", "CB-DEATH"),
        by=(*WHO_REFERS, Relation.APPROVER, Relation.SYSTEM, Relation.OTHER),
        changes=report,
        rules=(one_is_with_it,),
    ),
    ActKind(
        ReferralTakenBack,
        steps=("WC-S5a", "CB-DEATH"),
        by=(Relation.PRODUCT,),
        changes=take_back,
    ),
)
