"""How segment 3 is proposed, decided, documented and reviewed, by those who work a case."""

from typing import Any

from tests.steps.driving import Json, Worked
from tests.steps.personalised_services.working import (
    PSM,
    PSSO,
    SEGMENTED,
    SM,
    SSM,
    WAY,
    Answers,
    act,
    settles,
)
from tests.steps.roads import Act, Acts

HIGH: Answers = {key: said for key, said in SEGMENTED.items() if key.startswith("CSP-T5-S1a")}
DISCUSSED: Answers = {"CSP-T8-S1d": SSM}
SUPPORT: Answers = {"CSP-T8-S3a": "ongoing_support"}
DOCUMENTED: Answers = {
    "CSP-T8-S3b": "Approved: the customer needs one officer for long",
    "CSP-T8-S3d": "2027-04-04",
}
REVIEWED: Answers = {"CSP-T8-S5b": SSM, "CSP-T8-S5c": "Calmer; one officer still needed"}


def escalated(found: Json) -> Acts:
    """Settle every issue; the customer went to an MP twice, and is sensitive."""
    customer, raised = found["customer"], len(found["file"]["issues"])
    to = {"to": "external_complaints", "seen": 1}
    acts = [*settles(found)]
    for number in (raised + 1, raised + 2):
        about = {"about": "escalation", "raised_in": "contact-1", "parties": [customer]}
        acts += [
            act("issue.raised", **about),
            act("issue.handed_on", issue=f"issue-{number}", **to),
        ]
    return [*acts, *sensitive(found)]


def sensitive(found: Json) -> Acts:
    """Set the indicator that calls for support."""
    facts = {"sort": "sensitive_issue", "why": "family_violence", "review_by": "2027-07-01"}
    return [act("indicator.set", customer=found["customer"], **facts)]


def restricted(found: Json) -> Acts:
    """Settle every issue of a customer who may only write."""
    facts = {"sort": "service_restriction", "why": "write_only", "review_by": "2027-07-01"}
    return [*settles(found), act("indicator.set", customer=found["customer"], **facts)]


def talked(_: Json) -> Acts:
    """Tell of the discussion with the SSM."""
    return [act("discussion.held", about="segment_3", other=SSM, agreed="recommend")]


def confirmed(found: Json) -> Acts:
    """Say of the last discussion that it was so."""
    row = found["file"]["discussions"][-1]
    return [act("discussion.confirmed", discussion=row["id"], seen=row["version"])]


BEFORE = WAY[: [each.step for each in WAY].index("CSP-T5-S1b")]

# From the segment that is weighed to segment 3, which rests; the look back is open beside it.
WAY_3 = (
    Act("CSP-T5-S1b", PSSO, "segment_3", HIGH),
    Act("CSP-T8-S1a", PSSO, "recommend", {}, escalated),
    Act("CSP-T8-S1d", PSSO, None, DISCUSSED, talked),
    Act("CSP-T8-S1e", SSM, "approve", SUPPORT, confirmed),
    Act("CSP-T8-S3b", PSM, None, DOCUMENTED),
    Act("RES-T4-S3b", PSSO, "as_it_should_be", {}),
)


async def go_3(case: Worked, to: str, since: str = "CSP-T5-S1b") -> Worked:
    """Do the work of the way from ``since`` on, until the task of ``to`` is open."""
    steps: list[str] = [each.step for each in WAY_3]
    for each in WAY_3[steps.index(since) : steps.index(to)]:
        await each.of(case)
    return case


async def review(case: Worked, next_on: str | None = None, **how: Any) -> None:
    """Have the SM review segment 3, and renew it until a day, or end it."""
    answers = REVIEWED | ({"CSP-T8-S5f": next_on} if next_on else {})
    outcome = "required" if next_on else "not_required"
    how = {"officer": SM, "outcome": outcome, "answers": answers} | how
    await case.complete("CSP-T8-S5d", **how)
