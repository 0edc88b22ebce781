"""What has come to a case, before it is judged, tried without a server."""

from activities.carried import Inbox
from domain.messages import CaseWithdrawn, CustomerReplied, Envelope
from tests.workflows.memories import PLAYED
from workflows.inbox import CROWD, Intake

KNOWN = {kind.name: kind for kind in (CaseWithdrawn, CustomerReplied)}


def claims(first: int, last: int, type_: str = "case.withdrawn") -> list[Envelope]:
    """Return messages that say they are the product's own."""
    return [
        Envelope(id=f"m{number}", type=type_, source="cli", occurred_at=PLAYED)
        for number in range(first, last)
    ]


def test_few_claims_are_left_to_their_own_checks() -> None:
    inbox = Inbox(arrived=claims(0, CROWD))

    assert Intake(inbox, KNOWN).crowd() == []


def test_what_anybody_may_say_is_no_claim() -> None:
    inbox = Inbox(arrived=claims(0, 2 * CROWD, "customer.replied"))

    assert Intake(inbox, KNOWN).crowd() == []


def test_a_crowd_is_looked_at_once_however_many_more_come() -> None:
    """Two crowds that take turns would cost a settle for each of their messages."""
    inbox = Inbox(arrived=claims(0, CROWD + 5))
    intake = Intake(inbox, KNOWN)
    first = intake.crowd()
    intake.sift(first, ())
    inbox.arrived += claims(100, 100 + CROWD + 5)
    second = intake.crowd()
    intake.sift(second, ())

    assert (len(first), len(second)) == (CROWD + 5, CROWD + 5)
    assert {each.digest for each in first}.isdisjoint(each.digest for each in second)
    assert intake.crowd() == []


def test_what_a_settle_turned_away_is_gone_and_the_rest_stays_in_its_order() -> None:
    inbox = Inbox(arrived=claims(0, CROWD + 5))
    intake = Intake(inbox, KNOWN)
    crowd = intake.crowd()

    intake.sift(crowd, {each.digest for each in crowd[:-2]})

    assert [message.id for message in inbox.arrived] == [f"m{CROWD + 3}", f"m{CROWD + 4}"]
