"""Letters over the command line: who is not written to any more, and what an officer reads then."""

import json

import yaml

from tests.cli.beside.conftest import PATIENT
from tests.cli.commands import Run, Up

OLD = {
    "name": "Kim Example",
    "programme": "child_support",
    "addresses": [{"lines": ["2 Example Street", "CANBERRA ACT 2600"], "state": "ACT"}],
    "nominees": [
        {
            "name": "Robin Ames",
            "lines": ["PO Box 8", "DICKSON ACT 2602"],
            "from": "2020-01-01",
            "until": "2020-06-30",
        }
    ],
}
WORDS = "the nominee of cu-old is no longer in force, since 30 June 2020: write to cu-old"


def test_a_letter_to_a_nominee_no_longer_in_force_says_since_when_and_to_whom_instead(
    staffed: Up, beside: Run
) -> None:
    """CMA-T1-S1h, CSP-T4-S2e: tried, previewed and sent, it is refused with the same words."""
    (staffed.folder / "old.yaml").write_text(yaml.safe_dump({"cu-old": OLD}))
    beside("customers", "import", "old.yaml")
    by = ("--as", "psso.diaz", *PATIENT, "--json")
    facts = json.dumps({"kind": "customer_assigned", "customer": "cu-old"})
    opened = beside("send", "referral.received", "--facts", facts, *by).json
    ref = opened["case"]
    locked = json.dumps({"psso": "psso.diaz", "parties": [{"customer": "cu-old"}]})
    wanted = {"sort": "letter", "to": "nominee", "called_for_in": ref}
    for act, what in (("parties.locked", locked), ("letter.wanted", json.dumps(wanted))):
        assert beside("act", act, "--case", ref, "--facts", what, *by).json["status"] == "applied"
    work = beside("tasks", "--case", ref, "--json").json["tasks"]
    (task,) = [each["id"] for each in work if each["step"] == "CSP-T4-S2e"]
    send = ("complete", task, "--as", "psso.diaz", "--outcome", "send")
    said = ("--answers", '{"CSP-T4-S2e.message": "We rang you."}')

    tried = beside(*send, *said, "--check")
    preview = beside("letter", f"{ref}.l1", "--preview", "--as", "psso.diaz")
    sent = beside(*send, *said, *PATIENT)

    assert [ran.status for ran in (tried, preview, sent)] == [1, 1, 1]
    for ran in (tried, preview, sent):
        assert WORDS in " ".join((ran.out + ran.err).split())
    (letter,) = beside("letters", "--case", ref, "--json").json
    assert (letter["state"], letter["addressee"]) == ("stopped", "nominee")
    to_whom = json.dumps(wanted | {"to": "cu-old"})
    beside("act", "letter.wanted", "--case", ref, "--facts", to_whom, *by)
    work = beside("tasks", "--case", ref, "--json").json["tasks"]
    (instead,) = {each["id"] for each in work if each["step"] == "CSP-T4-S2e"} - {task}
    well = beside("complete", instead, "--as", "psso.diaz", "--outcome", "send", *said, "--check")
    assert (well.status, "nothing keeps it from being taken" in well.out) == (0, True)
    _, letter = beside("letters", "--case", ref, "--json").json
    assert (letter["state"], letter["sha256"]) == ("drafted", None)  # it was made, and thrown away
