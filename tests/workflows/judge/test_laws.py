"""What holds for every message, wait and date."""

from collections.abc import Sequence
from itertools import combinations, permutations, product

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from activities.contracts import Armed
from domain.messages import Envelope
from tests.workflows.judge.made import (
    CALLED,
    CASE,
    COMPLETED,
    REPLIED,
    armed,
    at,
    inbox,
    message,
    missed,
    situation,
    waiting,
    work,
)
from workflows import judge
from workflows.judge import Situation, Wait, first_event, verdict

TYPES = (REPLIED, CALLED, COMPLETED, "letter.delivered", "calendar.changed", "complaint.noticed")
THINGS = (f"{CASE}.t1", f"{CASE}.l1", f"{CASE}.l2")
HOURS = (-24, -13, -12, -2, -1, 0, 1, 2, 12, 24)
NOW = 24  # hours after noon

SOME_TYPES = [some for number in range(3) for some in combinations(TYPES, number)]
SOME_THINGS = [some for number in range(3) for some in combinations(THINGS, number)]
WAITS = [
    waiting(*asked, about=about, hours=since)
    for asked, about, since in product(SOME_TYPES[1:], SOME_THINGS, (-12, 0, 2))
]
WINDOWS = [
    missed(*asked, about=about, hours=due)
    for asked, about, due in product(SOME_TYPES[1:], SOME_THINGS, (-2, 0, 2))
]
TOLD = [
    message(kind, about=about, hours=hour)
    for kind, about, hour in product(TYPES, (None, *THINGS), HOURS)
]
OPEN = [
    {thing: work(background=background) for thing in things}
    for things, background in product(SOME_THINGS, (True, False))
]

types = st.sampled_from(TYPES)
some_types = st.sampled_from(SOME_TYPES)
hours = st.integers(-NOW, NOW)
waits = st.sampled_from(WAITS)
messages = st.sampled_from(TOLD)
situations = st.builds(
    situation,
    waits,
    work=st.sampled_from(OPEN),
    windows=st.lists(st.sampled_from(WINDOWS), max_size=2),
    orders=some_types,
    held=some_types,
)


@st.composite
def numbered(draw: st.DrawFn, most: int = 6) -> list[Envelope]:
    """Some messages, no two of which occurred at the same instant."""
    instants = draw(st.lists(hours, max_size=most, unique=True))
    return [
        message(draw(types), hours=hour, id=f"m{number}") for number, hour in enumerate(instants)
    ]


@st.composite
def dates(draw: st.DrawFn) -> list[Armed]:
    """Some deadlines, of which several may be due at once."""
    dues = draw(st.lists(st.integers(-NOW, 2 * NOW), max_size=4))
    return [armed(f"d{number}", hours=hour) for number, hour in enumerate(dues)]


def drained(wait: Wait, arrived: Sequence[Envelope], due: Sequence[Armed]) -> list[str]:
    """Take everything that has happened, one by one; return the ids in that order."""
    left, dates, taken = inbox(*arrived), list(due), []
    while event := first_event(wait, left, dates, at(NOW)):
        taken.append(event.id)
        if isinstance(event, Envelope):
            left.take(event)
        else:
            dates.remove(event)
    return taken


# ---------------------------------------------------------------- what happened first


@given(waits, hours, hours)
def test_a_message_wins_against_a_date_exactly_where_it_occurred_before_it(
    wait: Wait, told: int, due: int
) -> None:
    first = first_event(wait, inbox(message(hours=told)), [armed(hours=due)], at(NOW))

    assert isinstance(first, Envelope) == (told < due)


@given(waits, numbered(most=4), dates())
def test_the_order_of_arrival_decides_nothing(
    wait: Wait, arrived: list[Envelope], due: list[Armed]
) -> None:
    orders = {
        tuple(drained(wait, one, other))
        for one in permutations(arrived)
        for other in (due, due[::-1])
    }

    assert len(orders) == 1


@given(waits, numbered(), dates())
def test_everything_that_has_happened_is_taken_once_in_the_order_in_which_it_happened(
    wait: Wait, arrived: list[Envelope], due: list[Armed]
) -> None:
    instants = {told.id: told.occurred_at for told in arrived}
    instants |= {date.id: date.due for date in due if date.due <= at(NOW)}

    taken = drained(wait, arrived, due)

    assert sorted(taken) == sorted(instants)
    assert [instants[one] for one in taken] == sorted(instants.values())


@given(waits, dates())
def test_no_date_passes_before_it_is_due(wait: Wait, due: list[Armed]) -> None:
    first = first_event(wait, inbox(), due, at(NOW))

    assert first == min(
        (date for date in due if date.due <= at(NOW)),
        key=lambda date: (date.due, date.id),
        default=None,
    )


@given(waits, dates())
def test_a_message_from_ahead_of_the_clock_lets_no_date_wait_that_was_due_before_it(
    wait: Wait, due: list[Armed]
) -> None:
    ahead = message(hours=3 * NOW)  # after every date there is

    first = first_event(wait, inbox(ahead), due, at(0))

    assert first == (min(due, key=lambda date: (date.due, date.id)) if due else ahead)


@given(waits, messages)
def test_a_held_message_is_looked_at_only_by_a_wait_that_asks_for_it(
    wait: Wait, kept: Envelope
) -> None:
    asked_about = kept.about is None or kept.about in wait.asked.about

    first = first_event(wait, inbox(held=[kept]), [], at(NOW))

    assert (first == kept) == (kept.type in wait.asked.types and asked_about)


# ---------------------------------------------------------------- verdicts


@examples(max_examples=300)
@given(messages, situations)
def test_a_judgement_changes_nothing_and_is_the_same_again(
    told: Envelope, where: Situation
) -> None:
    before = repr((told, where))

    first = verdict(told, where)

    assert verdict(told, where) == first
    assert repr((told, where)) == before


@examples(max_examples=300)
@given(messages, situations, st.booleans())
def test_nothing_follows_from_a_completion_that_was_not_checked(
    told: Envelope, where: Situation, held: bool
) -> None:
    """Whatever waits, stands or is held: a decision counts only once the database admits it."""
    completion = told.model_copy(update={"type": COMPLETED})

    match verdict(completion, where, held=held):
        case judge.ToCheck(task, _):
            assert task == completion.about
            assert task in where.work
        case judge.Refused(reason):
            assert reason
        case other:
            raise AssertionError(f"{other} follows at once")


@examples(max_examples=300)
@given(messages, situations)
def test_only_work_is_ever_refused(told: Envelope, where: Situation) -> None:
    """A fact from outside is true, whether anything asks for it or not."""
    found = verdict(told, where)

    assert isinstance(found, judge.ToCheck | judge.Refused) == (told.type == COMPLETED)


@examples(max_examples=300)
@given(messages, situations)
def test_what_a_wait_asks_for_goes_to_nobody_else(told: Envelope, where: Situation) -> None:
    wait = where.wait
    by_reference = told.about in wait.asked.about
    by_time = told.about is None and told.occurred_at >= wait.at
    asked_for = told.type in wait.asked.types and (by_reference or by_time)

    found = verdict(told, where)

    if told.type != COMPLETED:
        assert (found == judge.Answers()) == asked_for


@examples(max_examples=300)
@given(messages, situations)
def test_the_case_goes_back_only_for_what_occurred_before_the_date_that_it_missed(
    told: Envelope, where: Situation
) -> None:
    found = verdict(told, where)

    if isinstance(found, judge.InTimeAfterAll):
        assert found.window in where.windows
        assert told.occurred_at < found.window.due
        assert told.type in found.window.types


@examples(max_examples=300)
@given(messages, situations)
def test_the_owner_has_what_nothing_else_takes(told: Envelope, where: Situation) -> None:
    found = verdict(told, where)

    if isinstance(found, judge.ToOwner):
        assert told.type not in where.orders
        assert told.type not in where.held or told.type == "letter.delivered"
        assert not any(window.admits(told) for window in where.windows)
