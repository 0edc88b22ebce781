"""What a step must show before it counts as covered: its facets, from its fields, then its kind.

A facet is one observable fact about a step in the case database. Fields come first: a decision
shows every branch, a deadline all three of its states, an approval who may and may not give it,
what is to be written down each record by its name. Then the kind adds its own. The few entries
that cannot show a side are declared below, each with the reason; nothing is left out silently.
"""

from types import MappingProxyType
from typing import NamedTuple

from procedures.matrix import Branch, Step, steps
from procedures.records import asks_for_record, demands

BRANCH = "branch:"
RECORDED = "recorded:"
DEADLINE = ("armed", "met", "passed")
APPROVAL = ("given", "refused:approval", "wrong_person")

OF_KIND: dict[str, tuple[str, ...]] = {
    "approval": (),  # its facets are those of the field
    "guidance": ("guidance",),
    "human_task": ("opened", "completed", "refused:role"),
    "letter": ("letter", "stopped"),
    "record": (),  # its facets are those of the field
    "rule": ("holds", "blocks"),  # where it has no decision, else its branches say more
    "signal": ("applied", "refused:message"),
    "timer": (),  # its facets are those of the deadline
    "workflow": ("moved",),
}

WORDS: dict[str, str] = {
    "armed": "the date it is due, as the test writes it out",
    "met": "the act was done in time",
    "passed": "nobody acted in time, and what followed",
    "given": "the decision was given by whom it was asked of",
    "refused:approval": "the decision was no",
    "wrong_person": "somebody else tried to decide and was turned away",
    "guidance": "the text stands in the task",
    "opened": "the work was opened for the right role",
    "completed": "that role completed it",
    "refused:role": "another role tried to complete it and was turned away",
    "letter": "the PDF: its hash, its text, who approved it",
    "stopped": "a letter that lacks something did not go",
    "recorded": "some record; whoever builds the step says which in procedures/records.py",
    "answered": "what was read, as a typed answer or the input of a rule",
    "holds": "the rule let something happen",
    "blocks": "the rule kept something from happening",
    "applied": "the message took effect",
    "refused:message": "the message was not taken, with the reason",
    "moved": "the case changed its phase, or another case was opened or told",
}


class Narrowed(NamedTuple):
    """The facets that one field or kind of an entry cannot show, and why."""

    missing: tuple[str, ...]
    reason: str


NO_APPROVAL = MappingProxyType(
    {
        "WC-S3m": "the text says that nobody approves it (WC-S3p)",
        "WC-S3p": "the rule is that no approval stands in front of the letter",
        "CSP-T3-S11a": "no approval under a restriction; CSP-T3-S11b asks for it otherwise",
        "CSP-T5-S4a": "the text names no approver, only the signatory",
    }
)

NARROWED = MappingProxyType(
    {
        # Approvals that are not a yes or a no.
        "WC-S3f": Narrowed(
            ("refused:approval",), "the manager settles how; there is no request to refuse"
        ),
        "BG-ROLE-PSSO-f": Narrowed(
            ("refused:approval",), "it says who decides; nothing is asked for"
        ),
        "CLK-T1-S1c": Narrowed(
            ("refused:approval",), "the team rates the risk; there is no request"
        ),
        "CLK-T3-S1i": Narrowed(("refused:approval",), "advice is asked for, no decision"),
        "CLK-T4-S4b": Narrowed(
            ("wrong_person",), "it cites decisions that CLK-T4-S2c and CLK-T4-S3a gave"
        ),
        "CSP-T3-S2d": Narrowed(("refused:approval",), "advice is asked for, no decision"),
        "CSP-T4-S1d": Narrowed(("refused:approval",), "advice is asked for, no decision"),
        "CSP-T4-S5f": Narrowed(("refused:approval",), "advice is asked for, no decision"),
        "CSP-T5-S3e": Narrowed(
            ("refused:approval", "blocks"), "advice that may always be asked for, no decision"
        ),
        "CSP-T8-S3a": Narrowed(
            ("refused:approval",), "it is the approval; CSP-T8-S4a is the rejection"
        ),
        "CSP-T8-S4a": Narrowed(("given",), "it is the rejection; CSP-T8-S3a is the approval"),
        # Limits that nobody waits for.
        "CLK-T1-S1b": Narrowed(DEADLINE, "the twelve months look back; the branches show them"),
        "CLK-T3-S3i": Narrowed(DEADLINE, "it bounds a date in a letter; CLK-T3-S3k waits for it"),
        # Rules with one side.
        "BG-WC-b": Narrowed(("blocks",), "two names for one role: there is no other side"),
        "WC-S3p": Narrowed(("blocks",), "it takes a hurdle away and sets up none"),
        "WC-S5b": Narrowed(("blocks",), "every year has its register"),
        "CMA-T1-S3a": Narrowed(("blocks",), "it sets the order of the work"),
        "CLK-T3-S2b": Narrowed(("blocks",), "it allows a referral at any time"),
        "CLK-T3-S3o": Narrowed(("blocks",), "it allows the Zone to read"),
        "CLK-T4-S1a": Narrowed(("blocks",), "it expects; an early exit runs the same way"),
        "CSP-T3-S4c": Narrowed(("blocks",), "it points to CSP-T3-S13a, which decides"),
        "CSP-T3-S7b": Narrowed(("blocks",), "it is the other side of CSP-T3-S7a"),
        "CSP-T3-S14c": Narrowed(("blocks",), "it names the procedure that CSP-T3-S14b leads to"),
        "CSP-T4-S1b": Narrowed(("blocks",), "it has a guide shown"),
        "CSP-T8-S2b": Narrowed(("blocks",), "it allows a referral at any time"),
    }
)


def facets(step: Step) -> tuple[str, ...]:
    """Return every facet that ``step`` must show, those of its fields before those of its kind."""
    found = [f"{BRANCH}{branch.answer}" for branch in _branches(step)]
    if step.deadline:
        found += DEADLINE
    if (step.approval or step.kind == "approval") and step.id not in NO_APPROVAL:
        found += APPROVAL
    if not (step.kind == "rule" and step.decision):
        found += OF_KIND[step.kind]
    if asks_for_record(step):
        found += [f"{RECORDED}{demand.name}" for demand in demands(step.id)] or ["recorded"]
    if (step.records or "").startswith("Read:"):
        found.append("answered")
    missing = NARROWED[step.id].missing if step.id in NARROWED else ()
    return tuple(dict.fromkeys(facet for facet in found if facet not in missing))


def words_of(facet: str) -> str:
    """Say what a facet shows."""
    if facet.startswith(BRANCH):
        return f"the branch {facet.removeprefix(BRANCH)} is taken"
    if facet.startswith(RECORDED):
        return f"the record {facet.removeprefix(RECORDED)}: its system and every field it names"
    return WORDS[facet]


def answers(step: str) -> tuple[str, ...]:
    """Return the branch answers of a step's decision; none where it has no decision."""
    return tuple(branch.answer for branch in _branches(steps()[step]))


def _branches(step: Step) -> tuple[Branch, ...]:
    return step.decision.branches if step.decision else ()
