"""The case file: acts come at any time, are admitted in their settle, and gates read the rows."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from temporalio.client import Client

from activities.messages import open_standalone_task
from database.file import Contact
from database.models import Case, Customer, Task
from database.queries.cases import row_of
from domain.kit_tasks import READ_MESSAGE
from starter.administration.repair import Repairer, Way
from starter.doors.bringing import Bringer
from starter.doors.clock import real_time
from starter.doors.door import Door
from tests.sending import done
from tests.steps.driving import Sessions, Worked
from tests.steps.personalised_services.referring import Refer
from tests.steps.personalised_services.working import (
    NO_LETTER,
    NOT_THEIRS,
    PSSO,
    SECOND_PSSO,
    SSM,
    act,
    contacted,
    nth,
    opted,
)
from tests.workflows.looking import until
from worker.forwarder import Forwarder


async def talk(case: Worked, customer: str) -> None:
    """Speak with the customer."""
    await case.send(
        "contact.made",
        officer=PSSO,
        facts={"customer": customer, "result": "reached", "identity": "confirmed"},
        content={"said": "The payments do not fit the care that I have"},
    )


async def test_an_act_at_any_time_is_one_settle_and_stands_in_the_file(refer: Refer) -> None:
    """CSP-T4-S1a, BG-ROLE-PSSO-a, CSP-T6-S1b."""
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]

    await talk(case, customer)
    await case.send(
        "issue.raised",
        officer=PSSO,
        facts={"about": "care_levels", "raised_in": "contact-2", "parties": [customer]},
        content={"words": "The children are with me four nights"},
    )

    found = await case.json()
    (issue,) = found["file"]["issues"]
    assert (issue["id"], issue["about"], issue["state"], issue["owner"]) == (
        "issue-1",
        "care_levels",
        "open",
        PSSO,
    )
    gate = next(each for each in found["gates"] if each["step"] == "CSP-T6-S1b")
    assert gate["blocked_by"] == ["issue-1, levels of care, is open"]
    names = ("contact_record", "issue_list")
    left = [
        (r["system"], r["name"], r["data"])
        for r in found["records"]
        if "file-" in r["id"] and r["name"] in names and r["data"].get("result") != "voicemail"
    ]
    assert sorted(left, key=lambda each: each[1]) == [
        (
            "Cuba",
            "contact_record",
            {
                "customer": customer,
                "direction": "out",
                "channel": "phone",
                "result": "reached",
                "identity": "confirmed",
                "purpose": "service",
                "said": "The payments do not fit the care that I have",
            },
        ),
        ("Cuba", "issue_list", {"about": "care_levels", "area": None}),
    ]
    lines = [line["data"]["row"] for line in found["timeline"] if "row" in line["data"]]
    assert lines[-2:] == ["contact-2", "issue-1"]


async def test_an_act_that_the_rules_refuse_leaves_its_reason_and_no_row(refer: Refer) -> None:
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]

    await case.send(
        "issue.raised",
        officer=PSSO,
        facts={"about": "care_levels", "raised_in": "contact-9", "parties": [customer]},
        expect="there is no contact-9 in this file",
    )
    await case.send(
        "indicator.set",
        officer=SECOND_PSSO,
        facts={
            "sort": "sensitive_issue",
            "customer": customer,
            "why": "vulnerable",
            "review_by": "2027-03-01",
        },
        expect="indicator.set is not for somebody who has nothing of this customer's",
    )

    file = (await case.json())["file"]
    assert file["issues"] == []
    assert [row["sort"] for row in file["indicators"]] == ["special_recovery_condition"]


async def test_a_change_by_somebody_who_saw_an_older_version_is_refused(
    refer: Refer, sessions: Sessions
) -> None:
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    await talk(case, customer)
    raised = {"sort": "ps_followup", "to": PSSO, "customer": customer}
    await case.send("intray.raised", officer=PSSO, facts=raised)
    close = {"intray": "intray-1", "why": "dealt_with"}
    await case.send("intray.closed", officer=PSSO, facts=close | {"seen": 1})
    await case.send(
        "intray.closed",
        officer=PSSO,
        facts=close | {"seen": 1},
        expect="intray-1 was changed since version 1 was shown, by psso.diaz on 4 January 2027",
    )

    (intray,) = (await case.json())["file"]["intrays"]
    assert (intray["closed"], intray["version"]) == ("dealt_with", 2)
    async with sessions() as db:
        raised, closed = (await row_of(db, case.ref, "intray-1"))["versions"]
    assert (raised["act"], raised["changed"]) == ("intray.raised", {})
    assert (closed["by"], closed["words"]) == (PSSO, ["closed from nothing to dealt_with"])


async def test_a_completion_carries_the_acts_of_its_sitting_all_of_them_or_none(
    refer: Refer,
) -> None:
    """CSP-T4-S1a, BG-ROLE-PSSO-a: one sitting, one message; nobody types an issue twice."""
    case = await refer("CSP-T4-S1a")
    before = await case.json()
    acts = contacted(before)
    lost = act("issue.raised", about="income", parties=[before["customer"]], raised_in="contact-99")

    await case.complete(
        "CSP-T4-S1a",
        PSSO,
        outcome="made",
        acts=[*acts, lost],
        expect=f"act {len(acts) + 1}, issue.raised: there is no contact-99 in this file",
    )
    assert (await case.json())["file"] == before["file"]

    await case.complete("CSP-T4-S1a", PSSO, outcome="made", acts=acts)

    found = await case.json()
    (issue,) = found["file"]["issues"]
    assert (issue["raised_in"], issue["by"]) == (nth(before, "contact"), PSSO)
    (done,) = [task for task in found["tasks"] if task["state"] == "completed"][-1:]
    assert done["step"] == "CSP-T4-S1a"
    left = {r["name"] for r in found["records"] if ".file-" in r["id"]}
    assert left >= {"contact_record", "issue_list", "ps_followup_intray", "commitment"}


async def test_answers_are_given_ahead_each_on_its_day_and_a_completion_needs_the_rest(
    refer: Refer,
) -> None:
    """CSP-T5-S4b: kept with who, held to what the questions say."""
    case = await refer("CSP-T5-S3a")
    ahead, simple = ("CSP-T5-S4b.simple",), "CSP-T5-S4b.simple"
    rest = {key: answer for key, answer in NO_LETTER.items() if key not in ahead}

    await case.progress("CSP-T5-S3a", PSSO, answers={key: NO_LETTER[key] for key in ahead})
    await case.progress("CSP-T5-S3a", PSSO, answers={simple: "soon"}, expect="true or false")
    await case.progress("CSP-T5-S3a", SSM, answers={simple: False}, expect=NOT_THEIRS)

    shown = await case.office.task(case.ref, "CSP-T5-S3a")
    assert shown.state == "open"
    assert {key: (kept["answer"], kept["by"]) for key, kept in shown.ahead.items()} == {
        key: (NO_LETTER[key], PSSO) for key in ahead
    }

    acts = opted(await case.json())
    await case.complete("CSP-T5-S3a", PSSO, outcome="no_letter", answers=rest, acts=acts)

    done = next(t for t in (await case.json())["tasks"] if t["id"] == shown.id)
    assert (done["state"], done["outcome"]) == ("completed", "no_letter")
    left = {r["name"]: r["data"] for r in (await case.json())["records"]}
    assert left["letter_left_out"] == {"reason": NO_LETTER["CSP-T5-S4b"], "simple_issue": True}


async def test_acts_of_a_completion_that_a_case_is_told_again_are_written_once(
    refer: Refer, door: Door, sessions: Sessions, client: Client
) -> None:
    """They stand with the check; here the case is lost before it has settled what follows."""
    case = await refer("CSP-T4-S1a")
    task = await case.task("CSP-T4-S1a")
    following = f"{case.ref}.t{int(task.rpartition('.t')[2]) + 1}"
    async with sessions.begin() as db:
        open_standalone_task(
            db, READ_MESSAGE, task=following, case=None, customer=None, at=door.now(), data={}
        )
    acts = contacted(await case.json())

    told = await door.send(done(task, PSSO, outcome="made", acts=acts))

    async def stopped() -> bool:
        async with sessions() as db:
            return (await db.get_one(Case, case.ref)).stopped is not None

    await until(stopped, "the settle that follows is refused")
    assert (await door.receipt(told.source, told.id)).status is None
    await client.get_workflow_handle(case.ref).terminate("lost")
    async with sessions.begin() as db:
        (await db.get_one(Task, following)).id = f"{case.ref}.out-of-the-way"
    repairer = Repairer(sessions, client, actor="op", known_by="a test", clock=real_time)
    plan = await repairer.plan(case.ref)
    assert plan.way is Way.RESUME
    assert (await repairer.carry_out(plan)).back

    await Forwarder(sessions, Bringer(sessions, client), age=timedelta(0)).forward()

    await case.office.rest.come()
    assert (await door.receipt(told.source, told.id)).status == "applied"
    async with sessions() as db:
        mine = select(Contact).where(Contact.case == case.ref).order_by(Contact.number)
        contacts = list(await db.scalars(mine))
        ended = await db.get_one(Task, task)
    assert [row.number for row in contacts] == [1, 2]
    assert ended.state == "completed"


async def promised(case: Worked, customer: str) -> dict[str, Any]:
    """Have the customer promise something in a first talk, and keep it in a second."""
    await talk(case, customer)
    promise = {"who": customer, "whom": PSSO, "what": "send_payslips", "made_in": "contact-2"}
    await case.send("commitment.made", officer=PSSO, facts=promise | {"by_day": "2027-01-20"})
    await talk(case, customer)
    kept = {"commitment": "commitment-1", "shown_by": "contact-3", "seen": 1}
    await case.send("commitment.kept", officer=PSSO, facts=kept)
    return await date_of(case)


async def date_of(case: Worked) -> dict[str, Any]:
    """Return the date of the promise."""
    (date,) = [
        each
        for each in (await case.json())["deadlines"]
        if each["id"] == f"{case.ref}.commitment-1"
    ]
    return dict(date)


async def test_what_stood_on_a_row_that_was_put_right_is_open_again_and_the_rest_is_asked(
    refer: Refer, sessions: Sessions
) -> None:
    """CB-CORRECT: a date is armed again, another system told, and each thing that refers judged."""
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    assert (await promised(case, customer))["state"] == "met"

    wrong = {"row": "contact-3", "why": "wrong_call", "seen": 1}
    await case.send("contact.entered_in_error", officer=PSSO, facts=wrong)

    found = await case.json()
    (commitment,) = found["file"]["commitments"]
    assert (commitment["state"], commitment["kept_by"]) == ("open", None)
    assert (await date_of(case))["state"] == "armed"
    told = [record["data"] for record in found["records"] if record["name"] == "correction"]
    assert [(each["row"], each["record"]) for each in told] == [("contact-3", "contact_record")]

    right = {"row": "contact-2", "right": {"purpose": "review"}, "why": "misheard", "seen": 1}
    await case.send("contact.corrected", officer=PSSO, facts=right)
    work, asked = await case.task("CB-CORRECT"), "CB-CORRECT.commitment-1"
    await case.complete(work, PSSO, expect=f"{asked} (commitment-1 refers to contact-2")
    put_right = {asked: "put_right"}
    await case.complete(work, PSSO, answers=put_right, expect="commitment-1 is as it was")
    later = {"by_day": "2027-01-25"}
    moved = {"row": "commitment-1", "right": later, "why": "misheard"}
    seen = (await case.json())["file"]["commitments"][0]["version"]
    await case.send("commitment.corrected", officer=PSSO, facts=moved | {"seen": seen})
    await case.complete(work, PSSO, answers=put_right)

    assert (await date_of(case))["due_on"] == "2027-01-25"
    async with sessions() as db:
        done = await db.get_one(Task, work)
    assert (done.state, done.answers) == ("completed", put_right)


async def test_what_would_open_a_gate_of_ones_own_request_waits_for_a_second_person(
    refer: Refer,
) -> None:
    """CSP-T6-S3d: until then the promise stands, its date is armed, and the gate is blocked."""
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    await talk(case, customer)
    promise = {"who": customer, "whom": PSSO, "what": "send_payslips", "made_in": "contact-2"}
    await case.send("commitment.made", officer=PSSO, facts=promise | {"by_day": "2027-01-20"})
    strike = {"row": "commitment-1", "why": "wrong_case", "seen": 1}
    await case.send("commitment.entered_in_error", officer=PSSO, facts=strike)

    found = await case.json()
    (correction,) = found["file"]["corrections"]
    assert (correction["state"], correction["opens"]) == ("pending", ["CSP-T6-S1a"])
    assert (await date_of(case))["state"] == "armed"
    confirm = {"correction": correction["id"], "seen": 1}
    send = partial(case.send, "correction.confirmed", facts=confirm)
    work = await case.task("CB-CORRECT")
    await send(officer=PSSO, expect=f"{PSSO} asked for correction-1: another person confirms it")
    await case.complete(work, SSM, expect="is neither confirmed nor refused")
    await send(officer=SSM)

    found = await case.json()
    assert found["file"]["commitments"][0]["entered_in_error"]
    assert (await date_of(case))["state"] == "withdrawn"
    assert next(task for task in found["tasks"] if task["id"] == work)["state"] == "withdrawn"


async def test_a_row_that_was_filed_with_another_customer_goes_there_and_leaves_an_incident(
    refer: Refer, sessions: Sessions
) -> None:
    """CB-SECURITY: its record had left; its number stays its own, wherever it is."""
    case = await refer("CSP-T4-S1a")
    customer = (await case.json())["customer"]
    async with sessions.begin() as db:
        db.add(Customer(id=f"{customer}-other", name="O. Ther", programme="child_support"))
    await talk(case, customer)

    move = {"row": "contact-2", "to": f"{customer}-other", "why": "wrong_customer", "seen": 1}
    await case.send("contact.moved", officer=PSSO, facts=move)
    await talk(case, customer)

    found = await case.json()
    _, stub, mine = found["file"]["contacts"]
    assert (stub["entered_in_error"], stub["moved_to"], mine["id"]) == (
        True,
        "contact-3",
        "contact-4",
    )
    async with sessions() as db:
        there = await db.get_one(Contact, f"{case.ref}.contact-3")
        incident = await db.get_one(Task, await case.task("CB-SECURITY"))
    assert (there.side, there.customers) == (f"{customer}-other", [f"{customer}-other"])
    assert there.words == {"said": "The payments do not fit the care that I have"}
    assert incident.kind == "report_privacy_incident"
    assert len(incident.data["records"]) == 1
