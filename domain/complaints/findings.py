"""What a sitting of the assessment decided: one finding for each step that it answered.

An outcome says how far the sitting got; steps behind that point are not decided yet.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from domain.complaints.assessment import About, Level, behavioural, in_personalised_services
from domain.complaints.tasks import ASSESS, CHECK_SUPPLEMENTARY, CHOOSE_LEVEL
from domain.findings import BLOCKS, HOLDS, Finding
from domain.step_ids import StepId

Answers = Mapping[str, JsonValue]


LEVELS: dict[str, Level] = {
    "level_1_behaviour": Level.LEVEL_1,
    "level_1_other": Level.LEVEL_1,
    "level_2": Level.LEVEL_2,
}
"""The outcomes of a sitting that end the assessment, and the level that each sets (WC-S3i)."""

_YES_NO: tuple[tuple[StepId, str, str], ...] = (
    ("WC-S3b", "an escalation is already being managed", "no escalation is being managed"),
    ("WC-S3e", "the same issues came by more than one avenue", "the issues came once"),
    ("WC-S3g", "it raises a privacy issue", "it raises no privacy issue"),
    ("WC-S3h", "it contains inappropriate language", "its language is not inappropriate"),
)


def findings(
    kind: str, outcome: str | None, answers: Answers, *, ps_case: str | None = None
) -> list[Finding]:
    """Return what a sitting of ``kind`` decided, in the order of the table.

    ``ps_case`` is the open case by which Personalised Services has the customer, where there is
    one here. Source: WC-S3a to WC-S3j and WC-S4a, readings A03 and A48.
    """
    found = []
    if kind == ASSESS.name:
        found.append(_is_complaint(outcome))
    for step, yes, no in _YES_NO:
        if step in answers:
            found.append(_answered(step, yes, no, answers))
    if outcome in LEVELS:
        found += _levelled(str(outcome), answers)
    if looks_for_ps(kind, outcome):
        found.append(_owned(answers, ps_case))
    return found


def looks_for_ps(kind: str, outcome: str | None) -> bool:
    """Tell whether a sitting gets as far as whose customer it is. Source: WC-S4a, A47."""
    return outcome in LEVELS or kind == CHECK_SUPPLEMENTARY.name


def is_in_ps(answers: Answers, ps_case: str | None) -> bool:
    """Tell whether the customer is in Personalised Services. Source: WC-S4a."""
    return in_personalised_services(
        locked=ps_case is not None, open_plan=answers.get("WC-S4a.plan") is True
    )


def _is_complaint(outcome: str | None) -> Finding:
    if outcome == "not_complaint":
        return Finding("WC-S3a", "No", "it is no complaint: it goes on as correspondence", "A03")
    return Finding("WC-S3a", "Yes", "it is a complaint")


def _answered(step: StepId, yes: str, no: str, answers: Answers) -> Finding:
    return Finding(step, "Yes", yes) if answers[step] is True else Finding(step, "No", no)


def _levelled(outcome: str, answers: Answers) -> list[Finding]:
    about = About(str(answers["WC-S3j"]))
    branch = CHOOSE_LEVEL.outcomes[outcome]
    level = Finding("WC-S3i", branch, f"managed at {branch}", inputs={"about": about.value})
    if behavioural(about):
        words = "it is about how one staff member dealt with the customer"
        return [level, Finding("WC-S3j", HOLDS, words, inputs={"about": about.value})]
    words = "it is not about how one staff member dealt with the customer"
    return [level, Finding("WC-S3j", BLOCKS, words, inputs={"about": about.value})]


def _owned(answers: Answers, ps_case: str | None) -> Finding:
    inputs: dict[str, JsonValue] = {"open_here": ps_case is not None}
    inputs |= {key: answers[key] for key in ("WC-S4a.plan",) if key in answers}
    if is_in_ps(answers, ps_case):
        kept = f"by {ps_case}" if ps_case else "elsewhere"
        words = f"Personalised Services owns the customer, {kept}"
        return Finding("WC-S4a", "Yes", words, "A48", inputs)
    return Finding("WC-S4a", "No", "Personalised Services does not own the customer", "A48", inputs)
