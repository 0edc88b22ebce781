"""A plan's header and its versions: who may approve which, and what an approval says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.file.acts import Relation
from domain.file.plan_versions import VersionFacts, in_force, whose_versions
from domain.file.plans import plan_of
from domain.needs import Opened
from domain.personalised_services.specialists import not_recommended
from tests.domain.file.writing import NOON, OWNER, PAYEE, PAYER, Writer

SSM = "ps_ssm.ito"


@pytest.fixture
def writer() -> Writer:
    """A file with a plan of the payer, and an issue that it serves."""
    writer = Writer()
    writer.issue()
    writer.write("plan.opened", sort="cmp", customer=PAYER, start="2026-12-01")
    return writer


def draft(writer: Writer, state: str = "open") -> str:
    action = {"id": "a-1", "serves": "issue-1", "who": OWNER, "what": "call", "state": state}
    strategy = {"id": "s-1", "serves": "issue-1", "what": "one_contact"}
    return writer.write("plan.changed", plan="plan-1", strategies=(strategy,), actions=(action,))


def submitted(writer: Writer) -> dict[str, Any]:
    """Submit a draft; return what whoever decides names of it."""
    version = draft(writer)
    writer.write("plan.submitted", version=version, seen=writer.version(version))
    row = writer.file.find(VersionFacts, version)
    assert row
    return {"version": version, "sha256": row.facts.sha256, "seen": row.version}


def decided(writer: Writer, type_: str, **given: Any) -> str:
    return writer.write(type_, by=SSM, relation=Relation.APPROVER, **given)


def test_the_header_says_where_the_stacking_document_is_and_of_which_day(writer: Writer) -> None:
    """CSP-T1-S2k."""
    writer.write(
        "plan.headed",
        plan="plan-1",
        seen=1,
        stacking_document="stacking-1",
        dated="2026-12-01",
        segment="1",
        source="ps_referral",
        main_reason="unanswered_calls",
    )

    plan = plan_of(writer.file, PAYER)
    assert plan
    assert (plan.facts.stacking_document, plan.facts.segment) == ("stacking-1", "1")
    assert plan_of(writer.file, PAYEE) is None


def test_an_approval_names_the_version_and_what_it_says(writer: Writer) -> None:
    """CSP-T2-S4."""
    version = submitted(writer)
    other = version | {"sha256": "0" * 64}
    assert "says something else" in writer.refused(
        "plan.approved", by=SSM, relation=Relation.APPROVER, **other
    )

    decided(writer, "plan.approved", **version)

    row = in_force("plan-1", writer.file)
    assert row
    assert (row.id, row.facts.decided_by) == (version["version"], SSM)


@pytest.mark.parametrize("by", [OWNER])
def test_nobody_approves_a_plan_of_which_they_wrote_a_version(writer: Writer, by: str) -> None:
    """CSP-T2-S4."""
    version = submitted(writer)
    reason = writer.refused("plan.approved", by=by, relation=Relation.APPROVER, **version)
    assert reason == f"{by} wrote a version of this plan: another person approves it"


def test_a_version_that_comes_back_is_written_anew_and_keeps_its_actions(writer: Writer) -> None:
    """CSP-T2-S3, CSP-T2-S4: the ids of actions stay, and the one in force holds until then."""
    first = submitted(writer)
    decided(writer, "plan.approved", **first)
    second = submitted(writer)
    decided(writer, "plan.returned", **second)
    holds = in_force("plan-1", writer.file)
    assert holds
    assert holds.id == first["version"]

    reason = writer.refused("plan.changed", plan="plan-1", strategies=(), actions=())
    assert reason == "say of s-1, a-1 whether it is carried, done or dropped"
    third = submitted(writer)
    decided(writer, "plan.approved", **third)

    holds = in_force("plan-1", writer.file)
    states = [row.facts.state for row in writer.file.live(VersionFacts)]
    assert holds
    assert holds.id == third["version"]
    assert states == ["replaced", "returned", "approved"]


def test_what_nobody_submitted_is_not_approved(writer: Writer) -> None:
    """CSP-T2-S4."""
    version = draft(writer)
    row = writer.file.find(VersionFacts, version)
    assert row
    reason = writer.refused(
        "plan.approved",
        by=SSM,
        relation=Relation.APPROVER,
        version=version,
        sha256=row.facts.sha256,
        seen=1,
    )
    assert reason == f"{version} is draft: only a version that was submitted is decided on"


def test_a_recommendation_rests_on_the_zone_and_is_of_its_day(writer: Writer) -> None:
    """BG-ROLE-PSSO-g: one that was made before it was asked for is none."""
    asked: dict[str, Any] = {"plan": "plan-1", "recommended": "go_on"}
    reason = writer.refused("plan.consulted_on", consulted=("care_team",), seen=1, **asked)
    assert reason == "say who was consulted, the service zone (zone) among them"
    later = NOON + timedelta(days=1)
    lacks = ("nobody was consulted on plan-1: plan.consulted_on, the zone among them",)
    writer.write("plan.consulted_on", consulted=("zone",), seen=1, **asked)
    assert not_recommended(Opened(writer.file, NOON)) == ()
    assert not_recommended(Opened(writer.file, later)) == lacks
    assert not_recommended(Opened(writer.file, later, {"plan": "plan-1"})) == lacks
    writer.write("plan.ended", plan="plan-1", why="left", seen=2)
    assert not_recommended(Opened(writer.file, later, {"plan": "plan-1"})) == ()


def test_of_whom_a_version_is_another_case_does_not_say(writer: Writer) -> None:
    """CSP-T3-S12a, A18: a plan of a case that shows its versions may be out of sight."""
    version = draft(writer)
    assert whose_versions(writer.file) == {version: PAYER}

    seen_from = replace(writer.file, case="ps-bbbbbbbbbb")
    assert whose_versions(seen_from) == {}
    without = tuple(row for row in writer.file.rows if row.facts.kind != "plan")
    assert whose_versions(replace(writer.file, rows=without)) == {}
