"""A restriction is considered: Child Support Table 3, Steps 1 and 2 (procedure 101-17021300).

Entered  by ``restriction.considered``; again when violence is reported meanwhile.
Leaves   to WARNING, or to PROPOSED; or closes, where the customer is managed on without one, or is
         not managed by Personalised Services.
"""

from activities.effects.links import LinkCase
from domain.findings import BLOCKS, HOLDS
from domain.personalised_services.lookups import PS_OWNER
from domain.personalised_services.messages import ReferralKind, ReferralReceived
from domain.restrictions.lookups import BEHAVIOUR, KEPT_TO, PLANS, TRIED
from domain.restrictions.phases import Phase
from domain.restrictions.tasks.considering import CONSIDER_RESTRICTION, CONSULT_ON_VIOLENCE
from workflows.handed import Done
from workflows.restrictions.state import PS, RestrictionCase, ps_case

REFERRAL_GUIDELINES = "Customer referral guidelines: refer to Personalised Services"
AGGRESSION = "Customer aggression - Response"


async def consider(case: RestrictionCase) -> str | None:
    """Consider whether to warn, to propose a restriction, or to manage on without one."""
    opening, state = case.opened_by.facts, case.state
    state.violent = state.violent or opening.violence or opening.immediate
    case.ask(PS, PS_OWNER, "CSP-T3-S1b")
    case.ask("behaviour", BEHAVIOUR, "CSP-T3-S2a")
    case.ask(KEPT_TO, KEPT_TO, "CSP-T3-S14b")
    case.ask("tried", TRIED, "CSP-T3-S2c")
    case.ask("plans", PLANS, "CSP-T3-S1c")
    _see_to_the_emergency(case)
    await case.find_answers()
    if not _is_managed(case) and not state.violent:
        case.close("referred", "referred to Personalised Services first", step="CSP-T3-S1b")
        return None
    if await _is_violent(case):
        return case.to(Phase.PROPOSED, "CSP-T3-S5a")
    done = await case.work(CONSIDER_RESTRICTION, violent=False)
    _note_grounds(case, done)
    if done.outcome == "warn":
        return case.to(Phase.WARNING, "CSP-T3-S3a")
    if done.outcome == "propose":
        return case.to(Phase.PROPOSED, "CSP-T3-S5a")
    case.close("managed_on", "the customer is managed on without a restriction", step="CSP-T3-S2f")
    return None


def _note_grounds(case: RestrictionCase, done: Done) -> None:
    """Write down what the file showed: behaviour that goes on, and all else tried before."""
    if done.outcome == "manage_on":
        return
    tried, plans = case.answer("tried"), case.answer("plans")
    case.record("CSP-T3-S1c", "Cuba", "plan_review", actor=done.by, plans=plans)
    words = "the behaviour goes on"
    case.decide("CSP-T3-S2a", HOLDS, words, actor=done.by, incidents=case.answer("behaviour"))
    words = "every other way is spent"
    case.decide("CSP-T3-S2c", HOLDS, words, actor=done.by, options=tried)
    case.record("CSP-T3-S2c", "Cuba", "options_exhausted", actor=done.by, options=tried)


def _see_to_the_emergency(case: RestrictionCase) -> None:
    """Run the emergency procedure before everything else, where violence threatens (CSP-T3-S2e)."""
    by = case.opened_by.envelope.actor
    if not case.opened_by.facts.immediate:
        case.decide("CSP-T3-S2e", BLOCKS, "nothing threatens at this moment", actor=by)
        return
    case.decide("CSP-T3-S2e", HOLDS, "violence threatens now: the emergency comes first", actor=by)
    case.record("CSP-T3-S2e", "CIRT", "incident", actor=by, immediate_threat=True)
    case.hand_to("CSP-T3-S2e", AGGRESSION, actor=by)


def _is_managed(case: RestrictionCase) -> bool:
    """Tell whether Personalised Services manages the customer; else refer them (CSP-T3-S1b).

    After violence the referral runs beside the rest (A44); else nothing goes on before it.
    """
    found = case.answer(PS)
    if isinstance(found, dict):
        owner = found.get("owner")
        case.state.psso = str(owner) if owner else None
        words = "Personalised Services manages the customer"
        case.decide("CSP-T3-S1b", "Yes", words, case=str(found["case"]))
        case.collect(LinkCase, "CSP-T3-S1b", case=str(found["case"]), why="whom it restricts")
        return True
    case.decide("CSP-T3-S1b", "No", "nobody manages the customer", reading="A44")
    case.hand_to("CSP-T3-S1b", REFERRAL_GUIDELINES)
    why = "violence: the customer must be managed"
    if not case.state.violent:
        why = "a restriction is considered: the customer is to be managed first"
    case.begin(
        "PersonalisedServicesCase",
        ReferralReceived,
        why,
        step="CSP-T3-S1b",
        kind=ReferralKind.CUSTOMER_ASSIGNED.value,
        customer=case.opened_by.facts.customer,
    )
    return False


async def _is_violent(case: RestrictionCase) -> bool:
    """Have the SSM consider violence at once, before any warning (CSP-T3-S2d)."""
    if not case.state.violent:
        case.decide("CSP-T3-S2d", "No", "no violence was reported: a warning may come first")
        return False
    asked = case.opened_by.envelope
    done = await case.work(CONSULT_ON_VIOLENCE, about=asked.key, ps_case=ps_case(case))
    yes = done.outcome == "propose"
    case.state.violent = yes
    words = "violence: a restriction is proposed at once" if yes else "a warning may come first"
    case.decide("CSP-T3-S2d", "Yes" if yes else "No", words, reading="A44", actor=done.by)
    return yes
