"""The local Slack as an HTTP server in the running event loop."""

from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.demo.slack.api import Api, FaultOf
from bot.demo.slack.edges import Edges
from bot.demo.slack.hub import Hub
from bot.demo.slack.uploads import LARGEST_UPLOAD_BYTES


class Server:
    """Listens on one loopback port; everything else is the hub's business."""

    def __init__(
        self,
        hub: Hub,
        *,
        fault_of: FaultOf,
        more_routes: Sequence[web.RouteDef] = (),
        middlewares: Sequence[Middleware] = (),
    ) -> None:
        application = web.Application(client_max_size=LARGEST_UPLOAD_BYTES, middlewares=middlewares)
        application.add_routes(Api(hub, fault_of=fault_of).routes())
        application.add_routes(Edges(hub, fault_of=fault_of).routes())
        application.add_routes(more_routes)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

    async def start(self, host: str, port: int) -> str:
        """Listen; port 0 takes a free one. Returns the address, without a slash at the end."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound_host, bound_port = self._runner.addresses[0][:2]
        return f"http://{bound_host}:{bound_port}"

    async def stop(self) -> None:
        """Stop listening and hang up."""
        await self._runner.cleanup()
