"""The drawer beside the workspace, which is no part of Slack: the wire, the ledger and the switches.

``GET /_demo/wire?after=<number>`` answers the exchanges noted since, newest first: ``{"exchanges": […]}``;
``GET /_demo/ledger`` the last lines of the ledger, ``{"lines": […]}``. ``GET /_demo/switches`` answers
``{"switches": [{"name", "title", "explains", "state"}], "app_is_ready": true}``; a ``POST`` of
``{"name": "slow_service", "state": "off" | "next" | "on"}`` sets one and answers the same. Every change of
any of it is told over the page's own stream.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.demo.app_process import AppProcess
from bot.demo.drawer.ledger import LedgerReader
from bot.demo.drawer.switches import State, Switches
from bot.demo.drawer.wire_log import WireLog
from bot.demo.guard import guarded
from bot.demo.slack.changes import Changes


@dataclass(frozen=True, kw_only=True)
class Drawer:
    """What the drawer looks into."""

    wire_log: WireLog
    switches: Switches
    ledger: LedgerReader
    app: AppProcess
    changes: Changes

    def routes(self) -> Sequence[web.RouteDef]:
        """Everything the drawer asks for."""
        return [
            web.get("/_demo/wire", guarded(self._show_wire)),
            web.get("/_demo/ledger", guarded(self._show_ledger)),
            web.get("/_demo/switches", guarded(self._show_switches)),
            web.post("/_demo/switches", guarded(self._turn_switch)),
        ]

    async def _show_wire(self, request: web.Request) -> web.StreamResponse:
        after = request.query.get("after", "")
        exchanges = self.wire_log.after(int(after) if after.isdecimal() else 0)
        return web.json_response({"exchanges": exchanges})

    async def _show_ledger(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"lines": await self.ledger.read()})

    async def _show_switches(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"switches": self.switches.listed(), "app_is_ready": self.app.is_ready})

    async def _turn_switch(self, request: web.Request) -> web.StreamResponse:
        try:
            order = json.loads(await request.read())
            self.switches.turn(order["name"], State(order["state"]))
        except (ValueError, KeyError, TypeError):
            raise web.HTTPBadRequest(text="There is no such switch or state.") from None
        self.changes.tell()
        return await self._show_switches(request)
