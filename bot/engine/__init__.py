"""Durable chains of steps; nothing outside of this package knows which library keeps them."""

from bot.engine.engine import Engine, Following, Step

__all__ = ["Engine", "Following", "Step"]
