"""Waiting for something to happen in the workspace, without asking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Changes:
    """Wakes whoever waits each time something changes; ``count`` tells whether anything was missed."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Something changed."""
        self.count += 1
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def next(self) -> None:
        """Return at the next change."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await waiter
        finally:
            self._waiting.discard(waiter)

    async def wait_for(self, find: Callable[[], Found], timeout_seconds: float) -> Found:
        """What ``find`` returns as soon as it is true; asked again after each change only.

        Raises:
            TimeoutError: it was not true in time.
        """
        async with asyncio.timeout(timeout_seconds):
            while not (found := find()):
                await self.next()
        return found
