"""Who works a service restriction, and what they answer."""

from typing import Any

from tests.steps.driving import Json, Office, Worked
from tests.steps.personalised_services.working import PSSO, SM, SSM, act

Answers = dict[str, Any]

APPROVER = "approver.cohen"

PROGRAMMES = ("child_support", "centrelink", "medicare")
EFFECT: Answers = {f"CSP-T3-S2b.{each}": "a_little" for each in PROGRAMMES} | {
    f"CSP-T3-S5d.{each}": "other_channel" for each in PROGRAMMES
}
CONSIDERED: Answers = {"CSP-T3-S2g": False}
WARNING: Answers = {
    "CSP-T3-S3a.change": "Speak to our staff without insults",
    "CSP-T3-S3a.signatory": SSM,
}
CHANNELS: Answers = {
    "CSP-T3-S4a.phone": "full",
    "CSP-T3-S4a.face_to_face": "partial",
    "CSP-T3-S4a.writing": "none",
    "CSP-T3-S4a.online": "none",
}
IN_PART: Answers = {
    "CSP-T3-S4a.face_to_face_only": "office",
    "CSP-T3-S4a.office": "canberra",
}
SUBMISSION: Answers = (
    EFFECT
    | CHANNELS
    | IN_PART
    | {
        "CSP-T3-S5c.reasons": "The calls go on after the warning",
        "CSP-T3-S5c.impact": "Three officers asked to be moved",
        "CSP-T3-S5c.customers": "Others could not get through",
        "CSP-T3-S5c.arrangements": "Write to us; one officer answers within five days",
        "CSP-T3-S5c.timeframe": "2027-03-31",
        "CSP-T3-S14a": "escalating",
        "CSP-T3-S5d.words": "Letters in place of calls",
        "CSP-T3-S6a": "Safety of the front desk",
        "CSP-T3-S6c": SSM,
        "CSP-T3-S5b": "Two payments; insults on three days; one officer is enough",
        "CSP-T3-S6b.reasons": "Staff were insulted on three days",
        "CSP-T3-S6b.signatory": APPROVER,
    }
)


def incident(found: Json, **more: Any) -> Answers:
    """Report how the customer behaved on the telephone."""
    known = {"sort": "abusive_language", "severity": "medium", "channel": "phone"}
    return act(
        "behaviour.reported",
        **(known | {"customer": found["customer"], "recorded_in": "CIRT"} | more),
    )


async def behave(case: Worked, **more: Any) -> None:
    """Report an incident in the file of a case."""
    told = incident(await case.json(), **more)
    await case.send(told["type"], officer=PSSO, facts=told["facts"])


async def considered(office: Office, customer: str, *, on: str, **facts: Any) -> Worked:
    """Have a restriction considered."""
    return await office.open(
        "restriction.considered",
        on=on,
        officer=PSSO,
        customer=customer,
        facts=facts,
        content={"reason": "The calls cannot go on like this"},
    )


async def agreed(case: Worked, review_on: str = "2027-03-31") -> None:
    """Have the three levels approve what was submitted, up to the Approver's decision."""
    await case.complete("CSP-T3-S6d", SSM, outcome="approve")
    await case.complete("CSP-T3-S6e", SM, outcome="approve")
    await case.complete(
        "CSP-T3-S6f", APPROVER, outcome="approve", answers={"CSP-T3-S7j": review_on}
    )
