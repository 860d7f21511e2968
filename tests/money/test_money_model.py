"""The short form of ``python -m tests.money.model``: hundreds of steps where that takes thousands."""

import pytest

from tests.money.model import check

pytestmark = pytest.mark.long


def test_the_money_agrees_with_a_simple_reference_whatever_happens(database_url: str) -> None:
    check(database_url, runs=10, steps=30)
