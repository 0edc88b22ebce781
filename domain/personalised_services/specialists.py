"""What is needed before an issue of a specialist area may come back: the roles of the background.

Each function says in words what the file lacks for a sitting, nothing where it is there.

Source: BG-ROLE-SPEC-b to BG-ROLE-SPEC-f, BG-ROLE-PSSO-c to BG-ROLE-PSSO-f.
"""

from pydantic import JsonValue

from domain.file.intrays import CONSULTATION, IntrayFacts
from domain.file.issues import IssueFacts, open_issues, specialised
from domain.file.plans import PlanFacts, plan_of
from domain.file.referrals import ReferralFacts, ReferralState, state
from domain.file.rows import File, Row
from domain.file.tellings import decision_on, to_be_told
from domain.needs import Opened


def with_areas(file: File) -> JsonValue:
    """Return the ids of the issues that specialist areas have, as a case must know them."""
    return [row.id for row in open_issues(file) if specialised(row)]


def _issue(opened: Opened) -> Row[IssueFacts] | None:
    """Return the issue that a sitting is about, unless it came to its end meanwhile."""
    row = opened.file.find(IssueFacts, str(opened.data.get("issue")))
    return None if row is None or row.facts.closed or row.facts.handed_to else row


def not_consulted(opened: Opened) -> tuple[str, ...]:
    """Return the issue on which the PSSO was not consulted. Source: BG-ROLE-SPEC-b."""
    issue = _issue(opened)
    if issue is None or issue.facts.consulted_before_acting:
        return ()
    return (f"the PSSO was not consulted on {issue.id}: ask by an intray, sort {CONSULTATION}",)


def not_decided(opened: Opened) -> tuple[str, ...]:
    """Return the issue that nobody has decided. Source: BG-ROLE-SPEC-f."""
    issue = _issue(opened)
    if issue is None or decision_on(issue.id, opened.file):
        return ()
    return (f"{issue.id} is not decided",)


def not_agreed_how_it_is_told(opened: Opened) -> tuple[str, ...]:
    """Return the issue of which nobody agreed how the customer is told. Source: BG-ROLE-PSSO-e."""
    issue = _issue(opened)
    if issue is None or issue.facts.consulted_before_telling:
        return ()
    return (f"nobody agreed how the customer is told of the decision on {issue.id}",)


def not_told(opened: Opened) -> tuple[str, ...]:
    """Return whom a decision affects and nobody has told. Source: CSP-T6-S1f."""
    issue = _issue(opened)
    decision = decision_on(issue.id, opened.file) if issue else None
    if decision is None:
        return ()
    return tuple(
        f"{party} has not been told of {decision.id}" for party in to_be_told(decision, opened.file)
    )


def not_closed(opened: Opened) -> tuple[str, ...]:
    """Return the issue that is back, and still open. Source: CSP-T6-S1b."""
    issue = _issue(opened)
    return (f"{issue.id} is not closed",) if issue else ()


def not_answered(opened: Opened) -> tuple[str, ...]:
    """Return the intray to which nobody has answered. Source: BG-ROLE-PSSO-c, BG-ROLE-SPEC-d."""
    row = opened.file.find(IntrayFacts, str(opened.data.get("intray")))
    if row is None:
        return ()
    return () if row.facts.closed else (f"{row.id} is not closed",)


def not_warned(opened: Opened) -> tuple[str, ...]:
    """Return the issue on which a specialist asks for the PSSO, and nobody spoke with them.

    Who is consulted tells what else is open for the customer. Source: BG-ROLE-PSSO-d.
    """
    row = opened.file.find(IntrayFacts, str(opened.data.get("intray")))
    issue = opened.file.find(IssueFacts, row.facts.issue or "") if row else None
    if row is None or row.facts.sort != CONSULTATION or issue is None:
        return ()
    if _spoken_about(issue, opened):
        return ()
    return (f"nobody spoke with the specialist about {issue.id}: psso.consulted",)


def _spoken_about(issue: Row[IssueFacts], opened: Opened) -> bool:
    """Tell whether the PSSO was consulted for what is next: acting, or once decided telling."""
    if decision_on(issue.id, opened.file):
        return issue.facts.consulted_before_telling is not None
    return issue.facts.consulted_before_acting is not None


def not_recommended(opened: Opened) -> tuple[str, ...]:
    """Return the plan on which nobody was consulted since the work was opened.

    Source: BG-ROLE-PSSO-g.
    """
    name = opened.data.get("plan")
    row = opened.file.find(PlanFacts, str(name)) if name else None
    plan = row if name else plan_of(opened.file, opened.file.sides[0])
    if plan is None or plan.facts.ended:
        return ()
    since = opened.times.day(opened.at) if opened.times else opened.at.date()
    on = plan.facts.consulted_on
    if on and on >= since:
        return ()
    return (f"nobody was consulted on {plan.id}: plan.consulted_on, the zone among them",)


# ---------------------------------------------------------------------- referrals past the SSM


def _referral(opened: Opened) -> Row[ReferralFacts] | None:
    return opened.file.find(ReferralFacts, str(opened.data.get("referral")))


def not_discussed(opened: Opened) -> tuple[str, ...]:
    """Return the referral on which the SSM has said nothing, or something else than the outcome.

    Source: CSP-T4-S5f.
    """
    row = _referral(opened)
    if row is None or state(row) not in (
        ReferralState.CONSIDERED,
        ReferralState.AGREED,
        ReferralState.NOT_AGREED,
    ):
        return ()
    if row.facts.agreed is None:
        return (f"{row.id} is not discussed: referral.discussed says what came of it",)
    if opened.outcome and row.facts.agreed != (opened.outcome == "refer"):
        return (f"{row.id} is {state(row).replace('_', ' ')}, which is another outcome",)
    return ()


def not_made_yet(opened: Opened) -> tuple[str, ...]:
    """Return the referral that was agreed, and is neither made nor given up."""
    row = _referral(opened)
    if row is None or state(row) is not ReferralState.AGREED:
        return ()
    return (f"{row.id} is agreed, and neither made nor given up",)


def not_chased(opened: Opened) -> tuple[str, ...]:
    """Return the referral whose day is over, without an answer or another day."""
    row = _referral(opened)
    if row is None or state(row) not in (ReferralState.MADE, ReferralState.ACCEPTED):
        return ()
    due = row.facts.answer_due
    if due and due >= opened.file.today:
        return ()
    stands = "accepted, which is no answer" if row.facts.answer else "without an answer"
    return (f"{row.id} is {stands}: referral.answered, or referral.chased with another day",)
