"""When something may be tried that is done outside the database: a message, a push.

Whoever does it claims its row with a lease, commits, does it, and writes up what came of it. The
lease is a date: until then nobody else takes the row, and after it anybody may, so that whoever was
killed holds up nothing for long. The database's clock counts, so that machines need not agree.
"""

from datetime import datetime, timedelta

from sqlalchemy import DateTime, Float, Interval, cast, func, literal
from sqlalchemy.sql.elements import ColumnElement

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=5)
MOST_DOUBLINGS = 16  # far above LONGEST, and far below what a float holds


Length = timedelta | ColumnElement[timedelta]


def length(of: Length) -> ColumnElement[timedelta]:
    """Return a length of time as PostgreSQL adds it."""
    return literal(of, Interval()) if isinstance(of, timedelta) else of


def over(lease: Length) -> ColumnElement[datetime]:
    """Return when a lease that begins now is over."""
    return func.clock_timestamp(type_=DateTime(timezone=True)) + length(lease)


def past(age: Length) -> ColumnElement[datetime]:
    """Return the instant that was so long ago."""
    return func.clock_timestamp(type_=DateTime(timezone=True)) - length(age)


def again(attempts: ColumnElement[int]) -> ColumnElement[datetime]:
    """Return when to try again what has just failed, after so many attempts.

    The pause begins at ``FIRST``, doubles with each attempt up to ``LONGEST``, and is by chance
    shortened, by a half at the most: what has failed together is not tried together.
    """
    doublings = func.least(func.greatest(attempts - 1, 0), MOST_DOUBLINGS)
    whole = func.least(FIRST.total_seconds() * func.power(2, doublings), LONGEST.total_seconds())
    seconds = cast(whole * (0.5 + func.random() / 2), Float)
    pause = func.make_interval(0, 0, 0, 0, 0, 0, seconds, type_=Interval())
    return func.clock_timestamp(type_=DateTime(timezone=True)) + pause
