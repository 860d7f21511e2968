"""Writes down what happened in the demo, soon after each change and once more at its end."""

import asyncio
from collections.abc import Mapping

from bot.demo.keeping.cellar import Cellar
from bot.demo.keeping.service_memory import keep_service, recall_service
from bot.demo.keeping.slack_memory import keep_workspace, recall_workspace
from bot.demo.services.tasks import Workshop
from bot.demo.slack.hub import Hub

# Changes come in bursts, and one writing holds all of them.
PAUSE_SECONDS = 0.5


class Keeper:
    """Keeps the local Slack and the services, by name, in a cellar."""

    def __init__(self, cellar: Cellar, *, hub: Hub, services: Mapping[str, Workshop]) -> None:
        self._cellar = cellar
        self._hub = hub
        self._services = services
        self._following: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Put back what an earlier start left, then write down all that changes.

        Raises:
            CellarFailed: it cannot be read; nothing is written then.
        """
        recall_workspace(self._hub, self._cellar)
        for name, workshop in self._services.items():
            recall_service(workshop, self._cellar, name)
        self._following = asyncio.get_running_loop().create_task(self._follow())

    async def stop(self) -> None:
        """Write it all down for the last time."""
        if self._following is None:
            return
        self._following.cancel()
        await asyncio.gather(self._following, return_exceptions=True)
        self._keep()

    async def _follow(self) -> None:
        while True:
            await self._hub.changes.next()
            await asyncio.sleep(PAUSE_SECONDS)
            self._keep()

    def _keep(self) -> None:
        names = keep_workspace(self._hub, self._cellar)
        for name, workshop in self._services.items():
            names |= keep_service(workshop, self._cellar, name)
        self._cellar.keep_only(names)
