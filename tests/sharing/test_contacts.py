"""A telephone number and an address are one, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sharing.contacts import AddressFacts, international_number


@pytest.mark.parametrize(
    "written",
    [
        "0612345670",
        "06-12345670",
        "06 12 34 56 70",
        "+31612345670",
        "+31 (0)6 1234 5670",
        "+31 06 12345670",
        "0031612345670",
        "31612345670",
        "612345670",
        "\uff10\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff10",
    ],
)
def test_a_dutch_number_is_one_however_it_is_written(written: str) -> None:
    assert international_number(written) == "31612345670"


def test_a_foreign_number_keeps_its_country() -> None:
    assert international_number("+40 722 345 671") == international_number("0040 (0)722 345671") == "40722345671"


@pytest.mark.parametrize("written", ["", None, "06", "061234567", "06123456701", "+31 6 1234567", "onbekend", "+0612"])
def test_what_cannot_be_a_number_is_none(written: str | None) -> None:
    assert international_number(written) is None


@pytest.mark.parametrize("filler", ["0600000000", "06-12345678", "0611111111", "+31 6 98765432"])
def test_a_number_that_is_typed_when_there_is_none_is_none(filler: str) -> None:
    assert international_number(filler) is None


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = international_number(text)
    assert number is None or number.isascii()


@pytest.mark.parametrize("code", ["4811 ZZ", "4811zz", "4811ZZ ", " 4811-zz"])
@pytest.mark.parametrize("addition", ["A", "a", "-a", " a."])
def test_an_address_is_one_however_it_is_written(code: str, addition: str) -> None:
    assert AddressFacts(code, 12, addition).front_door == ("4811ZZ", "12", "a")
    assert AddressFacts(code, 12, addition).building == ("4811ZZ", "12")


def test_front_doors_differ_by_their_addition() -> None:
    assert AddressFacts("4811 ZZ", 12, "a").front_door != AddressFacts("4811 ZZ", 12).front_door


@pytest.mark.parametrize(
    "address",
    [
        AddressFacts("4811 ZZ", None),
        AddressFacts(None, 12),
        AddressFacts("4811", 12),
        AddressFacts("0811 ZZ", 12),
        AddressFacts("4811 ZZ", 0),
    ],
)
def test_half_an_address_is_none(address: AddressFacts) -> None:
    assert address.building is None
    assert address.front_door is None
