import socket
from collections.abc import Iterator

import pytest

from stack.ports import HOST, RANGE, free_port, is_free, reserved, say_if_moved


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        listener.bind((HOST, free_port()))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_passed_over(taken: int) -> None:
    assert not is_free(taken)
    with reserved([taken]) as ports:
        assert ports != [taken]


def test_that_a_server_listens_elsewhere_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    say_if_moved(5433, 5433, "PostgreSQL")
    say_if_moved(None, 12345, "PostgreSQL")
    say_if_moved(5433, 12345, "PostgreSQL")

    said = capsys.readouterr().err
    assert said == "casebound: port 5433 is taken, so PostgreSQL listens on 12345\n"


def test_the_first_of_the_wanted_ports_that_is_free_is_taken(taken: int) -> None:
    wanted = free_port()

    with reserved([], [taken, wanted], []) as ports:
        assert ports[1] == wanted


def test_ports_are_different_and_fit_a_smallint() -> None:
    with reserved(*[[]] * 9) as ports:
        assert len(set(ports)) == 9
        assert all(port in RANGE for port in ports)
    assert max(RANGE) <= 32_767


def test_two_stacks_that_start_at_once_get_different_ports() -> None:
    wanted = free_port()

    with reserved([wanted], []) as first, reserved([wanted], []) as second:
        assert not {*first} & {*second}
    with reserved([wanted]) as later:
        assert later == [wanted]
