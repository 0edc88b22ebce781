"""What others decide or do: specialists, and whoever a customer is referred to."""

from typing import Any

import pytest

from domain.file import referrals, social_work, specialists, tellings
from domain.file.acts import Relation
from domain.file.closing import IssueState
from domain.file.rows import File
from tests.domain.file.writing import OWNER, PAYEE, PAYER, SPECIALIST, Writer, issue_state


class TestSpecialists:
    def test_the_psso_never_decides_for_a_specialist(self, writer: Writer) -> None:
        """BG-ROLE-PSSO-f."""
        issue = writer.issue("objection")
        reason = writer.refused(
            "issue.decided",
            issues=(issue,),
            result="agreed",
            delegation="d-12",
            in_force_from="2026-12-01",
        )
        assert reason == "issue-1 is with objections, whose officer has the delegation"

    def test_a_specialist_decides_after_the_psso_was_consulted(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-b: before acting; BG-ROLE-SPEC-c: and before telling, whoever tells."""
        issue = writer.issue("objection")
        by = {"by": SPECIALIST, "relation": Relation.SPECIALIST}
        made = {"result": "agreed", "delegation": "d-12", "in_force_from": "2026-12-01"}
        reason = writer.refused("issue.decided", issues=(issue,), **made, **by)
        assert "the PSSO was not consulted on issue-1 before acting" in reason

        writer.consult(issue)
        decision = writer.decision(issue, **by)
        telling = {"decision": decision, "party": PAYER, "rests_on": writer.talk()}
        for who in (by, {}):
            reason = writer.refused("decision.told", **telling, **who)
            assert reason == "the PSSO was not consulted on issue-1 before telling the customer"

        writer.consult(issue, before="telling", told_how="by_the_specialist")
        reason = writer.refused("decision.told", **telling)
        assert reason == "it was agreed that the specialist tells of issue-1"
        writer.write("decision.told", **telling, **by)
        assert tellings.tellings_due(writer.file) == ()
        writer.closed(issue, outcome="resolved", on=decision)
        assert issue_state(writer.file, issue) is IssueState.CLOSED

    def test_no_area_decides_tells_or_ends_what_another_one_has(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-a, BG-ROLE-SPEC-f: the delegation is of the area, and never moves."""
        issue = writer.issue("objection")
        writer.consult(issue)
        made = {"issues": (issue,), "result": "agreed", "delegation": "d-12"}
        made |= {"in_force_from": "2026-12-01"}
        other: dict[str, Any] = {"by": SPECIALIST, "relation": Relation.SPECIALIST}
        for areas, said in (({"privacy", "foi"}, "foi, privacy"), (set[str](), "no area")):
            reason = writer.refused("issue.decided", **made, **other, areas=frozenset(areas))
            assert reason == (
                f"issue-1 is with objections; specialist.roy has the delegation of {said}"
            )
        other["areas"] = frozenset({"privacy"})
        decision = writer.decision(issue, **other | {"areas": frozenset({"objections"})})
        writer.consult(issue, before="telling", told_how="together")
        theirs = "issue-1 is with objections; specialist.roy has the delegation of privacy"
        telling = {"decision": decision, "party": PAYER, "rests_on": writer.talk()}
        assert writer.refused("decision.told", **telling, **other) == theirs
        aside = {"decision": decision, "why": "reviewed", "seen": 1}
        assert writer.refused("decision.set_aside", **aside, **other) == theirs
        owners = "issue-1 is with objections, whose officer has the delegation"
        assert writer.refused("decision.set_aside", **aside) == owners
        seen = writer.version(issue)
        ending = {"issue": issue, "seen": seen}
        on = {"outcome": "resolved", "on": decision}
        assert writer.refused("issue.closed", **ending, **on, **other) == theirs
        assert writer.refused("issue.handed_on", to="objections", **ending, **other) == theirs

    def test_a_consultation_is_of_two_and_the_psso_says_that_it_was(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-b: nobody consults themselves, and no specialist says it alone."""
        issue = writer.issue("objection")
        talk = {"issue": issue, "before": "acting"}
        reason = writer.refused("psso.consulted", specialist=OWNER, **talk)
        assert reason == "psso.lin has the customer: name the specialist who decides"
        reason = writer.refused(
            "psso.consulted",
            specialist=SPECIALIST,
            by=SPECIALIST,
            relation=Relation.SPECIALIST,
            **talk,
        )
        assert reason == "psso.consulted is not for a specialist of the file"

    @pytest.mark.parametrize(
        ("told_how", "reason"),
        [
            (None, "say how the customer will be told: told_how"),
            ("together", "no decision on issue-1 stands that anybody could be told of"),
        ],
    )
    def test_how_a_decision_is_told_is_agreed_once_there_is_one(
        self, writer: Writer, told_how: str | None, reason: str
    ) -> None:
        """BG-ROLE-PSSO-e."""
        issue = writer.issue("objection")
        agree = {"issue": issue, "before": "telling", "specialist": SPECIALIST}
        assert writer.refused("psso.consulted", told_how=told_how, **agree) == reason

    def test_what_no_area_decides_has_no_likely_outcome_of_theirs(self, writer: Writer) -> None:
        """CSP-T5-S3b."""
        common, special = writer.issue(), writer.issue("objection")
        assert specialists.undiscussed(writer.file) == (special,)
        asked = {"specialist": SPECIALIST}
        reason = writer.refused("outcomes.discussed", issue=common, **asked)
        assert reason == "issue-1 is with no specialist area"
        writer.write("outcomes.discussed", issue=special, with_customer=True, **asked)
        assert specialists.undiscussed(writer.file) == ()

    def test_mail_that_came_back_makes_telling_due_again(self, writer: Writer) -> None:
        decision = writer.decision(writer.issue())
        telling = writer.told_of(decision)
        row = writer.file.find(tellings.TellingFacts, telling)
        assert row
        assert tellings.tellings_due(writer.file) == ()
        returned = row.facts.model_copy(update={"returned": True})
        writer.file = File(
            writer.file.case,
            writer.file.sides,
            writer.file.now,
            writer.file.today,
            tuple(
                type(r)(r.id, r.told, returned if r is row else r.facts) for r in writer.file.rows
            ),
        )
        assert [due.party for due in tellings.tellings_due(writer.file)] == [PAYER]


SOCIAL = {"to": "social_work", "sort": "organisation", "party": PAYER}


class TestReferrals:
    def considered(self, writer: Writer) -> str:
        return writer.write("referral.considered", **SOCIAL)

    def discussed(self, writer: Writer, referral: str, *, agreed: bool) -> None:
        writer.write(
            "referral.discussed",
            referral=referral,
            agreed=agreed,
            seen=1,
            by="ps_ssm.ito",
            relation=Relation.APPROVER,
        )

    def test_social_work_goes_past_the_ssm(self, writer: Writer) -> None:
        """CSP-T4-S5f: considered, discussed, and only then made; wherever it is referred."""
        reason = writer.refused("referral.made", **SOCIAL)
        assert reason.startswith("discuss it with the SSM first: referral.considered, in the cust")
        referral = self.considered(writer)
        reason = writer.refused("referral.made", discussed=referral, **SOCIAL)
        assert reason == "referral-1 is considered: only what the SSM agreed to is made"
        assert writer.refused("referral.considered", **SOCIAL) == "referral-1 is considered already"

        self.discussed(writer, referral, agreed=True)
        assert referrals.made(writer.file) == ()
        made = writer.write("referral.made", discussed=referral, answer_due="2026-12-15", **SOCIAL)
        assert made == referral
        assert [row.id for row in referrals.unanswered(writer.file)] == [referral]
        assert social_work.undecided(writer.file) == ()

    @pytest.mark.parametrize("sort", ["organisation", "area", "procedure"])
    @pytest.mark.parametrize("relation", list(Relation))
    def test_none_makes_it_without_the_ssm(
        self, writer: Writer, sort: str, relation: Relation
    ) -> None:
        """CSP-T4-S5f: whoever they are, also a case, and whatever it is called."""
        given: Any = SOCIAL | {"sort": sort, "relation": relation}
        assert writer.refused("referral.made", **given)
        for name in ("social_worker", "Social_Work_service", "social-work"):
            assert writer.refused("referral.made", **given | {"to": name})

    def test_no_putting_right_makes_it_go_past_the_ssm(self, writer: Writer) -> None:
        """CSP-T4-S5f: neither what was made, nor what the SSM has not said, nor for whom."""
        made = writer.write("referral.made", to="legal_aid", sort="organisation", party=PAYER)
        fault = "is put right by the acts of a referral alone: enter it in error"
        right: dict[str, Any] = {"row": made, "why": "typing", "seen": 1}
        for wrong in ({"to": "social_work"}, {"to": "social_worker"}, {"agreed": True}):
            assert fault in writer.refused("referral.corrected", right=wrong, **right)
        writer.write("referral.corrected", right={"to": "community_legal_centre"}, **right)

        right["row"] = self.considered(writer)
        for wrong in ({"agreed": True}, {"made_on": "2026-12-01"}, {"to": "legal_aid"}):
            assert fault in writer.refused("referral.corrected", right=wrong, **right)
        moved = {name: right[name] for name in ("row", "why", "seen")}
        assert fault in writer.refused("referral.moved", to=PAYEE, **moved)

    def test_what_is_only_considered_ends_no_issue(self, writer: Writer) -> None:
        """CSP-T4-S5f: the customer was pointed to nobody yet."""
        issue = writer.issue()
        referral = writer.write("referral.considered", issues=(issue,), **SOCIAL)
        reason = writer.refused(
            "issue.closed", issue=issue, outcome="outside_agency", on=referral, seen=1
        )
        assert reason == "referral-1 is not made"

    def test_whoever_considers_it_does_not_agree_to_it(self, writer: Writer) -> None:
        """CSP-T4-S5f."""
        referral = self.considered(writer)
        reason = writer.refused("referral.discussed", referral=referral, agreed=True, seen=1)
        assert reason == "referral-1 was considered by psso.lin: another person must discuss it"

    def test_what_the_ssm_did_not_agree_to_is_not_made(self, writer: Writer) -> None:
        """CSP-T4-S5f."""
        referral = self.considered(writer)
        self.discussed(writer, referral, agreed=False)
        reason = writer.refused("referral.made", discussed=referral, **SOCIAL)
        assert reason == "referral-1 is not agreed: only what the SSM agreed to is made"

    def test_a_customer_may_not_want_what_was_agreed(self, writer: Writer) -> None:
        referral = self.considered(writer)
        self.discussed(writer, referral, agreed=True)
        reason = writer.refused("referral.answered", referral=referral, answer="answered", seen=2)
        assert reason == "referral-1 is not made yet"
        writer.write("referral.answered", referral=referral, answer="refused_by_customer", seen=2)
        assert social_work.undecided(writer.file) == ()

    def test_what_needs_nobodys_yes_is_made(self, writer: Writer) -> None:
        legal_aid = SOCIAL | {"to": "legal_aid"}
        reason = writer.refused("referral.considered", **legal_aid)
        assert reason == "a referral to legal_aid needs no SSM: make it"

    def test_an_area_that_there_is_not_gets_nothing(self, writer: Writer) -> None:
        """BG-ROLE-SPEC-a."""
        refer = {"sort": "area", "party": PAYER}
        reason = writer.refused("referral.made", to="weather_office", **refer)
        assert reason.startswith("there is no area weather_office; choose one of: assessment_serv")
        writer.write("referral.made", to="participation_solutions_team", **refer)

    def test_what_was_accepted_is_not_answered_yet(self, writer: Writer) -> None:
        referral = writer.write("referral.made", to="legal_aid", sort="organisation", party=PAYER)
        writer.write("referral.answered", referral=referral, answer="accepted", seen=1)
        writer.write("referral.answered", referral=referral, answer="answered", seen=2)
        reason = writer.refused("referral.answered", referral=referral, answer="answered", seen=3)
        assert reason == "referral-1 is over: answered"
