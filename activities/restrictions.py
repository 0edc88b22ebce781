"""What is answered about service restrictions, and where the fields of its letters come from."""

from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB

from activities.gathering import Data, Gatherer, Gatherers, Gathering, ways
from activities.lookups import THIS_CASE, Answers, OfFile
from database.models import Letter, Restriction, Task
from domain.letters import offered
from domain.restrictions import grounds
from domain.restrictions.channels import (
    PLACES,
    Barred,
    Extent,
    restricted,
    still_open,
)
from domain.restrictions.kept import kept_to
from domain.restrictions.letters import (
    SERVICE_ARRANGEMENTS_LETTER,
    ApprovalNoticeFields,
    ArrangementsFields,
    EndedFields,
    RefusalNoticeFields,
    WarningFields,
)
from domain.restrictions.lookups import (
    BEHAVIOUR,
    KEPT_TO,
    PLANS,
    TRIED,
)
from domain.restrictions.parts import Part, stopped_ways
from domain.restrictions.settings import BE_HEARD, REVIEW_WAYS
from domain.restrictions.tasks.in_force import END_RESTRICTION
from domain.restrictions.tasks.proposing import (
    DECIDE_RESTRICTION,
    WRITE_SUBMISSION,
    extents_of,
    parts_of,
)
from domain.written import sentence

ANSWERS: Answers = MappingProxyType(
    {
        BEHAVIOUR: OfFile(grounds.behaviour),
        TRIED: OfFile(grounds.tried),
        PLANS: OfFile(grounds.plans),
        KEPT_TO: OfFile(kept_to),
    }
)


# How a channel reads in a sentence to the customer, and how far it is restricted.
_CHANNELS = MappingProxyType(
    {
        Barred.PHONE: "Ringing us",
        Barred.FACE_TO_FACE: "Visiting us",
        Barred.WRITING: "Writing to us",
        Barred.ONLINE: "Our online services",
    }
)


def _extent(left: Part | None) -> str:
    return f"You can use this {left.words()}." if left else "You cannot use this for now."


def _happened(letter: Gathering) -> list[Data]:
    """Return what happened, the oldest first, as the file has it. Source: CSP-T3-S5c."""
    rows = {row.id: row for row in grounds.incidents(letter.sight.file)}
    return [
        {
            "on": rows[seen.id].told.at.astimezone(letter.zone).date(),
            "words": _words(str(seen.facts["sort"]), Barred(str(seen.facts["channel"]))),
        }
        for seen in letter.sight.of("incident")
        if seen.id in rows
    ]


def _words(sort: str, channel: Barred) -> str:
    return f"{sort.replace('_', ' ').capitalize()}, {PLACES[channel]}."


def _warning(letter: Gathering) -> Data:
    return {
        "happened": _happened(letter),
        "change": sentence(letter.given.get("CSP-T3-S3a.change")),
        "be_heard": ways(letter, BE_HEARD),
    }


def _stays(channel: Barred, left: Part | None) -> str:
    """Say of a channel that stays open in part what of it does."""
    return f"{_CHANNELS[channel]}, {left.words()}" if left else _CHANNELS[channel]


def _arrangements(letter: Gathering) -> Data:
    extents, parts = extents_of(letter.given), parts_of(letter.given)
    barred = [(channel, parts.get(channel)) for channel in restricted(extents)]
    phone = parts.get(Barred.PHONE)
    return {
        "reviewed": bool(letter.found),
        "reasons": sentence(letter.given.get("CSP-T3-S6b.reasons")),
        "happened": _happened(letter),
        "restricted": [
            {"channel": _CHANNELS[channel], "extent": _extent(left)} for channel, left in barred
        ],
        "still_open": [_stays(channel, parts.get(channel)) for channel in still_open(extents)],
        "arrangements": sentence(letter.given.get("CSP-T3-S5c.arrangements")),
        "review_on": letter.given.get("CSP-T3-S5c.timeframe"),
        "be_heard": ways(letter, BE_HEARD),
        "review_ways": ways(letter, REVIEW_WAYS),
        "contact": offered(
            letter.lines, stopped_ways(barred), hours=phone.words() if phone else None
        ),
    }


# How a channel reads to staff, and how far it is restricted.
_TO_STAFF = MappingProxyType(
    {
        Barred.PHONE: "Telephone",
        Barred.FACE_TO_FACE: "Face to face",
        Barred.WRITING: "Writing",
        Barred.ONLINE: "Online",
    }
)
_HOW_FAR = MappingProxyType({Extent.FULL: "in full", Extent.PARTIAL: "in part"})


def _how_far(extent: str, part: Data | None) -> str:
    words = _HOW_FAR[Extent(extent)]
    return f"{words}, {Part.model_validate(part).words()}" if part else words


_IN_FORCE = select(
    func.jsonb_agg(
        func.jsonb_build_array(Restriction.channel, Restriction.extent, Restriction.part),
        type_=JSONB,
    ).label("channels"),
    func.max(Restriction.review_due).label("review_on"),
).where(Restriction.case == THIS_CASE, Restriction.state == "in_force")
_SUBMISSION = (
    select(Task.id)
    .where(Task.case == THIS_CASE, Task.kind == WRITE_SUBMISSION.name, Task.state == "completed")
    # of one instant, the one that was opened last
    .order_by(Task.ended_at.desc(), func.length(Task.id).desc(), Task.id.desc())
    .limit(1)
)
_TOLD_IN = (
    select(Letter.id)
    .where(
        Letter.case == THIS_CASE,
        Letter.kind == SERVICE_ARRANGEMENTS_LETTER.name,
        Letter.state == "sent",
    )
    .order_by(Letter.sent_at.desc())
    .limit(1)
)
_IN_FORCE_NOW = (
    select(func.to_jsonb(func.count() > 0, type_=JSONB))
    .where(Restriction.case == THIS_CASE, Restriction.state == "in_force")
    .scalar_subquery()
)
_in_force = _IN_FORCE.subquery()
_APPROVED = select(
    func.jsonb_build_object(
        *("channels", _in_force.c.channels, "review_on", _in_force.c.review_on),
        *("submission", _SUBMISSION.scalar_subquery(), "told_in", _TOLD_IN.scalar_subquery()),
        type_=JSONB,
    )
).scalar_subquery()
_REFUSED = select(
    func.jsonb_build_object("submission", _SUBMISSION.scalar_subquery(), type_=JSONB)
).scalar_subquery()


# What an ended restriction restricted, and in which work it was decided that it ends.
_WAS = (
    select(func.jsonb_agg(Restriction.channel.distinct(), type_=JSONB))
    .where(
        Restriction.case == THIS_CASE,
        Restriction.state == "ended",
        Restriction.until_date
        == select(func.max(Restriction.until_date))
        .where(Restriction.case == THIS_CASE, Restriction.state == "ended")
        .scalar_subquery(),
    )
    .scalar_subquery()
)
_ENDED_IN = (
    select(Task.kind)
    .where(
        Task.case == THIS_CASE,
        Task.kind.in_((END_RESTRICTION.name, DECIDE_RESTRICTION.name)),
        Task.state == "completed",
    )
    .order_by(Task.ended_at.desc(), func.length(Task.id).desc(), Task.id.desc())
    .limit(1)
)
_ENDED = select(
    func.jsonb_build_object("was", _WAS, "decided_in", _ENDED_IN.scalar_subquery(), type_=JSONB)
).scalar_subquery()
_WHY_IT_ENDS = MappingProxyType(
    {
        END_RESTRICTION.name: "We looked at it again, and found that it is not needed any more.",
        DECIDE_RESTRICTION.name: (
            "We looked at it again. Those who decide whether it goes on did not approve that."
        ),
    }
)


def _ended(letter: Gathering) -> Data:
    was = letter.found["was"] or ()
    return {
        "reasons": _WHY_IT_ENDS[letter.found["decided_in"]],
        "open_again": [_CHANNELS[channel] for channel in Barred if channel in was],
        "be_heard": ways(letter, BE_HEARD),
        "review_ways": ways(letter, REVIEW_WAYS),
    }


def _approval(letter: Gathering) -> Data:
    found = letter.found["channels"] or ()
    how_far = {Barred(channel): _how_far(extent, part) for channel, extent, part in found}
    return {
        "restricted": [
            {"channel": _TO_STAFF[channel], "extent": how_far[channel]}
            for channel in Barred
            if channel in how_far
        ],
        "review_on": letter.found["review_on"],
        "submission": letter.found["submission"],
        "told_in": letter.found["told_in"],
    }


def _refusal(letter: Gathering) -> Data:
    return {"submission": letter.found["submission"]}


GATHERERS: Gatherers = MappingProxyType(
    {
        WarningFields: Gatherer(_warning, of_the_file=True),
        ArrangementsFields: Gatherer(_arrangements, looks_up=_IN_FORCE_NOW, of_the_file=True),
        EndedFields: Gatherer(_ended, looks_up=_ENDED),
        ApprovalNoticeFields: Gatherer(_approval, looks_up=_APPROVED),
        RefusalNoticeFields: Gatherer(_refusal, looks_up=_REFUSED),
    }
)
