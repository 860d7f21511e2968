"""The one port: Slack's requests, browsers, services that call back, and whoever watches."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from aiohttp import web

from bot.errors import BotError
from bot.hints import bind_receive
from bot.secret_keys import read_secret_key
from bot.settings import Settings
from bot.web.callbacks import callback_routes
from bot.web.gauges import bind_read_gauges
from bot.web.health import health_routes
from bot.web.links import CallbackTokens
from bot.workshop import Workshop

# What is being answered when we stop may be answered still: Slack waits three seconds, a mask may come slowly.
FINISH_SECONDS = 10
_PORT_TAKEN = (
    "Retouch cannot listen at {host}:{port}: another program does, or this machine has no such address. "
    "Set HOST and PORT to where it may."
)


class PortTaken(BotError):
    """There is no way in."""


async def listen(
    stack: AsyncExitStack,
    settings: Settings,
    *,
    routes: Sequence[web.RouteDef],
    workshop: Workshop,
    warming: "asyncio.Task[None]",
    leaving: asyncio.Event,
) -> int:
    """Open the port; in the end it is closed first, so that nothing new comes in while work is drained.

    Raises:
        PortTaken: somebody else listens there.
    """
    site_app = web.Application()
    site_app.add_routes(routes)
    tokens = CallbackTokens(read_secret_key(settings))
    secret = settings.metrics_token

    async def is_ready() -> bool:
        return warming.done() and not leaving.is_set() and await workshop.database.is_ready()

    site_app.add_routes(
        callback_routes(
            bind_receive(workshop), tokens=tokens, providers=workshop.providers, meters=workshop.meters
        )
    )
    site_app.add_routes(
        health_routes(
            is_ready=is_ready,
            read_gauges=bind_read_gauges(workshop),
            own=workshop.meters.registry,
            metrics_token=None if secret is None else secret.get_secret_value(),
        )
    )
    runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=FINISH_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        raise PortTaken(
            str(error), user_text=_PORT_TAKEN.format(host=settings.host, port=settings.port)
        ) from error
    port: int = runner.addresses[0][1]
    return port
