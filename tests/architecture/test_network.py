"""The network is asked for nothing while a transaction is open.

Whatever leaves the house begins with ``refuse_in_transaction``, which looks at run time, in every
test that comes by and in production. Here stands that nothing else leaves.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("activities", "database", "letters", "worker", "starter/doors", "starter/administration")
LEAVES = ("signal", "start_workflow", "send_message", "execute_workflow", "signal_with_start")
# Nothing of the case database is at hand in this room; whoever mails a letter is looked at.
ELSEWHERE = {("letters/delivery.py", "send")}


def functions_that_leave() -> list[tuple[str, str, ast.AST]]:
    """Return every function of the product that asks Temporal or a mail server for something."""
    return [
        (path.relative_to(ROOT).as_posix(), node.name, node)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _leaves(node)
    ]


def _leaves(function: ast.AST) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Attribute) and call.attr in LEAVES for call in calls)


def _refuses(function: ast.AST) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Name) and call.id == "refuse_in_transaction" for call in calls)


def test_whatever_leaves_refuses_to_while_a_transaction_is_open() -> None:
    leaving = functions_that_leave()

    assert {name for _, name, _ in leaving} >= {"start_lifecycle", "signal_case", "send"}
    assert [
        (path, name)
        for path, name, function in leaving
        if not _refuses(function) and (path, name) not in ELSEWHERE
    ] == []
