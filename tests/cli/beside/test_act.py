"""Acts on the file of a case, and the gates that read it."""

import json

import pytest

from tests.cli.beside.conftest import PATIENT
from tests.cli.commands import Run, Story


def test_an_act_says_which_row_it_added_to_the_file(story: Story, beside: Run) -> None:
    talk = {"customer": "cu-1", "result": "reached", "identity": "confirmed"}
    words = ("act", "contact.made", "--case", story.ps, "--as", "psso.diaz", *PATIENT)

    done = beside(*words, "--facts", json.dumps(talk), "--content", '{"said": "About care"}')

    assert (done.status, done.err) == (0, "")
    (contact,) = beside("file", story.ps, "contact", "--json").json["contacts"]
    assert f"In the file  {contact['id']}" in done.out
    assert (contact["by"], contact["result"]) == ("psso.diaz", "reached")
    (became,) = beside("file", story.ps, contact["id"], "--json").json["versions"]
    assert (became["act"], became["by"], became["version"]) == ("contact.made", "psso.diaz", 1)
    assert beside("file", story.ps, contact["id"]).out.count("contact.made") == 1
    orphans = beside("file", story.ps, "--orphans")
    assert "Somebody has everything that is open." in orphans.out


def test_gates_say_what_they_ask_what_blocks_them_and_what_opens_them(
    story: Story, beside: Run
) -> None:
    """CSP-T6-S1a to CSP-T6-S1h."""
    shown = beside("gates", story.ps)

    assert (shown.status, shown.err) == (0, "")
    assert "it stands outside the file: attest it" in " ".join(shown.out.split())
    attest = f"casebound act gate.attested --case {story.ps} --as "
    (command,) = [line for line in shown.out.splitlines() if attest in line and "S1g" in line]
    assert '{"gate": "CSP-T6-S1g", "shown_by": "<' in command


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("act", "contact.mad", "--case", "ps-a"), "did you mean 'contact.made'?"),
        (("act", "complaint.received", "--case", "ps-a"), "no act complaint.received on a case"),
        (("complete", "ps-a.t1", "--acts", '{"type": "contact.made"}'), "must be a JSON list"),
        (("complete", "ps-a.t1", "--acts", '[{"act": "contact.made"}]'), "must be a JSON list"),
        (("progress", "ps-a.t1", "--answers", "[]"), "--answers must be a JSON object"),
    ],
    ids=["mistyped", "no act", "no list", "no type", "no answers"],
)
def test_what_is_no_act_and_no_answer_is_an_error_of_whoever_typed_it(
    beside: Run, words: tuple[str, ...], told: str
) -> None:
    ran = beside(*words, "--as", "psso.diaz")

    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
