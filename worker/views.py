"""Views of the cases in Temporal's UI: each a query on our search attributes, and a link."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

SOON = timedelta(days=5)
RUNNING = "ExecutionStatus='Running'"  # a long case has several runs; the closed ones keep theirs

ON_BOARD = "(CbPhase='in_force' OR CbPhase='review')"


class View(NamedTuple):
    """One view: what it shows, and the query that Temporal answers."""

    name: str
    query: str


def views(now: datetime) -> tuple[View, ...]:
    """Return the views; what is late or due is judged by the instant ``now``, to the second.

    The UI shows a query as filters, which it can do with these words alone: of ``<=``, or of a
    second bound, it would show nothing, and lose it where somebody changes another filter.
    """
    from_then_on, soon = _instant(now + timedelta(seconds=1)), _instant(now + SOON)
    return tuple(
        View(name, f"{query} AND {RUNNING}")
        for name, query in (
            ("late", f"CbNextDue<'{from_then_on}'"),
            ("needs a hand", "(CbProblem=true OR TemporalReportedProblems IS NOT NULL)"),
            ("due in five days", f"CbNextDue BETWEEN '{from_then_on}' AND '{soon}'"),
            ("waiting for a customer", "CbWaitsOn='customer'"),
            ("waiting for an approval", "CbWaitsOn='approval'"),
            ("on the whiteboard", f"WorkflowType='ColdTransfer' AND {ON_BOARD}"),
        )
    )


def link(view: View, *, ui: str, namespace: str) -> str:
    """Return where a browser shows a view."""
    return f"{ui}/namespaces/{namespace}/workflows?query={quote(view.query, safe='')}"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
