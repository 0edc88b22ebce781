"""Who works a cold transfer, and what they answer."""

from typing import Any

from tests.steps.driving import Office, Worked
from tests.steps.personalised_services.working import PSSO, act, speak

Answers = dict[str, Any]

MONDAY = "2027-02-01T10:00+11:00"
SM = "ps_sm.adeyemi"

WARNING: Answers = {
    "CSP-T3-S8b": "outside",
    "CSP-T3-S9b": "Not to ring again today; calls are agreed for Thursdays",
}
DECIDED: Answers = {"CSP-T3-S11d": "Eleven calls in two days, each answered"}
RATIONALE: Answers = {"CSP-T3-S11c": "Rang eleven times since Friday about one payment"}
REVIEWED: Answers = {"CSP-T3-S12a": "The plan says Thursdays", "CSP-T3-S12a.ssm": "ps_ssm.ito"}


async def ring(office: Office, customer: str, *, on: str, officer: str = PSSO) -> Worked:
    """Have a customer ring, and be answered."""
    return await office.open("call.answered", on=on, officer=officer, customer=customer, facts={})


async def again(case: Worked, officer: str | None = PSSO, **how: Any) -> None:
    """Have the customer ring once more, ``on`` an instant where it is a later one.

    Telephony tells of it where a ``source`` is given.
    """
    if "source" in how:
        officer = None
    if on := how.pop("on", None):
        await case.office.until(on)
    facts = {"customer": (await case.json())["customer"]} | how.pop("facts", {})
    await case.send("call.answered", officer=officer, facts=facts, **how)


async def arrange(case: Worked) -> None:
    """Agree with the customer on which days they ring (A49)."""
    found = await case.json()
    told = act(
        "indicator.set",
        sort="special_contact_details",
        customer=found["customer"],
        why="calls_agreed",
        review_by="2027-06-30",
    )
    words = {"reason": "Rang daily", "conditions": "Calls on Thursdays"}
    await case.send(told["type"], source="cuba", facts=told["facts"], content=words)


def behaved(customer: str, **more: Any) -> Answers:
    """Report how the customer behaved on the telephone."""
    known = {"sort": "abusive_language", "severity": "medium", "channel": "phone"}
    return act(
        "behaviour.reported", **(known | {"customer": customer, "recorded_in": "CIRT"} | more)
    )


async def take(case: Worked, officer: str = PSSO, *, outcome: str = "warned", **how: Any) -> None:
    """Say who rang, and what was said to them."""
    found = await case.json()
    call = speak(found, direction="in")
    acts = [call, behaved(found["customer"], calls=11)] if outcome == "warned" else [call]
    answers = how.pop("answers", WARNING if outcome == "warned" else {})
    await case.complete("CSP-T3-S8c", officer, outcome=outcome, answers=answers, acts=acts, **how)
