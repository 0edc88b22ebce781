import socket
from collections.abc import Iterator

import pytest

from stack.ports import HOST, RANGE, free_port, free_ports, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, free_port()))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_on_which_somebody_listens_is_passed_over(taken: int) -> None:
    assert not is_free(taken)
    assert free_port(taken) != taken


def test_a_preferred_port_is_taken_when_it_is_free() -> None:
    preferred = free_port()

    assert free_ports(3, [preferred])[0] == preferred


def test_ports_are_different_and_fit_a_smallint() -> None:
    ports = free_ports(9)

    assert len(set(ports)) == 9
    assert all(port in RANGE for port in ports)
    assert max(RANGE) <= 32_767
