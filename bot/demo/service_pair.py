"""Both stand-in services: overheard, misbehaving by the same orders, and known to the app by its settings."""

import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from bot.demo.drawer.taps import tap_service
from bot.demo.drawer.wire_log import Party, WireLog
from bot.demo.keeping.cellar import Cellar
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.faults import Faults
from bot.demo.services.routes import WORKSHOP
from bot.demo.services.tasks import Workshop


@dataclass(frozen=True, kw_only=True)
class ServicePair:
    """The services, not open yet; ``keys`` are new with every start."""

    runware: web.Application
    magnific: web.Application
    faults: Faults
    keys: Mapping[str, str] = field(repr=False)

    @classmethod
    def build(cls, log: WireLog, *, delay_seconds: float) -> Self:
        """Both of them, each picture taking about ``delay_seconds``."""
        keys = {name: secrets.token_hex(16) for name in ("runware", "magnific", "webhook")}
        faults = Faults()
        runware = build_runware(api_key=keys["runware"], delay_seconds=delay_seconds, faults=faults)
        magnific = build_magnific(
            api_key=keys["magnific"],
            webhook_secret=keys["webhook"],
            delay_seconds=delay_seconds,
            faults=faults,
        )
        tap_service(log, Party.RUNWARE, runware)
        tap_service(log, Party.MAGNIFIC, magnific)
        return cls(runware=runware, magnific=magnific, faults=faults, keys=keys)

    @property
    def workshops(self) -> dict[str, Workshop]:
        """What is behind them, by name."""
        return {"runware": self.runware[WORKSHOP], "magnific": self.magnific[WORKSHOP]}

    async def open(self, stack: AsyncExitStack, cellar: Cellar) -> dict[str, str]:
        """Open both for as long as the stack lives; returns the app's settings for them."""
        return {
            "RUNWARE_API_KEY": self.keys["runware"],
            "RUNWARE_API_URL": f"{await _serve(stack, self.runware, port=cellar.port('runware'))}/v1",
            "MAGNIFIC_API_KEY": self.keys["magnific"],
            "MAGNIFIC_API_URL": await _serve(stack, self.magnific, port=cellar.port("magnific")),
            "MAGNIFIC_WEBHOOK_SECRET": self.keys["webhook"],
        }


async def _serve(stack: AsyncExitStack, application: web.Application, *, port: int) -> str:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return f"http://127.0.0.1:{port}"
