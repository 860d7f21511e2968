"""The whole product on loopback, for those who attack it."""

from tests.flows.conftest import house

__all__ = ["house"]
