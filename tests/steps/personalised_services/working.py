"""Who works a Personalised Services case, what they answer, and the way through a whole case."""

from collections.abc import Callable
from typing import Any

from domain.step_ids import StepId
from tests.steps.driving import Json, Worked
from tests.steps.personalised_services import filing
from tests.steps.roads import Act, Acts

Answers = dict[str, Any]

TEAM_LEADER = "team_leader.brown"
PSSO = "psso.diaz"
SSM = "ps_ssm.ito"
SM = "ps_sm.adeyemi"
PSM = "ps_psm.larsen"
EXTERNAL = "external_complaints_officer.haddad"
SERVICE = "service_officer.singh"
COMPLAINTS = "complaints_officer.wu"
MAIL = "mail_team.lee"
SPECIALIST = "specialist_officer.petrov"  # of every area

# Beside the default cast: a second PSSO, and somebody who has every role that asks or decides.
SECOND_PSSO = "psso.kim"
OTHER_SPECIALIST = "specialist.roy"
BOTH = "ps.reyes"
BOTH_ELSEWHERE = "reyes.second"  # another account of theirs
EVERY_ROLE = "ps.haddad"  # in Personalised Services, and outside it
TEAM: dict[str, Answers] = {
    SECOND_PSSO: {"roles": ["psso"]},
    BOTH: {"roles": ["team_leader", "psso", "ps_ssm"], "accounts": [BOTH_ELSEWHERE]},
    OTHER_SPECIALIST: {"roles": ["specialist_officer"], "areas": ["privacy"]},
    EVERY_ROLE: {"roles": ["psso", "ps_ssm", "ps_sm", "ps_psm", "external_complaints_officer"]},
}

NOT_THEIRS = "this is work for the"  # to another role
OTHER_PERSON = "another person must"  # to whoever asked

SET_UP: Answers = {"CSP-T1-S2d": "no_plan"}
REVIEWED: Answers = {
    "CSP-T2-S1a": "nothing",
    "CSP-T2-S1a.history_report": "report-7",
}
PLANNED: Answers = {"CSP-T2-S1d": "Correct the credits; one contact"}
SEGMENTED: Answers = {
    "CSP-T5-S1a.actions": "short_term",
    "CSP-T5-S1d.cuba": "1",
    "CSP-T5-S1d.portal": "1",
}
SEGMENTED_2: Answers = SEGMENTED | {"CSP-T5-S1d.cuba": "2", "CSP-T5-S1d.portal": "2"}
NO_LETTER: Answers = {"CSP-T5-S4b": "The customer knows it", "CSP-T5-S4b.simple": True}


def act(type_: str, **facts: Any) -> Answers:
    """Return an act on the file, as a completion carries it."""
    return {"type": type_, "facts": facts}


def nth(found: Json, kind: str, ahead: int = 1) -> str:
    """Return the id that the next row of a kind will have, or one ``ahead`` of it."""
    lists = {"commitment": "commitments", "contact": "contacts", "decision": "decisions"}
    return f"{kind}-{len(found['file'].get(lists[kind], [])) + ahead}"


def speak(found: Json, **more: Any) -> Answers:
    """Speak with the customer, who is who they say."""
    known = {"customer": found["customer"], "result": "reached", "identity": "confirmed"}
    return act("contact.made", **(known | more))


def agree(found: Json, day: str, made_in: str, **more: Any) -> Answers:
    """Agree on which day the customer is contacted next."""
    known = {"who": PSSO, "whom": found["customer"], "what": "contact", "by_day": day}
    return act("commitment.made", **(known | {"made_in": made_in} | more))


def noted_down(found: Json) -> Acts:
    """File a notepad on the contact in the stacking document, after those that come first."""
    there = [n for n in found["file"]["notepads"] if n["of"] == "stacking_document"]
    first = ("referral_reason", "case_review")[len(there) :]
    return [act("notepad.filed", heading=heading) for heading in (*first, "contact")]


def contacted(found: Json, **more: Any) -> Acts:
    """Speak with the customer, who raises an issue; write it down, agree on the next contact."""
    talk, customer = nth(found, "contact"), found["customer"]
    followup = {"sort": "ps_followup", "to": PSSO, "customer": customer}
    return [
        speak(found, guide=True, given=["collection_guide"], **more),
        act("issue.raised", about="payment", raised_in=talk, parties=[customer])
        | {"content": {"words": "Two payments are not on my account"}},
        *noted_down(found),
        act("intray.raised", **followup),
        agree(found, "2027-01-15", talk),
    ]


STRATEGY = {"1": "short_management", "2": "clear_times", "3": "one_message"}
MEANT = {
    "meaning": "You and the other parent agree on payments yourselves.",
    "consequences": "We collect nothing for you while it lasts.",
}


def opted(found: Json, option: str = "private_collection") -> Acts:
    """Give the customer an option for every issue, as it was explained in the last talk."""
    talk = f"contact-{len(found['file']['contacts'])}"
    return [
        act(
            "option.given",
            issue=issue["id"],
            party=found["customer"],
            option=option,
            consequences=["no_collection"],
            explained_in=talk,
            strategy=STRATEGY[found["segment"] or "1"],
        )
        | {"content": MEANT}
        for issue in found["file"]["issues"]
        if issue["state"] != "closed" and not issue["options"]
    ]


def followed_up(found: Json, **more: Any) -> Acts:
    """Contact the customer as arranged, about every issue."""
    due = next(c for c in found["file"]["commitments"] if c["what"] == "contact" and is_open(c))
    issues = [issue["id"] for issue in found["file"]["issues"] if issue["state"] != "closed"]
    return [speak(found, for_followup=due["id"], issues=issues, understood=True, **more)]


def settles(found: Json) -> Acts:
    """Decide every issue that is open, tell the customer of it, and close it."""
    talk, customer = nth(found, "contact"), found["customer"]
    acts: list[Answers] = [speak(found)]
    open_ = [i for i in found["file"]["issues"] if i["state"] not in ("closed", "handed_on")]
    for issue in open_:
        decision = nth(found, "decision", 1 + len(acts) // 3)
        decided = {"result": "corrected", "delegation": "d-12", "in_force_from": "2027-01-04"}
        over = {"issue": issue["id"], "outcome": "resolved", "on": decision}
        acts += [
            act("issue.decided", issues=[issue["id"]], **decided),
            act("decision.told", decision=decision, party=customer, rests_on=talk),
            act("issue.closed", **over, seen=issue["version"]),
        ]
    return acts


def is_open(commitment: Json) -> bool:
    """Tell whether a commitment is still to be kept."""
    return commitment["state"] in ("open", "missed")


def again(found: Json, day: str = "2027-01-22") -> Acts:
    """Contact the customer as arranged, and agree on another day."""
    return [*followed_up(found), agree(found, day, nth(found, "contact"))]


def addressed(found: Json) -> Acts:
    """Contact the customer as arranged, and tell what was decided about each issue."""
    talk, acts = nth(found, "contact"), [*followed_up(found)]
    open_ = [issue for issue in found["file"]["issues"] if issue["state"] != "closed"]
    for number, issue in enumerate(open_, start=1):
        decision = f"decision-{number}"
        acts += [
            act(
                "issue.decided",
                issues=[issue["id"]],
                result="corrected",
                delegation="d-12",
                in_force_from="2027-01-04",
            ),
            act("decision.told", decision=decision, party=found["customer"], rests_on=talk),
            act(
                "issue.closed",
                issue=issue["id"],
                outcome="resolved",
                on=decision,
                seen=issue["version"],
            ),
        ]
    dealt_with = [intray for intray in found["file"]["intrays"] if not intray["closed"]]
    return [
        *acts,
        *(
            act("intray.closed", intray=row["id"], why="dealt_with", seen=row["version"])
            for row in dealt_with
        ),
    ]


GATES: tuple[StepId, ...] = (
    "CSP-T6-S1a",
    "CSP-T6-S1b",
    "CSP-T6-S1c",
    "CSP-T6-S1d",
    "CSP-T6-S1e",
    "CSP-T6-S1f",
    "CSP-T6-S1g",
    "CSP-T6-S1h",
)
NOTE = "stacking-note-12"  # outside the file: what shows what lies there


def attest(gate: str) -> Answers:
    """Say of a gate what the file does not hold."""
    return act("gate.attested", gate=gate, shown_by=NOTE)


def attestations(found: Json) -> Acts:
    """Attest every gate that waits for nothing else."""
    return [
        attest(gate["step"])
        for gate in found["gates"]
        if [words for words in gate["blocked_by"] if "attest" in words] == gate["blocked_by"] != []
    ]


def settled(found: Json) -> Acts:
    """Do what is left of the case: promises are needed no more, and the gates are attested."""
    released = [
        act(
            "commitment.released", commitment=row["id"], why="no_longer_needed", seen=row["version"]
        )
        for row in found["file"]["commitments"]
        if row["state"] in ("open", "missed")
    ]
    return [*released, *attestations(found)]


def told(found: Json) -> Acts:
    """Tell the customer that the case closes."""
    return [closing_contact(found, result="reached", identity="confirmed")]


def tried(found: Json) -> Acts:
    """Try to tell the customer that the case closes."""
    return [closing_contact(found, result="no_answer")]


def closing_contact(found: Json, **result: str) -> Answers:
    """Contact the customer about the closing."""
    return act("contact.made", customer=found["customer"], purpose="closing", **result)


def noted(found: Json) -> Acts:
    """File the notepad that says that the customer left, and take the indicator away."""
    places = [row["place"] for row in found["file"]["notepads"] if row["of"] == "plan"]
    heading = {"of": "plan", "heading": "transferred_out"}
    removed = [
        act("indicator.removed", indicator=row["id"], why="no_overpayment", seen=row["version"])
        for row in found["file"]["indicators"]
        if row["sort"] == "special_recovery_condition" and not row["removed"]
    ]
    return [act("notepad.filed", **heading, place=1 + max(places, default=0)), *removed]


REQUESTED: Answers = {
    "CSP-T6-S2a": "All issues are addressed",
    "CSP-T6-S2a.reason": "issues_addressed",
    "CSP-T6-S2b": SSM,
}
APPROVED: Answers = {"CSP-T7-S2b": "Nothing is left to manage here"}
DECLINED: Answers = {"CSP-T6-S3c": False}
EXPLAINED: Answers = act("notepad.filed", heading="rejection_discussed") | {
    "content": {"text": "By phone: one call was not known"}
}


def answered(found: Json) -> Acts:
    """Answer the SSM's comments on what was asked for."""
    (comments,) = [
        row["id"]
        for row in found["file"]["notepads"]
        if row["heading"] == "finalisation_not_approved"
    ][-1:]
    return [act("notepad.filed", heading="comments_answered", points_to=comments)]


NO_OVERPAYMENT: Answers = {"CSP-T7-S5c": False, "CSP-T7-S5c.shown_by": "account-7"}
LEFT: Answers = {"CSP-T7-S5b": "child_support_general"} | NO_OVERPAYMENT


def taken_on_by(psso: str) -> Callable[[Json], Acts]:
    """Return what takes the customer on for a PSSO."""
    return lambda found: filing.setting_up(found["customer"], psso)


def planned(_: Json) -> Acts:
    """Draft the plan and submit it."""
    return filing.planning()


def approved(_: Json) -> Acts:
    """Approve the plan."""
    return filing.decided("plan.approved")


# The shortest way from a referral to the close: segment 1, no letter, nothing in the way.
WAY = (
    Act("CSP-T1-S2c", PSSO, "set_up", SET_UP, taken_on_by(PSSO)),
    Act("CSP-T2-S1a", PSSO, "no_msp", REVIEWED),
    Act("CSP-T2-S3", PSSO, None, PLANNED, planned),
    Act("CSP-T2-S4", SSM, "approved", {}, approved),
    Act("CSP-T4-S1a", PSSO, "made", {}, contacted),
    Act("CSP-T5-S1b", PSSO, "segment_1", SEGMENTED),
    Act("CSP-T5-S3a", PSSO, "no_letter", NO_LETTER, opted),
    Act("CSP-T4-S5a", PSSO, "issues_addressed", {}, addressed),
    Act("CSP-T6-S1a", PSSO, "settled", {}, settled),
    Act("CSP-T6-S1i", PSSO, "contacted", {}, told),
    Act("CSP-T6-S2a", PSSO, None, REQUESTED),
    Act("CSP-T7-S1e", SSM, "approve", APPROVED),
    Act("CSP-T7-S5b", PSSO, None, LEFT, noted),
)
FIRST = WAY[0].step


def way(psso: str) -> tuple[Act, ...]:
    """Return the way with a PSSO, to whom the set-up locks the customer."""
    way = [act._replace(officer=psso) if act.officer == PSSO else act for act in WAY]
    return (way[0]._replace(acts=taken_on_by(psso)), *way[1:])


async def go(case: Worked, to: str | None, *, since: str = FIRST, psso: str = PSSO) -> Worked:
    """Do the work of the way from ``since`` on, until the task of ``to`` is open."""
    steps: list[str] = [act.step for act in WAY]
    last = steps.index(to) if to else len(WAY)
    for act in way(psso)[steps.index(since) : last]:
        await act.of(case)
    return case


async def open_work(case: Worked) -> list[str]:
    """Return the steps of the work that is open, in order of their ids."""
    return sorted(t["step"] for t in (await case.json())["tasks"] if t["state"] == "open")


async def set_up(
    case: Worked, psso: str = PSSO, *others: Json, was_with: str | None = None, **how: Any
) -> None:
    """Take the customer on, with ``others``; ``how`` as for ``complete``."""
    customer = (await case.json())["customer"]
    acts = filing.setting_up(customer, psso, *others, was_with=was_with)
    how = {"officer": psso, "acts": acts} | how
    await case.complete(FIRST, outcome="set_up", answers=SET_UP, **how)


async def take_over(case: Worked, psso: str = SECOND_PSSO, number: int = 2) -> None:
    """Take what is open, update the plan that came with the customer, and have it approved."""
    handed = (await case.json())["file"]["handovers"][-1:]
    taken = [
        act("handover.answered", handover=row["id"], take=row["things"], seen=row["version"])
        for row in handed
    ]
    await case.complete("CSP-T2-S2b", psso, acts=[*taken, *filing.planning(number=number)])
    await case.complete(
        "CSP-T2-S4", SSM, outcome="approved", acts=filing.decided("plan.approved", number=number)
    )


async def restrict(case: Worked, psso: str = PSSO) -> None:
    """Write down that a channel is closed to the customer."""
    customer = (await case.json())["customer"]
    facts = {"customer": customer, "why": "write_only", "review_by": "2027-07-01"}
    await case.send("indicator.set", officer=psso, facts=facts | {"sort": "service_restriction"})


async def prepared(case: Worked) -> Json:
    """Return the act of going over all that asks for checks before contact."""
    found = await case.json()
    asks = [i["id"] for i in found["file"]["indicators"] if i["sort"] == "service_restriction"]
    asks += [i["id"] for i in found["file"]["incidents"]]
    asks += [r["id"] for r in found["restrictions"] if r["state"] == "in_force"]
    notes = [n["id"] for n in found["file"]["notepads"] if n["heading"] == "case_review"]
    return filing.act("contact.prepared", customer=found["customer"], went_over=[*asks, *notes])
