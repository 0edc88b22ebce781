"""The matrix is whole: every entry reads, every branch leads somewhere known."""

from procedures.matrix import steps


def test_matrix_holds_every_entry_once() -> None:
    assert len(steps()) == 584


def test_every_branch_leads_to_a_step_an_end_or_a_named_procedure() -> None:
    matrix = steps()
    astray = [
        (step.id, branch.next)
        for step in matrix.values()
        if step.decision
        for branch in step.decision.branches
        if branch.next not in matrix
        and branch.next != "END"
        and not branch.next.startswith("EXTERNAL: ")
    ]
    assert astray == []
