"""Discussions of two officers: told by one of them, confirmed by the other."""

from typing import Any

from domain.file.acts import left_by
from domain.file.catalogue import ACTS
from domain.file.discussions import DiscussionFacts
from tests.domain.file.writing import NOON, OWNER, Writer

SSM = "ps_ssm.ito"
HELD: dict[str, Any] = {"about": "segment_3", "other": SSM, "agreed": "recommend"}


def test_a_discussion_counts_once_the_other_of_the_two_has_said_so(writer: Writer) -> None:
    """CSP-T8-S1d: who told of it does not bear themselves out, and nobody else does."""
    held = writer.write("discussion.held", **HELD)
    both = {"discussion": held, "seen": 1}
    for by in (OWNER, "ps_ssm.wu"):
        reason = writer.refused("discussion.confirmed", **both, by=by)
        assert reason == f"{held} was with {SSM}: they say whether it was so"
    writer.write("discussion.confirmed", **both, by=SSM)

    row = writer.file.find(DiscussionFacts, held)
    assert row
    assert row.facts.confirmed_at == NOON
    again = writer.refused("discussion.confirmed", **both | {"seen": 2}, by=SSM)
    assert again == f"{held} is confirmed already"


def test_nobody_discusses_with_themselves(writer: Writer) -> None:
    """CSP-T8-S1d."""
    reason = writer.refused("discussion.held", **HELD, by=SSM)
    assert reason == "name the other of the two"


def test_the_record_of_a_recommendation_names_both_and_what_they_agreed(writer: Writer) -> None:
    """CSP-T8-S1d: it is left as the SSM confirms; of a review its own completion leaves one."""
    writer.write("discussion.held", **HELD)
    writer.write("discussion.held", **HELD | {"about": "segment_3_review"})
    kind = ACTS["discussion.confirmed"]
    given = [
        writer.given(kind.of.name, discussion=f"discussion-{number}", seen=1, by=SSM)
        for number in (1, 2)
    ]
    left = [[data for _, data in left_by(each, kind, {})] for each in given]
    said = {"discussion": "discussion-1", "psso": OWNER, "ps_ssm": SSM, "agreed": "recommend"}
    assert left == [[said], []]
