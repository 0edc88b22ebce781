"""No row is edited in silence: corrected, entered in error, added to, each with who, when and why.

The same acts for every kind, and for a row that was filed with the wrong customer: moved. What
stood on a row that leaves is open again, or leaves with it; what else refers to one that was put
right becomes work, and ``stands_on`` names it.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import JsonValue, ValidationError

from domain.file import confirming
from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Change,
    Changes,
    Given,
    Relation,
    Reword,
    Rule,
    Strike,
    amended,
    found,
)
from domain.file.commitments import CommitmentFacts, due_after
from domain.file.confirming import one_at_a_time, seconded
from domain.file.handovers import OWNED_BY
from domain.file.indicators import segment_3_is_decided
from domain.file.kinds import KINDS
from domain.file.rows import BOTH, CustomerId, Facts, File, Row, RowId
from domain.file.social_work import put_right_past_the_ssm
from domain.file.warned import WarningFacts, behaviour_left
from domain.messages import Code
from domain.refers import ELSEWHERE

AUTHORS_TIME = timedelta(days=1)  # in which the author puts right what they wrote
MAY_BE_ADDED_TO = ("notepad", "contact", "incident")
# By acts of their own alone: a guard that is struck out guards nobody, a customer stays given, and
# what the SSM is asked is what the SSM has read.
GIVEN_AND_RELEASED = ("lock", "handover", "correction", "decline")

# What conclusions were drawn from: where another fact is put right, they stand. All of the others.
CONCLUDED_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contact": ("customer", "direction", "result", "identity", "parties", "issues"),
        "decision": ("issues", "result", "in_force_from"),
        "incident": ("customer", "channel"),
    }
)


class RowCorrected(Act):
    """A row said something wrong. ``right`` are the facts as they are, ``why`` a code."""

    words = "a row of the file was corrected"
    senders = OFFICERS
    content = ("reason", "words")
    changes_row = "row"

    row: RowId
    right: Annotated[dict[str, JsonValue], ELSEWHERE]
    why: Code


class RowEnteredInError(Act):
    """A row should not be there: it leaves every gate, count, date and letter, and stays."""

    words = "a row of the file was entered in error"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "row"

    row: RowId
    why: Code


class RowAddedTo(Act):
    """More words for a row, under their own author and time."""

    words = "words were added to a row of the file"
    senders = OFFICERS
    content = ("words",)

    row: RowId


class RowMoved(Act):
    """A row was filed with the wrong customer: it is in the file of ``to``, and a stub stays."""

    words = "a row of the file was moved to another customer"
    senders = OFFICERS
    content = ("reason",)
    changes_row = "row"

    row: RowId
    to: CustomerId
    why: Code

    def locks(self) -> tuple[str, ...]:
        """Return the customer to whom it goes: nobody else writes in that file meanwhile."""
        return (self.to,)


A = TypeVar("A", bound=Act)

PUTS_RIGHT = (RowCorrected, RowEnteredInError, RowMoved, RowAddedTo)  # on a closed case too

# What falls with the row on which it was concluded: the fact that names it, and what is taken back.
FALLS_WITH: Mapping[str, Mapping[str, Mapping[str, object]]] = MappingProxyType(
    {
        "issue": {"closed_on": {"closed": None, "closed_on": None, "duplicate_of": None}},
        "commitment": {"kept_by": {"kept_at": None, "kept_by": None}},
        "communication": {"kept_by": {"kept_by": None}},
        "option": {"answered_in": {"answer": None, "answered_in": None, "answered_at": None}},
        "correspondence": {"answered_by": {"answered_by": None, "closed": None}},
    }
)

# What a kind keeps beside the facts of the act that adds it, and people may have got wrong.
KEPT_HERE: Mapping[str, set[str]] = MappingProxyType(
    {
        "party": {"until", "kept_in", "no_contact"},
        "detail": {"checked_on"},
        "telling": {"decision", "party", "rests_on", "by_voice", "understood"},
        "plan": {"stacking_document", "dated", "segment", "source", "main_reason"},
        "notepad": {"place"},
        "issue": {"owner"},  # what is handed over has a rule of its own
        "referral": {"made_on", "chased_on", "outcome", "reference"},
        "correspondence": {"received_on"},  # told, or the day on which it is told
    }
)

# What is nothing without the row that shows it, and leaves with that.
LEAVES_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"telling": ("rests_on", "decision"), "attestation": ("shown_by",)}
)


def falls_with(file: File, id_: str) -> tuple[Change | Strike, ...]:
    """Return what becomes of the rows that stand on one that leaves, or that leaves with it."""
    found: dict[str, Change | Strike] = {}
    leaving = [id_]
    while leaving:
        gone = leaving.pop()
        for row in stands_on(file, gone):
            if row.id == id_ or isinstance(found.get(row.id), Strike):
                continue
            if any(
                getattr(row.facts, name) == gone for name in LEAVES_WITH.get(row.facts.kind, ())
            ) or _rests_on_nothing(row, {id_, gone}, file):
                found[row.id] = Strike(row)
                leaving.append(row.id)
            elif taken_back := _taken_back(row, gone):
                found[row.id] = amended(row, **taken_back)
    return tuple(found.values())


def _rests_on_nothing(row: Row[Facts], gone: set[str], file: File) -> bool:
    """Tell whether nobody behaved as a warning says: it was given to the wrong customer, say."""
    facts = row.facts
    return isinstance(facts, WarningFacts) and not behaviour_left(facts, gone, file)


def _taken_back(row: Row[Facts], gone: str) -> Mapping[str, object]:
    falls = FALLS_WITH.get(row.facts.kind, {})
    return next((back for name, back in falls.items() if getattr(row.facts, name) == gone), {})


def stands_on(file: File, id_: str) -> tuple[Row[Facts], ...]:
    """Return the live rows that refer to a row: what was concluded from it.

    An issue that was closed on a decision, a commitment that a contact kept, a telling. A warning
    names what it rests on as it is known everywhere.
    """
    names = (id_, f"{file.case}.{id_}")
    return tuple(
        row
        for row in file.live(Facts)
        if row.id != id_ and any(_refers(value, name) for _, value in row.facts for name in names)
    )


def _refers(value: object, id_: str) -> bool:
    return value == id_ or (isinstance(value, tuple) and id_ in value)


def author_or_ssm(given: Given[Any]) -> str | None:
    """Who wrote it puts it right within a day; later somebody else looks at it first."""
    row = given.file.find(Facts, given.act.row)
    if row is None or given.relation in (Relation.APPROVER, Relation.PRODUCT):
        return None
    if row.told.by == given.by and given.told_at < row.told.told_at + AUTHORS_TIME:
        return None
    who = "more than a day ago" if row.told.by == given.by else f"by {row.told.by}"
    return f"{row.id} was written {who}: the SSM puts it right"


def fits_its_kind(given: Given[RowCorrected]) -> str | None:
    """What a row of its kind cannot hold no correction puts there."""
    row = given.file.find(Facts, given.act.row)
    if row is None:
        return None
    if not given.act.right:
        return "say which facts are put right"
    try:
        type(row.facts).model_validate(dict(row.facts) | given.act.right)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or row.id}: {first['msg'].lower()}"
    return None


def computed_from_acts(given: Given[RowCorrected]) -> str | None:
    """What follows from other acts is put right by those: a state that is typed holds nothing."""
    row = given.file.find(Facts, given.act.row)
    if row is None:
        return None
    if row.facts.kind == "plan_version":
        return f"{row.id} never changes: write another version, plan.changed"
    own = type(row.facts).__annotations__.keys() - KEPT_HERE.get(row.facts.kind, set())
    typed = sorted(own & given.act.right.keys())
    if not typed:
        return None
    return f"{', '.join(typed)} of {row.id}: it follows from other acts; put those right"


def keeps_its_owner(given: Given[RowCorrected]) -> str | None:
    """Whose something is changes as it is taken over, and nowhere else. Source: CSP-T1-S2e."""
    row = given.file.find(Facts, given.act.row)
    name = OWNED_BY.get(row.facts.kind) if row else None
    if row is None or name not in given.act.right or getattr(row.facts, name) in given.file.sides:
        return None
    return f"{row.id} is with {getattr(row.facts, name)} until it is handed over: {name} stays"


def there(given: Given[RowAddedTo]) -> str | None:
    """Words belong to a row."""
    name = given.act.row
    return None if given.file.find(Facts, name) else f"there is no {name} in this file"


def correct(given: Given[RowCorrected]) -> Changes:
    """Let it say what is right; what was concluded from what it said is open again."""
    row, right = found(given, Facts, given.act.row), given.act.right
    facts = type(row.facts).model_validate(dict(row.facts) | right)
    if isinstance(facts, CommitmentFacts):
        facts = facts.model_copy(update={"due": due_after(facts.by_day, given.office)})
    concluded = CONCLUDED_FROM.get(facts.kind, tuple(right))
    falls = falls_with(given.file, row.id) if right.keys() & set(concluded) else ()
    return (Change(row, facts), *falls)


def strike(given: Given[RowEnteredInError]) -> Changes:
    """Take it out of everything that is computed; it stays, struck through.

    What was concluded from it is open again.
    """
    row = found(given, Facts, given.act.row)
    return (Strike(row), *falls_with(given.file, row.id))


def to_another(given: Given[RowMoved]) -> str | None:
    """What is moved to where it is would be struck out for nothing."""
    row = given.file.find(Facts, given.act.row)
    if row is None or row.told.side != given.act.to:
        return None
    return f"{row.id} is in the file of {given.act.to} already"


def of_one_customer(given: Given[RowMoved]) -> str | None:
    """What is bound to other things of one customer would lead from the other's file to them."""
    row = given.file.find(Facts, given.act.row)
    if row is None:
        return None
    if row.told.side == BOTH:
        return f"{row.id} is of both parents; correct it, or enter it in error"
    named = {value for _, value in row.facts if isinstance(value, str)}
    named |= {one for _, value in row.facts if isinstance(value, tuple) for one in value}
    bound = sorted(str(name) for name in named if given.file.find(Facts, str(name)))
    if bound:
        return f"{row.id} refers to {', '.join(bound)} of {row.told.side}: correct that first"
    return None


def move(given: Given[RowMoved]) -> Changes:
    """File it with the other customer, words and all; a stub stays, on which nothing stands."""
    act, row = given.act, found(given, Facts, given.act.row)
    side = row.told.side
    other = {
        name: act.to if value == side else tuple(act.to if one == side else one for one in value)
        for name, value in row.facts
        if value == side or (isinstance(value, tuple) and side in value)
    }
    facts = type(row.facts).model_validate(dict(row.facts) | other)
    add = Add(facts, side=act.to, words_of=row.id)
    return (Strike(row, moved=True), add, *falls_with(given.file, row.id))


def add_words(given: Given[RowAddedTo]) -> Changes:
    """Keep the words beside the row."""
    return (Reword(found(given, Facts, given.act.row)),)


# What holds of one kind beside.
OF_ITS_KIND: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {"referral": (put_right_past_the_ssm,), "indicator": (segment_3_is_decided,)}
)


def _named(base: type[A], name: str) -> type[A]:
    return type(
        base.__name__, (base,), {"name": name, "__doc__": base.__doc__, "__module__": __name__}
    )


_MAY = (Relation.OWNER, Relation.SPECIALIST, Relation.APPROVER, Relation.OTHER)


def _acts(kind: str) -> tuple[ActKind[Any], ...]:
    of_its_kind = OF_ITS_KIND.get(kind, ())
    corrected = ActKind(
        _named(RowCorrected, f"{kind}.corrected"),
        steps=("CB-CORRECT",),
        by=_MAY,
        changes=seconded(correct, "corrected"),
        rules=(
            author_or_ssm,
            one_at_a_time,
            fits_its_kind,
            *of_its_kind,
            computed_from_acts,
            keeps_its_owner,
        ),
    )
    in_error = ActKind(
        _named(RowEnteredInError, f"{kind}.entered_in_error"),
        steps=("CB-CORRECT",),
        by=_MAY,
        changes=seconded(strike, "entered_in_error"),
        rules=(author_or_ssm, one_at_a_time, *of_its_kind),
    )
    moved = ActKind(
        _named(RowMoved, f"{kind}.moved"),
        steps=("CB-CORRECT",),
        by=_MAY,
        changes=seconded(move, "moved"),
        rules=(author_or_ssm, one_at_a_time, to_another, of_one_customer, *of_its_kind),
    )
    if kind not in MAY_BE_ADDED_TO:
        return corrected, in_error, moved
    added_to = ActKind(
        _named(RowAddedTo, f"{kind}.added_to"),
        steps=("CB-CORRECT",),
        by=_MAY,
        changes=add_words,
        rules=(there,),
    )
    return corrected, in_error, moved, added_to


ACTS: tuple[ActKind[Any], ...] = (
    *chain.from_iterable(_acts(kind) for kind in KINDS if kind not in GIVEN_AND_RELEASED),
    *confirming.acts(
        {
            "corrected": (RowCorrected, correct),
            "entered_in_error": (RowEnteredInError, strike),
            "moved": (RowMoved, move),
        }
    ),
)
