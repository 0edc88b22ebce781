import socket
from collections.abc import Iterator

import pytest

from stack.ports import HOST, RANGE, free_port, is_free, reserved


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, free_port()))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_passed_over_and_that_is_said(
    taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not is_free(taken)
    with reserved(1, taken, whose="PostgreSQL") as ports:
        assert ports != [taken]

    said = capsys.readouterr().err
    assert said == f"casebound: port {taken} is taken, so PostgreSQL listens on {ports[0]}\n"


def test_a_preferred_port_is_taken_when_it_is_free() -> None:
    preferred = free_port()

    with reserved(3, preferred) as ports:
        assert ports[0] == preferred


def test_ports_are_different_and_fit_a_smallint() -> None:
    with reserved(9) as ports:
        assert len(set(ports)) == 9
        assert all(port in RANGE for port in ports)
    assert max(RANGE) <= 32_767


def test_two_stacks_that_start_at_once_get_different_ports() -> None:
    preferred = free_port()

    with reserved(4, preferred) as first, reserved(4, preferred) as second:
        assert not {*first} & {*second}
    with reserved(1, preferred) as later:
        assert later == [preferred]
