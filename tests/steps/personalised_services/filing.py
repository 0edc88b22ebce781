"""Acts on the case file, as those who take a customer on and plan for them give them."""

from typing import Any

from domain.file.plan_versions import PlanChanged, sha256_of

Act = dict[str, Any]
Json = dict[str, Any]

LOCATION = "stacking-1"
REASON = "Calls that were not returned"


def act(type_: str, /, words: Json | None = None, **facts: Any) -> Act:
    """Return an act on the file, as a completion carries it; ``words`` are its content."""
    return {"type": type_, "facts": facts, **({"content": words} if words else {})}


def locked(customer: str, psso: str, *others: Json, **more: Any) -> Act:
    """Lock a customer, and others with them."""
    parties = [{"customer": customer} | more, *others]
    return act("parties.locked", psso=psso, parties=parties)


def recovery(customer: str) -> Act:
    """Set the Special Recovery Condition."""
    return act(
        "indicator.set",
        sort="special_recovery_condition",
        customer=customer,
        why="personalised_services",
        review_by="2027-07-01",
    )


def opened(customer: str) -> Act:
    """Open a plan."""
    return act("plan.opened", sort="cmp", customer=customer, start="2027-01-04")


def notepads() -> list[Act]:
    """File the first two notepads of the stacking document."""
    return [
        act("notepad.filed", {"text": REASON}, heading="referral_reason", place=1),
        act("notepad.filed", {"text": "Two payments went astray"}, heading="case_review", place=2),
    ]


def contacted(customer: str, result: str = "reached", **more: Any) -> Act:
    """Speak, or try to speak, with a customer."""
    identity: Json = {"identity": "confirmed"} if result == "reached" else {}
    return act("contact.made", customer=customer, result=result, **identity, **more)


def headed(plan: str, segment: str = "1") -> Act:
    """Write the header of a plan."""
    return act(
        "plan.headed",
        {"main_reason": REASON},
        plan=plan,
        seen=1,
        stacking_document=LOCATION,
        dated="2027-01-04",
        segment=segment,
        source="ps_referral",
        main_reason="unanswered_calls",
    )


def setting_up(customer: str, psso: str, *others: Json, was_with: str | None = None) -> list[Act]:
    """Do everything that the set-up of a customer needs."""
    names: list[str] = [customer, *(other["customer"] for other in others)]
    return [
        locked(customer, psso, *others, was_with=was_with),
        recovery(customer),
        *(opened(name) for name in names),
        *notepads(),
        *(contacted(name, "voicemail") for name in names),
        *(headed(f"plan-{number}") for number, _ in enumerate(names, start=1)),
    ]


def drafted(plan: str = "plan-1", *actions: Json) -> Act:
    """Draft a version of a plan: one contact for every issue about which something is done."""
    serves = dict.fromkeys(action["serves"] for action in actions)
    strategies = [{"id": f"s-{issue}", "serves": issue, "what": "one_contact"} for issue in serves]
    return act("plan.changed", plan=plan, strategies=strategies, actions=list(actions))


def planning(plan: str = "plan-1", *actions: Json, number: int = 1) -> list[Act]:
    """Draft a version of a plan and submit it; it is the ``number``th of the case."""
    version = f"plan_version-{number}"
    return [drafted(plan, *actions), act("plan.submitted", version=version, seen=1)]


def decided(type_: str, plan: str = "plan-1", *actions: Json, number: int = 1) -> list[Act]:
    """Decide on the version that was submitted."""
    changed = PlanChanged.model_validate(drafted(plan, *actions)["facts"])
    facts: Json = {"version": f"plan_version-{number}", "sha256": sha256_of(changed), "seen": 2}
    return [act(type_, **facts)]
