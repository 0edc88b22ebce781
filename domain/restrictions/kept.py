"""What kept to a channel that is open in part, and what did not: by its instant, and with whom.

Source: CSP-T3-S14b.
"""

from collections.abc import Iterator

from domain.file.contacts import ContactFacts, ContactMade
from domain.file.indicators import IncidentFacts
from domain.file.rows import File, Restricted, Row
from domain.roles import Role

LATEST = 20  # as many as a case is told of at a time, and more
_SYSTEMS = {sender for sender in ContactMade.senders if not isinstance(sender, Role)}


def kept_to(file: File) -> dict[str, bool]:
    """Say of the latest contacts and incidents, by id, whether they kept to it, where it is known.

    They are over channels of the file's customer that are open in part; the rest is for a person.
    """
    rows = sorted(_came(file), key=lambda row: row.told.told_at)
    parts = {each.channel: each for each in file.restrictions if each.customer == file.sides[0]}
    judged = ((row.id, _kept(file, row, parts.get(row.facts.channel))) for row in rows[-LATEST:])
    return {id_: kept for id_, kept in judged if kept is not None}


def _came(file: File) -> Iterator[Row[ContactFacts] | Row[IncidentFacts]]:
    for contact in file.live(ContactFacts):
        if contact.facts.direction == "in" and contact.facts.customer == file.sides[0]:
            yield contact
    for incident in file.live(IncidentFacts):
        if incident.facts.customer == file.sides[0]:
            yield incident


def _kept(
    file: File, row: Row[ContactFacts] | Row[IncidentFacts], left: Restricted | None
) -> bool | None:
    if left is None or left.part is None:
        return None
    hour = f"{row.told.at.astimezone(file.clock):%H:%M}"
    if isinstance(row.facts, IncidentFacts):  # it says neither whom it was with, nor where
        return left.part.admits(hour)
    return left.part.admits(hour, _with(row.facts, row.told.by), row.facts.office)


def _with(contact: ContactFacts, told_by: str) -> str | None:
    """Return the officer whom a contact was with: who tells of it, but of what was written."""
    spoke = contact.channel in ("phone", "face_to_face") and told_by not in _SYSTEMS
    return contact.made_to or (told_by if spoke else None)
