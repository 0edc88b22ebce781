"""What a talk with the customer must have brought: Child Support Table 4.

Each function says in words what the file lacks for a sitting, nothing where it is there.
"""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, JsonValue

from domain.file.commitments import CommitmentFacts, CommitmentState, followups, state
from domain.file.contacts import ContactFacts, talks_since
from domain.file.intrays import FOLLOW_UP, NEW_REFERRAL, IntrayFacts, NotepadFacts, open_intrays
from domain.file.issues import open_issues
from domain.file.letters_wanted import IN_WRITING, called_for_in
from domain.file.rows import File, Row
from domain.needs import Opened

Talk = Row[ContactFacts]
NO_NEXT_DAY = "no next contact is agreed: commitment.made, with what=contact"


# ---------------------------------------------------------------------- the talk that is due


def since(opened: Opened) -> datetime:
    """Return from when a contact counts: work that came back after advice keeps its first day."""
    given = opened.data.get("since")
    return datetime.fromisoformat(str(given)) if given else opened.at


def _talk(opened: Opened) -> Talk | None:
    """Return the first talk with the primary customer that the sitting is about."""
    return next(iter(talks_since(opened.file, opened.file.sides[0], since(opened))), None)


def no_talk(opened: Opened) -> tuple[str, ...]:
    """Return what is missing where nobody spoke with the customer. Source: CSP-T4-S1a."""
    return () if _talk(opened) else (f"nobody has spoken with {opened.file.sides[0]} yet",)


def no_word_of_the_guide(opened: Opened) -> tuple[str, ...]:
    """Return the first talk of all, where it does not say whether the guide was used.

    Source: CSP-T4-S1b.
    """
    talk = _talk(opened)
    spoken = [row for row in opened.file.live(ContactFacts) if row.facts.guide is not None]
    if talk is None or spoken:
        return ()
    return (f"{talk.id} does not say whether the guide for a first talk was used (guide)",)


def nothing_written_down(opened: Opened) -> tuple[str, ...]:
    """Return the talk, where the stacking document has no notepad since. Source: CSP-T4-S2a."""
    talk = _talk(opened)
    if talk is None:
        return ()
    pads = (row for row in opened.file.live(NotepadFacts) if row.facts.of == "stacking_document")
    if any(row.told.at >= talk.told.at for row in pads):
        return ()
    return (f"the stacking document has no notepad since {talk.id}",)


def no_word_of_what_was_given(opened: Opened) -> tuple[str, ...]:
    """Return the talk, where it does not say what the customer was given. Source: CSP-T4-S2b."""
    talk = _talk(opened)
    if talk is None or talk.facts.given is not None:
        return ()
    return (f"{talk.id} does not say which products and services were given (given; may be empty)",)


def not_asked_for(opened: Opened) -> tuple[str, ...]:
    """Return the talk in which a letter or copies were promised, and nobody asked for them.

    Source: CSP-T4-S2e.
    """
    talk = _talk(opened)
    if talk is None or not IN_WRITING & set(talk.facts.given or ()):
        return ()
    if called_for_in(opened.file, talk.id):
        return ()
    return (f"{talk.id} says that something is sent in writing: letter.wanted asks for it",)


def intrays_not_swapped(opened: Opened) -> tuple[str, ...]:
    """Return what is to be done about intrays: the next is raised, the one dealt with is closed.

    Source: CSP-T4-S2c.
    """
    still = open_intrays(opened.file)
    dealt_with = [row for row in still if row.facts.sort == NEW_REFERRAL]
    return tuple(f"{row.id}, the referral, is dealt with and open" for row in dealt_with)


def no_followup_intray(opened: Opened) -> tuple[str, ...]:
    """Return what is missing where no intray shows whether follow-up is needed.

    Source: CSP-T4-S4.
    """
    raised = [row for row in opened.file.live(IntrayFacts) if row.facts.sort == FOLLOW_UP]
    return () if raised else (f"no intray {FOLLOW_UP} shows whether follow-up is needed",)


def no_next_day(opened: Opened) -> tuple[str, ...]:
    """Return what is missing where nobody agreed when the customer is contacted next.

    Source: CSP-T4-S5a, CSP-T4-S5e.
    """
    if opened.outcome in ("declines", "issues_addressed"):
        return ()
    return () if followups(opened.file) else (NO_NEXT_DAY,)


# ---------------------------------------------------------------------- the follow-up


class Agreed(BaseModel):
    """A contact that was agreed: the id of its commitment, its day, and when it was agreed."""

    id: str
    by_day: str
    made_at: AwareDatetime


def agreed(file: File) -> JsonValue:
    """Return the first contact that is still to be made, as a case must know it."""
    row = next(iter(followups(file)), None)
    if row is None:
        return None
    found = Agreed(id=row.id, by_day=row.facts.by_day.isoformat(), made_at=row.told.at)
    return found.model_dump(mode="json")


def followup_of(opened: Opened) -> Row[CommitmentFacts] | None:
    """Return the follow-up that a sitting is for, as it stands now: another day replaces it."""
    row = opened.file.find(CommitmentFacts, str(opened.data.get("followup")))
    while row:
        later = [r for r in opened.file.live(CommitmentFacts) if r.facts.replaces == row.id]
        if not later:
            break
        row = later[-1]
    return row


def _made(opened: Opened) -> Talk | None:
    """Return the contact by which the follow-up was made; without one, any talk since."""
    row = followup_of(opened)
    if row is None:
        return _talk(opened)
    return opened.file.find(ContactFacts, row.facts.kept_by or "")


def not_made(opened: Opened) -> tuple[str, ...]:
    """Return the follow-up, where no contact was made for it. Source: CSP-T4-S5a."""
    row = followup_of(opened)
    if row is None:
        return no_talk(opened)
    if row.facts.kept_by:
        return ()
    return (f"no contact was made for {row.id}, agreed for {row.facts.by_day:%d %B %Y}",)


def no_word_of_the_issues(opened: Opened) -> tuple[str, ...]:
    """Return the contact, where it names no issue although some are open. Source: CSP-T4-S5b."""
    contact = _made(opened)
    if contact is None or contact.facts.issues or not open_issues(opened.file):
        return ()
    return (f"{contact.id} does not say which issues were spoken of (issues)",)


def no_word_of_what_is_understood(opened: Opened) -> tuple[str, ...]:
    """Return the contact, where it does not say that what happens next is understood.

    Source: CSP-T4-S5d.
    """
    contact = _made(opened)
    if contact is None or contact.facts.understood:
        return ()
    return (f"{contact.id} does not say that the customer understands what is next (understood)",)


# ---------------------------------------------------------------------- a day that went by


def still_missed(opened: Opened) -> tuple[str, ...]:
    """Return the commitment that a sitting is for, while nothing has come of it.

    Source: CSP-T4-S5e.
    """
    row = opened.file.find(CommitmentFacts, str(opened.data.get("commitment")))
    if row is None:
        return ()
    stands = state(row, opened.file)
    if stands not in (CommitmentState.MISSED, CommitmentState.OPEN):
        return ()
    return (f"{row.id} is {stands}: it was kept after all, has a new day, or is released",)
