"""What follows on a letter that is wanted beside those that a phase asks for."""

from domain.file.letters_wanted import LetterWanted
from domain.messages import LetterFailed
from domain.personalised_services.tasks.letters import ON_REQUEST, SIGNED
from workflows.handed import Done, Received
from workflows.personalised_services.state import PsCase, note_message, note_signatory


def wanted(case: PsCase, received: Received[LetterWanted]) -> None:
    """Have the letter prepared that is wanted, beside whatever else goes on (CSP-T4-S2e)."""
    act = received.facts
    kind, task = ON_REQUEST[act.sort]
    if act.sort != "notice":
        note_message(case, received.envelope.actor, letter_wanted=received.row)
    case.letters.begin(
        kind,
        task,
        to=act.to,
        wanted=received.row,
        called_for_in=act.called_for_in,
    )


def prepared(case: PsCase, done: Done) -> None:
    """Let the letter go that its officer has signed, or leave it (CSP-T4-S6b)."""
    if done.letter and case.letters.prepared(SIGNED[done.kind][0], done):
        case.state.wanted_letters = case.state.wanted_letters | {done.letter: done.kind}
        note_signatory(case, done.letter, done.by)
        case.record(
            "RES-LINK-b",
            "Cuba",
            "letter_catalogue",
            actor=done.by,
            letter=done.letter,
            template=SIGNED[done.kind][0].name,
        )


def failed(case: PsCase, received: Received[LetterFailed]) -> None:
    """Have a wanted letter prepared again that was refused for good: by another way, elsewhere."""
    letter = received.envelope.about or ""
    if kind := case.state.wanted_letters.get(letter):
        case.letters.again(SIGNED[kind][1], letter)
        return
    case.have_read(received.envelope)
