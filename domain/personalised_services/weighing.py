"""What the file says of three factors of the segment: source, issues, and the dealings so far.

The fourth, which work is likely to be needed, is a forecast, and the PSSO's.

Source: CSP-T5-S1a, RES-T2-S1, RES-T2-S2, RES-T3-S1, RES-T3-S2, RES-T4-S1, RES-T4-S2.
"""

from pydantic import BaseModel

from domain.file.commitments import CommitmentFacts
from domain.file.commitments import state as commitment_state
from domain.file.indicators import IncidentFacts
from domain.file.issues import IssueFacts
from domain.file.locks import LockFacts
from domain.file.plans import plan_of
from domain.file.rows import File
from domain.personalised_services.messages import Avenue, ReferralKind, ReferralReceived
from domain.personalised_services.segments import Actions, Dealings, Factors, Issues, Source

NOT_MET = ("missed", "kept_late")
ESCALATION = "escalation"  # what an issue is about that went to an MP, or the Ombudsman
MORE_THAN_ONE = 2

BY_AVENUE = {Avenue.MP: Source.MP, Avenue.OMBUDSMAN: Source.OMBUDSMAN}
BY_KIND = {ReferralKind.COMPLAINTS_REFERRAL: Source.LEVEL_2_COMPLAINT}  # RES-T3-S1


class Weighed(BaseModel):
    """The factors as the file has them; ``source`` is that of the header of the plan, a code.

    ``rows`` are what each rests on, for whoever asks why.
    """

    source: str | None = None
    managed_before: bool = False
    issues: Issues = Issues.SINGLE
    dealings: Dealings = Dealings.MEETS_COMMITMENTS
    rows: list[str] = []


def weighed(file: File) -> Weighed:
    """Return what the file says of the customer of its case."""
    if not file.sides:
        return Weighed()
    customer = file.sides[0]
    plan = plan_of(file, customer)
    before = [
        row.id
        for row in file.live(LockFacts)
        if row.facts.customer == customer and row.told.case != file.case
    ]
    raised = [row.id for row in file.live(IssueFacts) if customer in row.facts.parties]
    dealings, because = _dealings(file, customer)
    return Weighed(
        source=plan.facts.source if plan else None,
        managed_before=bool(before),
        issues=Issues.MULTIPLE if len(raised) >= MORE_THAN_ONE else Issues.SINGLE,
        dealings=dealings,
        rows=[*before, *raised, *because],
    )


def _dealings(file: File, customer: str) -> tuple[Dealings, list[str]]:
    """Return how the customer and the agency have dealt with each other, the heaviest first."""
    if incidents := [r.id for r in file.live(IncidentFacts) if r.facts.customer == customer]:
        return Dealings.UNREASONABLE, incidents
    escalated = [
        row.id
        for row in file.live(IssueFacts)
        if row.facts.about == ESCALATION and customer in row.facts.parties
    ]
    if len(escalated) >= MORE_THAN_ONE:
        return Dealings.KEEPS_ESCALATING, escalated
    missed = [
        row.id
        for row in file.live(CommitmentFacts)
        if row.facts.who == customer and commitment_state(row, file) in NOT_MET
    ]
    if missed:
        return Dealings.MISSES_COMMITMENTS, missed
    return Dealings.MEETS_COMMITMENTS, []


def source_of(header: str | None, referral: ReferralReceived) -> Source:
    """Say where a customer was referred from: as the header of the plan has it, else the referral.

    Source: CSP-T1-S2k, CSP-T5-S1a.
    """
    if header in set(Source):
        return Source(header)
    if referral.avenue:
        return BY_AVENUE[referral.avenue]
    return BY_KIND.get(referral.kind, Source.OTHER)


def factors(
    found: Weighed,
    referral: ReferralReceived,
    actions: Actions,
    *,
    active_msp: bool,
    restricted: bool,
) -> Factors:
    """Put the factors together: what the file and the referral say, and what the PSSO expects."""
    return Factors(
        source=source_of(found.source, referral),
        managed_before=found.managed_before,
        issues=found.issues,
        dealings=found.dealings,
        actions=actions,
        active_msp=active_msp,
        restricted=restricted,
    )
