"""The customers of a case are locked together: all of them, or none."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.file.acts import Relation, fault
from domain.file.applying import apply
from domain.file.catalogue import ACTS
from domain.file.contacts import barred
from domain.file.locks import LockFacts, held, held_elsewhere, holder
from domain.file.parties import PartyFacts, PartyRole, current
from domain.file.plans import PlanFacts
from domain.file.rows import Restricted, Row
from domain.needs import Opened
from domain.personalised_services.taking_on import case_review, plans_headed, taken_on
from tests.domain.file.writing import CASE, NOON, OWNER, PAYEE, PAYER, Writer, told

ELSEWHERE = "ps-bbbbbbbbbb"
BOTH = ({"customer": PAYER}, {"customer": PAYEE, "role": "payee"})


def locked_elsewhere(writer: Writer, customer: str, released: str | None = None) -> None:
    """Let another case hold a customer."""
    facts = LockFacts(customer=customer, holder="psso.kim", area="x", fence=4, released=released)
    from_there = told(side=customer).model_copy(update={"case": ELSEWHERE})
    row = Row(f"{ELSEWHERE}.lock-1", from_there, facts)
    writer.file = replace(writer.file, rows=(*writer.file.rows, row))


def test_both_parents_are_locked_and_assigned_together(writer: Writer) -> None:
    """CSP-T1-S2c: and stand in the file as parties, the primary one by that name."""
    writer.write("parties.locked", relation=Relation.OTHER, psso=OWNER, parties=BOTH)

    assert [row.facts.customer for row in held(writer.file)] == [PAYEE, PAYER]
    assert holder(writer.file) == OWNER
    roles = {row.facts.customer: row.facts.role for row in current(writer.file)}
    assert roles == {PAYER: PartyRole.PRIMARY, PAYEE: PartyRole.PAYEE}


def test_none_is_locked_where_one_is_held_elsewhere_and_the_holder_is_named(
    writer: Writer,
) -> None:
    """CSP-T1-S2c, CMA-T1-S5c."""
    locked_elsewhere(writer, PAYEE)

    reason = writer.refused("parties.locked", psso=OWNER, parties=BOTH)

    assert reason == (
        f"{PAYEE} is locked to psso.kim by {ELSEWHERE}: agree with them by ownership.requested "
        f"(`casebound owner {PAYEE}`); nobody was locked"
    )
    assert held(writer.file) == ()
    there = held_elsewhere(writer.file, PAYEE)
    assert there
    assert there.facts.holder == "psso.kim"


def test_a_lock_that_was_released_elsewhere_is_taken_with_the_next_number(writer: Writer) -> None:
    """CSP-T7-S5b, CSP-T1-S2c."""
    locked_elsewhere(writer, PAYEE, released="finalised")

    writer.write("parties.locked", psso=OWNER, parties=BOTH)

    assert [row.facts.fence for row in held(writer.file)] == [5, 1]


@pytest.mark.parametrize(
    ("parties", "because"),
    [
        (({"customer": PAYEE},), f"lock {PAYER}, whose case it is, with them"),
        (({"customer": PAYER}, {"customer": PAYER}), "a customer is named twice"),
        (
            ({"customer": PAYER}, {"customer": "cu-nobody"}),
            "cu-nobody is not known here; `casebound customers import` adds customers",
        ),
    ],
)
def test_what_is_no_whole_case_is_not_locked(
    writer: Writer, parties: tuple[object, ...], because: str
) -> None:
    """CSP-T1-S2c."""
    assert because in writer.refused("parties.locked", psso=OWNER, parties=parties)


def test_an_associated_customer_found_later_joins_the_others_with_their_psso(
    writer: Writer,
) -> None:
    """CSP-T1-S2c, CSP-T1-S2e."""
    writer.write("parties.locked", psso=OWNER, parties=BOTH[:1])

    late = {"psso": "psso.kim", "parties": BOTH[1:]}
    assert "are with psso.lin; case.handed_over" in writer.refused("parties.locked", **late)
    writer.write("parties.locked", psso=OWNER, parties=BOTH[1:])
    again = writer.refused("parties.locked", psso=OWNER, parties=BOTH[1:])

    assert again == f"{PAYEE} is locked by this case already, by lock-2"


def lock(holder: str, area: str, fence: int, *, case: str = CASE, **more: Any) -> Row[LockFacts]:
    """Return a lock of the payer's, which a case has."""
    facts = LockFacts(customer=PAYER, holder=holder, area=area, fence=fence, **more)
    return Row(f"{case}.lock-9", told().model_copy(update={"case": case}), facts)


def owners(writer: Writer) -> list[tuple[str, str, int]]:
    """Return who has the payer: never more than one, and with a lock never nobody."""
    rows = [row.facts for row in writer.file.live(LockFacts) if row.facts.released is None]
    return [(row.holder, row.area, row.fence) for row in rows if row.customer == PAYER]


TO: dict[str, Any] = {"customer": PAYER, "area": "change_of_assessment"}
APPROVED, PASSED = TO | {"to": "specialist.roy"}, TO | {"holder": "specialist.roy"}


def test_a_promise_leaves_the_customer_where_they_are_and_one_act_gives_them_on(
    writer: Writer,
) -> None:
    """CSP-T7-S4a, CMA-T1-S6d: with the next number; a late act by the old one changes nothing."""
    writer.write("parties.locked", psso=OWNER, parties=BOTH[:1])
    writer.write("lock.promised", relation=Relation.PRODUCT, **APPROVED)
    assert owners(writer) == [(OWNER, "personalised_services", 1)]

    writer.write("lock.passed", relation=Relation.PRODUCT, fence=1, **PASSED)

    assert owners(writer) == [("specialist.roy", "change_of_assessment", 2)]
    late = writer.refused(
        "lock.passed", relation=Relation.PRODUCT, fence=1, **(PASSED | {"holder": OWNER})
    )
    assert late == f"lock number 1 of {PAYER} is over: it is number 2, with specialist.roy"


@pytest.mark.parametrize(
    ("promised", "passes"),
    [
        (("change_of_assessment", "specialist.roy"), True),
        (("litigation", "specialist.roy"), False),
        (("change_of_assessment", "specialist.kay"), False),
    ],
    ids=["to whom it was promised", "to another area", "to somebody else"],
)
def test_a_promise_outlives_a_hand_over_to_a_colleague_and_is_for_whom_it_names(
    writer: Writer, promised: tuple[str, str], passes: bool
) -> None:
    """CSP-T7-S4a, CSP-T1-S2e: the number grew meanwhile; without a promise that is another lock."""
    area, to = promised
    row = lock("psso.kim", "personalised_services", 3, promised_to=to, promised_area=area)
    writer.add(row)
    given = writer.given("lock.passed", relation=Relation.PRODUCT, fence=2, **PASSED)

    assert (fault(given, ACTS["lock.passed"]) is None) is passes


def test_a_lock_is_never_struck_out(writer: Writer) -> None:
    """CSP-T7-S5b: it is released, or given on; a guard that is struck out guards nobody."""
    assert "lock.entered_in_error" not in ACTS
    assert "lock.corrected" not in ACTS


def test_an_international_customer_has_a_record_kept_by_hand(writer: Writer) -> None:
    """CSP-T1-S2m."""
    abroad = ({"customer": PAYER}, {"customer": PAYEE, "international": True})
    writer.write("parties.locked", psso=OWNER, parties=abroad)
    rows = {row.facts.customer: row for row in writer.file.live(PartyFacts)}

    here = {"party": rows[PAYER].id, "kept_in": "record-17", "seen": 1}
    assert "is not international" in writer.refused("party.recorded_by_hand", **here)
    writer.write("party.recorded_by_hand", party=rows[PAYEE].id, kept_in="record-17", seen=1)

    row = writer.file.find(PartyFacts, rows[PAYEE].id)
    assert row
    assert row.facts.kept_in == "record-17"


def test_only_an_associated_customer_may_be_left_alone(writer: Writer) -> None:
    """CSP-T1-S2j, CSP-T1-S2l."""
    writer.write("parties.locked", psso=OWNER, parties=BOTH)
    rows = {row.facts.customer: row.id for row in writer.file.live(PartyFacts)}

    left = {"why": "no_part_in_it", "seen": 1}
    assert "who is contacted" in writer.refused("party.left_alone", party=rows[PAYER], **left)
    writer.write("party.left_alone", party=rows[PAYEE], **left)


@drawn(
    held_by_others=st.sets(st.sampled_from([PAYER, PAYEE])),
    named=st.lists(st.sampled_from([PAYER, PAYEE, "cu-nobody"]), min_size=1, max_size=3),
)
def test_whatever_is_asked_all_are_locked_or_none(
    held_by_others: set[str], named: list[str]
) -> None:
    """CSP-T1-S2c: and nobody is ever held by two cases."""
    writer = Writer()
    for customer in held_by_others:
        locked_elsewhere(writer, customer)
    given = writer.given("parties.locked", psso=OWNER, parties=[{"customer": c} for c in named])
    kind = ACTS["parties.locked"]
    if fault(given, kind) is None:
        writer.file, _ = apply(given, kind)
        assert sorted(named) == [row.facts.customer for row in held(writer.file)]
        assert not held_by_others & set(named)
    assert all(row.told.case == CASE for row in held(writer.file))


class TestChecksBeforeContact:
    """CSP-T4-S1c."""

    def test_nobody_contacts_a_customer_who_behaved_badly_unprepared(self, writer: Writer) -> None:
        incident = writer.write(
            "behaviour.reported",
            sort="threat",
            severity="high",
            customer=PAYER,
            channel="phone",
            recorded_in="CIRT",
        )
        reason = writer.refused("contact.made", customer=PAYER, result="no_answer")
        assert reason.startswith(f"{incident} asks for checks before {PAYER} is contacted")

        writer.write("contact.prepared", customer=PAYER, went_over=(incident,))
        writer.write("contact.made", customer=PAYER, result="no_answer")
        writer.write("contact.made", customer=PAYEE, result="no_answer")

    def test_a_restriction_asks_for_them_and_each_new_incident_does_so_again(
        self, writer: Writer
    ) -> None:
        restriction = writer.write(
            "indicator.set",
            sort="service_restriction",
            customer=PAYER,
            why="write_only",
            review_by="2027-03-01",
        )
        writer.write("contact.prepared", customer=PAYER, went_over=(restriction,))
        writer.write("contact.made", customer=PAYER, result="engaged")
        incident = writer.write(
            "behaviour.reported",
            sort="abuse",
            severity="low",
            customer=PAYER,
            channel="phone",
            recorded_in="CIMS",
        )
        assert incident in writer.refused("contact.made", customer=PAYER, result="engaged")

    def test_a_restriction_that_is_in_force_asks_for_them_although_the_file_does_not_have_it(
        self, writer: Writer
    ) -> None:
        imposed = Restricted("sr-elsewhere.x1", PAYER, "phone")
        writer.file = replace(writer.file, restrictions=(imposed,))

        reason = writer.refused("contact.made", customer=PAYER, result="no_answer")
        assert reason.startswith(f"sr-elsewhere.x1 asks for checks before {PAYER} is contacted")
        assert taken_on(writer.file).restricted

        writer.write("contact.prepared", customer=PAYER, went_over=("sr-elsewhere.x1",))
        writer.write("contact.made", customer=PAYER, result="no_answer")

    def test_nobody_rings_a_customer_who_may_not_ring(self, writer: Writer) -> None:
        """CSP-T3-S4a: in full the channel is shut both ways; in part, or for a day, it is not."""
        shut = Restricted("sr-elsewhere.phone", PAYER, "phone", barred=True)
        in_part = Restricted("sr-elsewhere.writing", PAYER, "writing")
        writer.file = replace(writer.file, restrictions=(in_part, shut))
        both = ("sr-elsewhere.writing", "sr-elsewhere.phone")
        writer.write("contact.prepared", customer=PAYER, went_over=both)

        reason = writer.refused("contact.made", customer=PAYER, result="no_answer")
        assert reason.startswith(f"phone is barred to {PAYER} by sr-elsewhere.phone: reach them")
        writer.write("contact.made", customer=PAYER, channel="writing", result="no_answer")
        writer.write("contact.made", customer=PAYER, direction="in", result="reached")
        writer.write("contact.made", customer=PAYER, result="reached", unprepared="emergency")
        assert barred(writer.file) == [f"phone, {PAYER}, sr-elsewhere.phone"]

    def test_the_case_review_is_gone_over_too(self, writer: Writer) -> None:
        for place, heading in ((1, "referral_reason"), (2, "case_review")):
            writer.write("notepad.filed", heading=heading, place=place)
        restriction = writer.write(
            "indicator.set",
            sort="service_restriction",
            customer=PAYER,
            why="write_only",
            review_by="2027-03-01",
        )
        reason = writer.refused("contact.prepared", customer=PAYER, went_over=(restriction,))
        assert reason == "go over notepad-2 too"

    def test_what_happened_all_the_same_is_written_down_with_why(self, writer: Writer) -> None:
        writer.write(
            "behaviour.reported",
            sort="threat",
            severity="high",
            customer=PAYER,
            channel="phone",
            recorded_in="CIRT",
        )
        writer.write("contact.made", customer=PAYER, result="reached", unprepared="picked_up")
        writer.write("contact.made", customer=PAYER, result="reached", direction="in")
        writer.write(
            "contact.made",
            customer=PAYER,
            result="cut_off",
            relation=Relation.SYSTEM,
            by="telephony",
        )


class TestAnotherCaseOfTheSameCustomer:
    """A file belongs to its customers; a case has its own parties and its own stacking document."""

    def in_another_case(self, writer: Writer) -> None:
        rows = (
            replace(
                row,
                id=f"{ELSEWHERE}.{row.id}",
                told=row.told.model_copy(update={"case": ELSEWHERE}),
            )
            for row in writer.file.rows
        )
        writer.file = replace(writer.file, rows=tuple(rows))

    def test_its_first_notepads_have_their_places_again(self, writer: Writer) -> None:
        """RES-T1-S2c, RES-T1-S2d."""
        writer.write("notepad.filed", heading="referral_reason")
        self.in_another_case(writer)

        writer.write("notepad.filed", heading="referral_reason")
        writer.write("notepad.filed", heading="case_review")

    def test_its_parties_are_its_own(self, writer: Writer) -> None:
        """CSP-T1-S2c."""
        writer.write("party.added", customer=PAYEE, role="payee", since="2026-11-01")
        self.in_another_case(writer)

        writer.write("parties.locked", psso=OWNER, parties=BOTH)

        mine = {row.facts.customer for row in current(writer.file) if row.told.case == CASE}
        assert mine == {PAYER, PAYEE}

    def test_its_plan_has_a_header_of_its_own(self, writer: Writer) -> None:
        """CSP-T1-S2k: the header of an earlier case names another stacking document."""
        writer.write("parties.locked", psso=OWNER, parties=BOTH[:1])
        writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
        head = {
            "plan": "plan-1",
            "stacking_document": "stacking-1",
            "dated": "2026-12-01",
            "segment": "1",
            "source": "ps_referral",
            "main_reason": "unanswered_calls",
        }
        writer.write("plan.headed", seen=1, **head)
        assert plans_headed(Opened(writer.file, NOON, {})) == ()
        plan = writer.file.find(PlanFacts, "plan-1")
        assert plan
        earlier = plan.facts.model_copy(update={"headed_in": ELSEWHERE})
        rows = [replace(r, facts=earlier) if r.id == plan.id else r for r in writer.file.rows]
        writer.file = replace(writer.file, rows=tuple(rows))

        assert plans_headed(Opened(writer.file, NOON, {})) == (
            f"plan-1 of {PAYER} has no header of this case, but of {ELSEWHERE}",
        )
        writer.write("plan.headed", seen=2, **head)
        assert plans_headed(Opened(writer.file, NOON, {})) == ()

    def test_its_first_notepads_are_of_whose_case_it_is(self, writer: Writer) -> None:
        """CSP-T1-S2h, CSP-T1-S2i: what is the other parent's opens no case of this one."""
        reason = writer.refused("notepad.filed", heading="referral_reason", side=PAYEE)
        assert reason == f"the referral reason is of {PAYER}, whose case it is"
        writer.write("notepad.filed", heading="referral_reason", side=PAYER)

        lack = ("no notepad is headed case_review",)
        assert case_review(Opened(writer.file, NOON, {})) == lack
        writer.write("notepad.filed", heading="case_review")
        assert case_review(Opened(writer.file, NOON, {})) == ()
