"""Amounts come in exactly or rounded up, and leave as dollars."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.amounts import format_usd, micros_from_usd, usd


@pytest.mark.parametrize(
    ("amount", "micros"),
    [
        ("0.08", 80_000),
        (Decimal("0.09"), 90_000),
        (20, 20_000_000),
        ("-1.50", -1_500_000),
        ("0.0000001", 1),
        ("0.0800000000000000000000000000000000000000000000000001", 80_001),
        ("1e-900000", 1),
        ("0", 0),
    ],
)
def test_dollars_become_micros_and_a_part_of_one_is_rounded_up(
    amount: Decimal | str | int, micros: int
) -> None:
    assert micros_from_usd(amount) == micros


def test_a_float_is_no_amount_of_money() -> None:
    with pytest.raises(TypeError, match="float"):
        micros_from_usd(0.08)  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["", "twenty", "NaN", "Infinity", "1e999999", "-1e999999"])
def test_what_is_no_number_or_no_sum_anybody_has_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        micros_from_usd(amount)


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (90_000, "$0.09"),
        (0, "$0.00"),
        (20_000_000, "$20.00"),
        (1_234_500_000, "$1,234.50"),
        (1_500, "$0.0015"),
        (1, "$0.000001"),
        (-1_500_000, "-$1.50"),
        (-90_000, "-$0.09"),
    ],
)
def test_an_amount_is_written_with_cents_and_more_only_where_needed(micros: int, text: str) -> None:
    assert format_usd(micros) == text


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_nothing_is_lost_on_the_way_out_and_back(micros: int) -> None:
    written = format_usd(micros).replace("$", "").replace(",", "")

    assert micros_from_usd(usd(micros)) == micros
    assert micros_from_usd(written) == micros
