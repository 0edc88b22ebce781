"""Who may complete what, rule by rule: doors and settles ask these, in this order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import admission
from domain.admission import RULES, Completion, Part, fault_ahead
from domain.calendar import Calendar
from domain.days import AHEAD, PAST_YEAR
from domain.officers import Person
from domain.offices import OFFICES
from domain.roles import Role
from domain.settings import Settings
from domain.sittings import day as day_asked
from domain.sittings import ending, line, sitting, text
from domain.tasks import AnswerType, Question
from domain.times import Times

NOON = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)  # 12:00 in Canberra
DAY = date(2026, 12, 3)
ALWAYS = date(2020, 1, 1)

DECIDE = sitting(
    "decide",
    "Decide",
    (Role.PS_SSM, Role.PS_SM),
    line("CSP-T7-S4a", text("Why?")),
    outcomes={"given": "Yes", "refused": ending("No", reason=True)},
    four_eyes=True,
)
GIVE_WORK = DECIDE.model_copy(
    update={
        "four_eyes": False,
        "asks": {
            "CSP-T7-S4a": Question(
                words="Who takes it?", type=AnswerType.REFERENCE, names=(Role.PSSO,)
            )
        },
    }
)
CHOOSE = DECIDE.model_copy(
    update={
        "asks": {
            "CSP-T7-S4a": Question(
                words="Who decides?", type=AnswerType.REFERENCE, names=(Role.PS_SSM,), another=True
            )
        }
    }
)
AGREE = DECIDE.model_copy(
    update={
        "asks": {
            "CSP-T4-S5a": Question(
                words="When?", type=AnswerType.DATE, agrees="CSP-T4-S5a", required=False
            )
        }
    }
)


def person(name: str = "ssm.ito", role: Role = Role.PS_SSM, **more: Any) -> Person:
    given: dict[str, Any] = {
        "id": name,
        "name": name,
        "team": "north",
        "office": "ACT",
        "zone": ZoneInfo("Australia/Sydney"),
        "roles": ((role.value, ALWAYS, None),),
    }
    return Person(**given | more)


def completion(**changed: Any) -> Completion:
    given: dict[str, Any] = {
        "task": "ps-1.t1",
        "state": "open",
        "role": Role.PS_SSM,
        "kind": DECIDE,
        "officer": person(),
        "opened_at": NOON - timedelta(days=60),
        "occurred_at": NOON,
        "received_at": NOON,
        "times": Times(Calendar(OFFICES["ACT"]), Settings()),
        "outcome": "given",
        "words": {"CSP-T7-S4a": "It is settled."},
    }
    return Completion(**given | changed)


def test_a_completion_that_fits_may_stand() -> None:
    assert admission.fault(completion()) is None


def test_what_an_area_decides_is_done_by_whoever_has_its_delegation() -> None:
    """BG-ROLE-SPEC-f."""
    specialist = person("specialist.roy", Role.SPECIALIST_OFFICER, areas=frozenset({"foi"}))
    work = {"role": Role.SPECIALIST_OFFICER, "officer": specialist}
    privacy = completion(**work, data={"area": "privacy"})
    assert admission.area_is_theirs(privacy) == (
        "it is with privacy; specialist.roy has the delegation of foi"
    )
    assert admission.area_is_theirs(completion(**work, data={"area": "foi"})) is None
    assert admission.area_is_theirs(completion(**work)) is None


@pytest.mark.parametrize(
    ("areas", "reason"),
    [
        (("privacy", "foi"), None),
        (("foi",), "name somebody of privacy; specialist.roy has the delegation of foi"),
    ],
)
def test_what_is_an_areas_goes_to_somebody_with_its_delegation(
    areas: tuple[str, ...], reason: str | None
) -> None:
    """CSP-T7-S4a, BG-ROLE-SPEC-f."""
    given = GIVE_WORK.asks["CSP-T7-S4a"]
    asks = {"CSP-T7-S4a": given.model_copy(update={"names": (Role.SPECIALIST_OFFICER,)})}
    specialist = person("specialist.roy", Role.SPECIALIST_OFFICER, areas=frozenset(areas))
    done = completion(
        kind=GIVE_WORK.model_copy(update={"asks": asks}),
        data={"area": "privacy"},
        answers={"CSP-T7-S4a": "specialist.roy"},
        words={},
        named={"specialist.roy": specialist},
    )
    said = admission.fault(done)
    assert (said and said.removeprefix("CSP-T7-S4a (Who takes it?): ")) == reason


@pytest.mark.parametrize(
    ("officer", "away", "may"),
    [
        ("psso.lin", False, True),
        ("psso.kim", True, True),
        ("psso.kim", False, False),
        ("psso.roy", True, False),
    ],
    ids=["whoever has it", "a stand-in", "a stand-in for nobody away", "a colleague"],
)
def test_what_is_for_whoever_has_the_case_is_done_by_them_or_who_stands_in(
    officer: str, *, away: bool, may: bool
) -> None:
    """CMA-T3-S4b."""
    absences = ((DAY, DAY),) if away else ()
    owner = person("psso.lin", Role.PSSO, delegate="psso.kim", absences=absences)
    reason = admission.not_the_owner(person(officer, Role.PSSO), owner, NOON)

    assert (reason is None) is may
    assert may or reason == (
        "it is for psso.lin, who has the case, or who stands in while they are away"
    )


def test_rules_object_in_their_order_and_the_first_is_the_reason() -> None:
    """An officer who may not do the work at all is not told how to answer it."""
    wrong = completion(
        role=Role.SPECIALIST_OFFICER,
        data={"area": "privacy"},
        officer=person("psso.diaz", Role.PSSO),
        holder=person("ssm.other"),
        parts=(Part("drafted the letter", "psso.diaz"),),
        version="new",
        seen="old",
        opened_at=NOON + timedelta(seconds=1),
        outcome="perhaps",
    )
    for rule, words in zip(
        RULES[1:8],
        (
            "work for",
            "with privacy; psso.diaz has",
            "it is with ssm",
            "drafted",
            "has changed",
            "before",
            "outcome must be",
        ),
        strict=True,
    ):
        assert words in (rule(wrong) or "")

    assert (admission.fault(wrong) or "").startswith("this is work for")


class TestTaskIsOpen:
    @pytest.mark.parametrize("state", ["completed", "withdrawn"])
    def test_work_that_has_ended_is_not_done_again(self, state: str) -> None:
        reason = admission.task_is_open(completion(state=state))

        assert reason == f"task ps-1.t1 is not open: it was {state}"

    def test_does_not_fire_for_open_work(self) -> None:
        assert admission.task_is_open(completion()) is None


class TestRoleIsHeld:
    def test_another_role_does_not_do_the_work(self) -> None:
        reason = admission.role_is_held(completion(officer=person("psso.diaz", Role.PSSO)))

        assert reason == (
            "this is work for the Personalised Services Service Support Manager or Personalised "
            "Services Service Manager; psso.diaz holds no such role on 3 December 2026"
        )

    @pytest.mark.parametrize(
        ("first", "last"),
        [(ALWAYS, date(2026, 12, 2)), (date(2026, 12, 4), None)],
        ids=["ended yesterday", "begins tomorrow"],
    )
    def test_a_role_of_other_days_does_not_count(self, first: date, last: date | None) -> None:
        officer = person(roles=((Role.PS_SSM.value, first, last),))

        assert admission.role_is_held(completion(officer=officer))

    def test_work_is_not_dated_back_to_when_the_role_was_held(self) -> None:
        officer = person(roles=((Role.PS_SSM.value, ALWAYS, date(2026, 12, 2)),))
        then = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)

        assert admission.role_is_held(completion(officer=officer, occurred_at=then))

    def test_work_done_before_the_role_began_does_not_count_either(self) -> None:
        officer = person(roles=((Role.PS_SSM.value, DAY, None),))
        before = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)

        assert admission.role_is_held(completion(officer=officer, occurred_at=before))

    @pytest.mark.parametrize(
        ("first", "last"), [(DAY, None), (ALWAYS, DAY)], ids=["first day", "last day"]
    )
    def test_does_not_fire_on_the_first_and_the_last_day(
        self, first: date, last: date | None
    ) -> None:
        officer = person(roles=((Role.PS_SSM.value, first, last),))

        assert admission.role_is_held(completion(officer=officer)) is None

    def test_the_day_is_that_of_the_officers_own_office(self) -> None:
        """Half past midnight on 3 December in Canberra is still the 2nd in Perth."""
        officer = person(
            zone=ZoneInfo("Australia/Perth"),
            roles=((Role.PS_SSM.value, ALWAYS, date(2026, 12, 2)),),
        )
        at = datetime(2026, 12, 2, 13, 30, tzinfo=UTC)

        assert (
            admission.role_is_held(completion(officer=officer, occurred_at=at, received_at=at))
            is None
        )

    def test_does_not_fire_for_a_further_role_of_the_kind(self) -> None:
        officer = person("sm.kaur", Role.PS_SM)

        assert admission.role_is_held(completion(officer=officer)) is None

    def test_where_the_case_chose_the_role_the_others_do_not_do_it(self) -> None:
        chosen = DECIDE.model_copy(update={"role_chosen": True})
        officer = person("sm.kaur", Role.PS_SM)

        assert admission.role_is_held(completion(officer=officer, kind=chosen))
        assert (
            admission.role_is_held(completion(officer=officer, kind=chosen, role=Role.PS_SM))
            is None
        )


class TestHolderOrDelegate:
    def test_work_that_somebody_holds_is_theirs(self) -> None:
        reason = admission.holder_or_delegate(completion(holder=person("ssm.other")))

        assert reason == ("it is with ssm.other, who can complete it, release it or hand it over")

    @pytest.mark.parametrize(
        "changed",
        [
            {"delegate": "ssm.ito"},
            {"absences": ((DAY, DAY),)},
            {"delegate": "ssm.third", "absences": ((DAY, DAY),)},
            {"delegate": "ssm.ito", "absences": ((date(2026, 12, 4), date(2026, 12, 5)),)},
        ],
        ids=["not away", "no delegate", "another delegate", "away from tomorrow"],
    )
    def test_nobody_else_stands_in(self, changed: dict[str, Any]) -> None:
        holder = person("ssm.other", **changed)

        assert admission.holder_or_delegate(completion(holder=holder))

    @pytest.mark.parametrize(
        "absence",
        [(DAY, date(2026, 12, 9)), (date(2026, 11, 1), DAY)],
        ids=["first day away", "last day away"],
    )
    def test_does_not_fire_for_the_delegate_of_somebody_away(
        self, absence: tuple[date, date]
    ) -> None:
        holder = person("ssm.other", delegate="ssm.ito", absences=(absence,))

        assert admission.holder_or_delegate(completion(holder=holder)) is None

    @pytest.mark.parametrize("holder", [None, person()], ids=["nobody", "the officer"])
    def test_does_not_fire_for_work_of_nobody_or_of_the_officer(
        self, holder: Person | None
    ) -> None:
        assert admission.holder_or_delegate(completion(holder=holder)) is None


class TestFourEyes:
    @pytest.mark.parametrize(
        "did", ["asked for this decision", "drafted the letter", "recommended it"]
    )
    def test_nobody_decides_what_they_had_a_part_in(self, did: str) -> None:
        parts = (Part(did, "psso.diaz"), Part(did, "ssm.ito"))

        reason = admission.four_eyes(completion(parts=parts))

        assert reason == f"ssm.ito {did} and may not decide it; another person must"

    def test_does_not_fire_for_another_person(self) -> None:
        parts = (Part("drafted the letter", "psso.diaz"),)

        assert admission.four_eyes(completion(parts=parts)) is None

    def test_does_not_fire_for_work_that_is_no_decision(self) -> None:
        parts = (Part("drafted the letter", "ssm.ito"),)
        plain = DECIDE.model_copy(update={"four_eyes": False})

        assert admission.four_eyes(completion(parts=parts, kind=plain)) is None


class TestSeenAsItIs:
    @pytest.mark.parametrize(
        ("version", "seen"), [("new", "old"), ("new", None)], ids=["changed", "was not there"]
    )
    def test_what_changed_after_it_was_shown_is_looked_at_again(
        self, version: str, seen: str | None
    ) -> None:
        reason = admission.seen_as_it_is(completion(version=version, seen=seen))

        assert (reason or "").startswith("it has changed since it was shown; look at it again")

    @pytest.mark.parametrize("version", ["new", None], ids=["as shown", "work on nothing else"])
    def test_does_not_fire_for_what_was_shown(self, version: str | None) -> None:
        assert admission.seen_as_it_is(completion(version=version, seen=version)) is None


class TestAnswersFit:
    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"outcome": "perhaps"}, "the outcome must be one of: given, refused"),
            ({"outcome": None}, "the outcome must be one of: given, refused"),
            ({"words": {}}, "CSP-T7-S4a (Why?) is not answered"),
            ({"words": {"CSP-T7-S4a": " "}}, "write at least one word"),
            ({"answers": {"CSP-T7-S3f": True}}, "CSP-T7-S3f is not asked here"),
            ({"outcome": "refused"}, "refused must be given with a reason"),
            (
                {"outcome": "refused", "words": {"CSP-T7-S4a": "x", "reason": " "}},
                "refused must be given with a reason",
            ),
        ],
    )
    def test_what_does_not_fit_is_refused_in_words(
        self, changed: dict[str, Any], words: str
    ) -> None:
        assert words in (admission.answers_fit(completion(**changed)) or "")

    def test_the_agencys_own_questions_are_asked_too(self) -> None:
        asked = {"register": Question(words="In the register?", type=AnswerType.YES_NO)}

        without = admission.answers_fit(completion(checklist=asked))
        answered = completion(checklist=asked, answers={"register": True})

        assert without == "register (In the register?) is not answered"
        assert admission.answers_fit(answered) is None

    def test_does_not_fire_for_a_refusal_with_its_reason(self) -> None:
        given = {"CSP-T7-S4a": "x", "reason": "Too early."}

        assert admission.answers_fit(completion(outcome="refused", words=given)) is None

    def test_a_question_that_is_called_reason_is_an_answer_like_others(self) -> None:
        asked = {"reason": Question(words="Which?", type=AnswerType.CHOICE, choices=("a", "b"))}

        assert (
            admission.answers_fit(completion(checklist=asked, answers={"reason": "c"}))
            == "reason (Which?): choose one of: a, b"
        )


class TestNamedOfficersHoldTheirRoles:
    def named(self, **people: Person) -> Completion:
        return completion(kind=GIVE_WORK, answers={"CSP-T7-S4a": "psso"}, words={}, named=people)

    def test_nobody_is_named_whom_nobody_knows(self) -> None:
        reason = admission.named_officers_hold_their_roles(self.named())

        assert reason == "CSP-T7-S4a (Who takes it?): no officer is known as 'psso'"

    def test_work_is_not_given_to_somebody_without_its_role(self) -> None:
        reason = admission.named_officers_hold_their_roles(self.named(psso=person()))

        assert reason == (
            "CSP-T7-S4a (Who takes it?): ssm.ito is no Personalised Services Service Officer on "
            "3 December 2026"
        )

    def test_does_not_fire_for_an_officer_of_the_role(self) -> None:
        fitting = self.named(psso=person("psso.diaz", Role.PSSO))

        assert admission.named_officers_hold_their_roles(fitting) is None

    def test_does_not_fire_for_a_question_that_names_nobody(self) -> None:
        assert admission.named_officers_hold_their_roles(completion(answers={"x": "psso"})) is None


class TestAnotherIsNamed:
    def named(self, who: Person, **changed: Any) -> Completion:
        answers = {"CSP-T7-S4a": "an.account"}
        named = {"an.account": who}
        return completion(kind=CHOOSE, answers=answers, words={}, named=named, **changed)

    def test_nobody_chooses_themselves_by_whichever_account(self) -> None:
        reason = admission.another_is_named(self.named(person()))

        assert reason == (
            "CSP-T7-S4a (Who decides?): ssm.ito answers this, and must name another person"
        )

    def test_does_not_fire_for_somebody_else(self) -> None:
        assert admission.another_is_named(self.named(person("ssm.other"))) is None

    def test_does_not_fire_where_a_second_person_is_not_asked_for(self) -> None:
        answers = {"CSP-T7-S4a": "ssm.ito"}
        own = completion(kind=GIVE_WORK, answers=answers, named={"ssm.ito": person()})

        assert admission.another_is_named(own) is None


class TestDoneAfterItWasOpened:
    def test_an_act_before_its_work_is_refused_with_both_instants(self) -> None:
        """Dated back, a late acknowledgement was "not late"."""
        opened = completion(opened_at=NOON, occurred_at=NOON - timedelta(seconds=1))

        assert admission.fault(opened) == (
            "it would have been done on 3 December 2026 11:59:59, before this work was opened, on "
            "3 December 2026 12:00:00; say when it was done"
        )

    def test_does_not_fire_for_an_act_that_was_done_in_time_and_is_told_late(self) -> None:
        told = completion(opened_at=NOON, occurred_at=NOON, received_at=NOON + timedelta(days=9))

        assert admission.fault(told) is None


class TestAgreedDatesFit:
    def agreed(self, day: str | None, **changed: Any) -> Completion:
        answers = {"CSP-T4-S5a": day} if day else {}
        return completion(kind=AGREE, answers=answers, words={}, **changed)

    def test_a_date_before_the_act_is_refused(self) -> None:
        reason = admission.agreed_dates_fit(self.agreed("2026-12-01"))

        assert (reason or "").startswith("CSP-T4-S5a (When?): 1 December 2026 does not fit")

    @pytest.mark.parametrize("day", ["2026-12-10", None], ids=["a later day", "none agreed"])
    def test_does_not_fire_for_a_date_that_fits_or_none(self, day: str | None) -> None:
        assert admission.agreed_dates_fit(self.agreed(day)) is None

    def test_it_is_counted_from_the_act_not_from_its_receipt(self) -> None:
        told_later = self.agreed("2026-12-04", received_at=datetime(2026, 12, 9, tzinfo=UTC))

        assert admission.agreed_dates_fit(told_later) is None


class TestOtherDatesCanBeMeant:
    def contacted(self, day: str) -> Completion:
        kind = sitting("tell", "Tell", Role.PSSO, line("CSP-T1-S2j", past_day("When?")))
        return completion(kind=kind, answers={"CSP-T1-S2j": day}, words={})

    @pytest.mark.parametrize("day", ["2026-12-20", "2025-06-01", "1950-01-01"])
    def test_a_day_that_cannot_be_meant_is_refused(self, day: str) -> None:
        reason = admission.other_dates_can_be_meant(self.contacted(day))

        assert "give a date from" in (reason or "")

    def test_does_not_fire_for_a_day_shortly_before_the_act(self) -> None:
        assert admission.other_dates_can_be_meant(self.contacted("2026-11-30")) is None


@pytest.mark.parametrize("day", ["20270125", 20270125, "2027-W04-1", "0001-01-01"])
def test_a_date_is_answered_as_every_reader_reads_it(day: Any) -> None:
    """Taken in another form, the letter that needs it could never be drafted."""
    reason = admission.fault(completion(kind=AGREE, answers={"CSP-T4-S5a": day}, words={}))

    assert (reason or "").startswith("CSP-T4-S5a (When?): this ")


def past_day(words: str) -> Question:
    return day_asked(words, near=PAST_YEAR)


def test_every_rule_says_what_harm_it_prevents() -> None:
    assert all(rule.__doc__ for rule in RULES)
    assert len(set(RULES)) == len(RULES)


def test_every_rule_lets_a_completion_that_fits_pass() -> None:
    fitting = replace(completion(), holder=person())

    assert [rule(fitting) for rule in RULES] == [None] * len(RULES)


class TestAnswersAhead:
    ASKED = sitting(
        "asked",
        "Asked",
        Role.PS_SSM,
        line("CSP-T7-S4a", text("Why?"), on=day_asked("When?", near=AHEAD)),
    )

    def ahead(self, **changed: Any) -> Completion:
        given: dict[str, Any] = {"kind": self.ASKED, "outcome": None, "words": {}}
        return completion(**given | changed)

    def test_some_are_given_and_the_others_are_not_missed(self) -> None:
        assert fault_ahead(self.ahead(answers={"CSP-T7-S4a.on": "2026-12-04"})) is None

    def test_one_is_taken_back(self) -> None:
        assert fault_ahead(self.ahead(answers={"CSP-T7-S4a.on": None})) is None

    @pytest.mark.parametrize(
        ("answers", "reason"),
        [
            ({}, "say what is answered"),
            ({"CSP-T1-S2a": True}, "CSP-T1-S2a is not asked here"),
            ({"CSP-T7-S4a.on": "soon"}, "CSP-T7-S4a.on (When?): this is no date"),
            ({"CSP-T7-S4a.on": "2026-12-01"}, "1 December 2026 cannot be meant"),
        ],
        ids=["none", "not asked", "no day", "over"],
    )
    def test_they_are_held_to_what_the_questions_say(
        self, answers: dict[str, Any], reason: str
    ) -> None:
        assert reason in (fault_ahead(self.ahead(answers=answers)) or "")

    def test_only_whoever_may_do_the_work_gives_them(self) -> None:
        other = self.ahead(answers={"CSP-T7-S4a.on": "2026-12-04"}, officer=person(role=Role.PSSO))
        assert "this is work for the" in (fault_ahead(other) or "")

    def test_a_day_given_ahead_is_judged_by_the_day_on_which_it_was_given(self) -> None:
        given = {"answers": {"CSP-T7-S4a.on": "2026-12-01"}, "words": {"CSP-T7-S4a": "So"}}
        before = {"CSP-T7-S4a.on": NOON - timedelta(days=5)}

        assert "1 December 2026" in (admission.fault(self.ahead(**given)) or "")
        assert admission.fault(self.ahead(**given, ahead=before)) is None
