"""What is a phone number in a text, and what only looks like one."""

import pytest

from domain.phone_numbers import holds_phone_number

NUMBERS = [
    *("02 5550 0142", "(02) 5550 0142", "(02)55500142", "0255500142", "02-5550-0142"),
    *("02.5550.0142", "02/5550 0142", "02 5550-0142", "02\u20135550\u20130142"),
    *("02\u00a05550\u00a00142", "\uff10\uff12 \uff15\uff15\uff15\uff10 \uff10\uff11\uff14\uff12"),
    *("ph:02 5550 0142", "Tel.02 5550 0142", "tel:+61255500142", "02 5550 0142 ext 12"),
    *("+61 2 5550 0142", "+61255500142", "+61 (2) 5550 0142", "+61 (0)2 5550 0142"),
    *("+61(0)255500142", "(+61) 2 5550 0142", "+61-2-5550-0142", "+61.2.5550.0142"),
    *("0061 2 5550 0142", "0061255500142", "0011 61 2 5550 0142", "61 2 5550 0142"),
    *("0491 570 156", "0491570156", "0491-570-156", "0491.570.156", "04 9157 0156"),
    *("(0491) 570 156", "+61 491 570 156", "+61 (0) 491 570 156", "+61491570156"),
    *("1800 160 401", "1800160401", "1800-160-401", "1800.160.401", "1 800 160 401"),
    *("1-800-160-401", "(1800) 160 401", "1300 555 013", "1300 55 50 13", "1300555013"),
    *("13 12 72", "131272", "13-12-72", "131 272", "13.12.72"),
    *("13 CALL", "13CALL", "1300 CALL ME", "1800 RESPECT", "1800-HELP-ME", "1300 AGENCY"),
    *("us on 5550 0142", "5550-0142", "+64 9 308 5550", "+44 20 7946 0018"),
]
LOOK_ALIKES = [
    *("13/10/2026", "13-10-2026", "13.10.2026", "2026-10-13", "13/10/26", "13 October 2026"),
    *("$13,000.00", "$131,272", "$131272.50", "$1,800,160,401", "1,300,555,013", "13.5 per cent"),
    *("BSB 062-000", "BSB 013-128 account 1234 56789", "4000 1234 5678 9010"),
    *("CRN 203 456 789A", "ABN 53 004 085 616", "TFN 123 456 782", "900 555 013"),
    *("co-1300555013", "ps-0255500142", "receipt 2026/131272", "form NAT131272A", "131272/2026"),
    *("2024-2025", "2024\u201325", "1300 hours", "1800 HOURS", "13 JUNE 2026", "13 DAYS"),
    *("13 calls", "13 days and 12 hours", "0491 570 1567", "section 1300.555", "0412/345/6789"),
    *("the years 2026 2027", "between 13 October and 18 November", "14:00 to 18:00"),
]


@pytest.mark.parametrize("written", NUMBERS)
@pytest.mark.parametrize("text", ["Please ring {} today.", "ring ({}), or write", "ring\n{}\n"])
def test_a_number_is_found_however_it_is_written(text: str, written: str) -> None:
    assert holds_phone_number(text.format(written))


@pytest.mark.parametrize("written", LOOK_ALIKES)
@pytest.mark.parametrize("text", ["We looked at {} today.", "({})", "{}"])
def test_what_only_looks_like_a_number_is_none(text: str, written: str) -> None:
    assert not holds_phone_number(text.format(written))


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(set(NUMBERS)) >= 30
    assert len(set(LOOK_ALIKES)) >= 20
