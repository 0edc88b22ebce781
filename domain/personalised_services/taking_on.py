"""What the file lacks while a customer is taken on and planned for: Child Support Tables 1 and 2.

Each function looks for one item of a sitting in the file, whenever it came there.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel

from domain.file.contacts import TALKED, ContactFacts, attempts
from domain.file.indicators import IncidentFacts, IndicatorFacts, IndicatorKind
from domain.file.indicators import live as indicators_of
from domain.file.intrays import CASE_REVIEW, REFERRAL_REASON, NotepadFacts
from domain.file.issues import IssueFacts
from domain.file.locks import LockFacts, held, held_elsewhere
from domain.file.parties import PartyFacts, PartyRole, current
from domain.file.plan_versions import VersionFacts, draft_of, in_force, versions
from domain.file.plans import PlanFacts, plan_of
from domain.file.preparations import unchecked
from domain.file.rows import BOTH, File, Row
from domain.needs import Opened
from domain.personalised_services.weighing import Weighed, weighed
from domain.shown import absent


def locked(opened: Opened) -> tuple[str, ...]:
    """Say who of the customers is not locked and assigned yet. Source: CSP-T1-S2c."""
    return tuple(_not_locked(opened.file))


def _not_locked(file: File) -> Iterator[str]:
    here = {row.facts.customer for row in held(file)}
    for customer in file.sides:
        if customer in here:
            continue
        words = f"{customer} is not locked here"
        if there := held_elsewhere(file, customer):
            words += f", but to {there.facts.holder} by {there.told.case}: agree with them"
        yield words


def taken_on_meanwhile(opened: Opened) -> tuple[str, ...]:
    """Say by what lock a customer was taken on, who cannot be declined any more.

    Source: CLK-T5-S2c.
    """
    return tuple(
        f"{row.facts.customer} was taken on meanwhile, by {row.id}: the referral stands"
        for row in held(opened.file)
    )


def reallocated(opened: Opened) -> tuple[str, ...]:
    """Say from whom a customer came where the file does not. Source: CSP-T1-S2e."""
    before, primary = opened.data.get("reallocated_from"), _primary(opened.file)
    if before is None or primary is None or primary.facts.was_with:
        return ()
    return (f"{primary.facts.customer} was with {before}: the lock does not say so",)


def _primary(file: File) -> Row[LockFacts] | None:
    return next((row for row in held(file) if row.facts.customer == file.sides[0]), None)


def recovery_condition(opened: Opened) -> tuple[str, ...]:
    """Say whether the Special Recovery Condition is not set. Source: CSP-T1-S2f."""
    customer = opened.file.sides[0]
    kinds = {row.facts.sort for row in indicators_of(opened.file, customer)}
    if IndicatorKind.SPECIAL_RECOVERY_CONDITION in kinds:
        return ()
    return (f"no special_recovery_condition is set on {customer}",)


def plans_open(opened: Opened) -> tuple[str, ...]:
    """Say which customer has no Customer Management Plan. Source: CSP-T1-S2g."""
    customers = (row.facts.customer for row in held(opened.file))
    return tuple(f"{c} has no plan" for c in customers if plan_of(opened.file, c) is None)


def plans_headed(opened: Opened) -> tuple[str, ...]:
    """Say which plan has no header of this case. Source: CSP-T1-S2k."""
    return tuple(
        f"{plan.id} of {plan.facts.customer} has no header{_of(plan.facts.headed_in)}"
        for plan in plans(opened.file)
        if plan.facts.headed_in != opened.file.case
    )


def _of(case: str | None) -> str:
    return f" of this case, but of {case}" if case else ""


def plans(file: File) -> tuple[Row[PlanFacts], ...]:
    """Return the plans of the customers who are locked, in the order of their ids."""
    found = (plan_of(file, row.facts.customer) for row in held(file))
    return tuple(plan for plan in found if plan)


def referral_reason(opened: Opened) -> tuple[str, ...]:
    """Say whether the stacking document does not begin with the reason. Source: CSP-T1-S2h."""
    return _notepad(opened.file, REFERRAL_REASON)


def case_review(opened: Opened) -> tuple[str, ...]:
    """Say whether the case review is not in the stacking document. Source: CSP-T1-S2i."""
    return _notepad(opened.file, CASE_REVIEW)


class Earlier(StrEnum):
    """What reports of earlier years show. Source: CSP-T2-S1a."""

    NOTHING = "nothing"
    IN_THE_FILE = "in_the_file"


def reviewed(opened: Opened) -> tuple[str, ...]:
    """Say what a case review lacks: its notepad, or what earlier reports are said to show.

    Source: CSP-T2-S1a.
    """
    file, said = opened.file, opened.answers.get("CSP-T2-S1a")
    sensitive = (
        r for r in file.live(IndicatorFacts) if r.facts.sort is IndicatorKind.SENSITIVE_ISSUE
    )
    if said == Earlier.IN_THE_FILE and not [*file.live(IncidentFacts), *sensitive]:
        return (*case_review(opened), "no incident and no sensitive issue is in the file")
    return case_review(opened)


def nothing_of_the_referral(opened: Opened) -> tuple[str, ...]:
    """Say whether nothing shows what another referral brings. Source: CSP-T1-S1a."""
    file, known_as = opened.file, opened.answers.get("CSP-T1-S1a.known_as")
    if known_as:
        return absent(known_as, file)
    brought = (*file.live(IssueFacts), *file.live(IncidentFacts))
    if opened.outcome == "known" or any(row.told.told_at >= opened.at for row in brought):
        return ()
    return ("neither an issue nor an incident came to the file since the referral did",)


def _notepad(file: File, heading: str) -> tuple[str, ...]:
    there = {
        pad.facts.heading
        for pad in file.live(NotepadFacts)
        if pad.told.case == file.case and pad.told.side in (file.sides[0], BOTH)
    }
    return () if heading in there else (f"no notepad is headed {heading}",)


def primary_contacted(opened: Opened) -> tuple[str, ...]:
    """Say whether nobody has tried to reach the primary customer. Source: CSP-T1-S2j, A46."""
    customer = opened.file.sides[0]
    return () if _tried(opened.file, customer) else (f"no contact with {customer}, and no attempt",)


def others_contacted(opened: Opened) -> tuple[str, ...]:
    """Say with which associated customer there was no contact, nor why none. Source: CSP-T1-S2l."""
    return tuple(
        f"no contact with {row.facts.customer}, and no reason for none ({row.id})"
        for row in _associated(opened.file)
        if not row.facts.no_contact and not _tried(opened.file, row.facts.customer)
    )


def _associated(file: File) -> Iterator[Row[PartyFacts]]:
    here = {row.facts.customer for row in held(file)}
    for row in current(file):
        others = row.told.case == file.case and row.facts.role is not PartyRole.PRIMARY
        if others and row.facts.customer in here:
            yield row


def _tried(file: File, customer: str) -> bool:
    """Tell whether a customer was spoken with in this case, or an attempt counts."""
    contacts = [c for c in file.live(ContactFacts) if c.told.case == file.case]
    mine = [c for c in contacts if c.facts.customer == customer]
    if any(c.facts.result in TALKED for c in mine):
        return True
    if not mine:
        return False
    ids, when = {c.id for c in mine}, [c.told.at for c in mine]
    counted = attempts(file, customer, min(when), max(when) + timedelta(seconds=1))
    return any(one.contact.id in ids and one.why_not is None for one in counted)


def records_by_hand(opened: Opened) -> tuple[str, ...]:
    """Say which international customer has no record. Source: CSP-T1-S2m."""
    return tuple(
        f"{row.facts.customer} is international and has no record by hand ({row.id})"
        for row in current(opened.file)
        if row.facts.international and row.facts.kept_in is None
    )


def checks_made(opened: Opened) -> tuple[str, ...]:
    """Say what nobody has gone over before contact. Source: CSP-T4-S1c."""
    return tuple(
        f"{id_} asks for checks before {customer} is contacted"
        for customer in opened.file.sides
        for id_ in unchecked(opened.file, customer)
    )


def msp_as_seen(opened: Opened) -> tuple[str, ...]:
    """Say where the file lacks a plan that Customer First shows. Source: CSP-T1-S2d."""
    seen = opened.answers.get("CSP-T1-S2d") == "active_plan"
    if not seen or active_msp(opened.file):
        return ()
    return ("the plan that Customer First shows is not in the file: plan.opened, of sort msp",)


def msp_as_said(opened: Opened) -> tuple[str, ...]:
    """Say where the file and the answer differ on an active MSP. Source: CSP-T2-S1b."""
    there = active_msp(opened.file)
    if opened.outcome == "active_msp" and not there:
        return ("the plan that CIMS shows is not in the file: plan.opened, of sort msp",)
    if opened.outcome == "no_msp" and there:
        return (f"{there[0]} is an active Managed Service Plan in the file",)
    return ()


def active_msp(file: File) -> tuple[str, ...]:
    """Return the Managed Service Plans that are not over."""
    rows = file.live(PlanFacts)
    return tuple(row.id for row in rows if row.facts.sort == "msp" and not row.facts.ended)


def submitted(opened: Opened) -> tuple[str, ...]:
    """Say which plan has nothing that could be approved. Source: CSP-T2-S3."""
    return tuple(
        f"{plan.id} of {plan.facts.customer} has no version that was submitted"
        for plan in plans(opened.file)
        if not _submitted(plan.id, opened.file)
    )


def written_anew(opened: Opened) -> tuple[str, ...]:
    """Say which plan has no version since its work was opened, for one customer or for all.

    Source: CSP-T2-S2b, CSP-T2-S3.
    """
    whose, file = opened.data.get("customer"), opened.file
    since = opened.at.astimezone(file.clock)
    return tuple(
        f"{plan.id} of {plan.facts.customer} has no version since {since:%d %B %Y}"
        for plan in plans(file)
        if whose in (None, plan.facts.customer)
        and not (_submitted(plan.id, file) and _since(plan.id, opened))
    )


def _since(plan: str, opened: Opened) -> bool:
    return any(version.told.at >= opened.at for version in versions(plan, opened.file))


def _submitted(plan: str, file: File) -> Row[VersionFacts] | None:
    draft = draft_of(plan, file)
    return draft if draft and draft.facts.state == "submitted" else None


def decided(opened: Opened) -> tuple[str, ...]:
    """Say which submitted version is not decided on as the outcome says. Source: CSP-T2-S4."""
    file, one = opened.file, opened.data.get("submitted")
    waiting = [
        v for plan in plans(file) if (v := _submitted(plan.id, file)) and one in (None, v.id)
    ]
    if opened.outcome != "returned":
        not_in_force = [plan.id for plan in plans(file) if in_force(plan.id, file) is None]
        return (
            *(f"{v.id} of {v.facts.plan}, {v.facts.sha256}, is not approved" for v in waiting),
            *(f"no version of {plan} holds" for plan in not_in_force if not waiting),
        )
    back = any(v.facts.state == "returned" for p in plans(file) for v in versions(p.id, file))
    return () if back else ("no version was returned",)


def _restricted(file: File, customer: str) -> bool:
    kinds = {row.facts.sort for row in indicators_of(file, customer)}
    imposed = any(each.customer == customer for each in file.restrictions)
    return imposed or IndicatorKind.SERVICE_RESTRICTION in kinds


class TakenOn(BaseModel):
    """What phases need to know of how the customers were taken on, as the file has it.

    ``plans`` are the Customer Management Plans that are not over, ``unchecked`` incidents and
    restrictions that nobody has gone over before contact.
    """

    psso: str | None = None
    customers: list[str] = []
    plans: list[str] = []
    locked_at: AwareDatetime | None = None
    segment: str | None = None
    stacking_document: str | None = None
    active_msp: bool = False
    restricted: bool = False
    unchecked: list[str] = []
    weighed: Weighed = Weighed()


def taken_on(file: File) -> TakenOn:
    """Return how the customers of a case were taken on."""
    locks, primary = held(file), _primary(file)
    plan = plan_of(file, file.sides[0]) if file.sides else None
    return TakenOn(
        psso=locks[0].facts.holder if locks else None,
        customers=[row.facts.customer for row in locks],
        plans=[row.id for row in plans(file)],
        locked_at=primary.told.at if primary else None,
        segment=plan.facts.segment if plan else None,
        stacking_document=plan.facts.stacking_document if plan else None,
        active_msp=bool(active_msp(file)),
        restricted=any(_restricted(file, customer) for customer in file.sides),
        unchecked=[id_ for customer in file.sides for id_ in unchecked(file, customer)],
        weighed=weighed(file),
    )
