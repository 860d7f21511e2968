"""Workspaces beside each other that install one app: two that stand alone, and an organisation with two."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.demo.campus import Campus
from bot.demo.slack.cast import Organisation, Team
from bot.installing.installations import Installations
from bot.installing.sealing import Seal
from bot.workshop import Timing
from tests.flows.house import (
    MANIFEST,
    QUICK,
    Clock,
    House,
    Street,
    app_environment,
    free_port,
    mask,
    move_in,
    open_services,
    picture,
)

NORTH, SOUTH = "T0NORTH01", "T0SOUTH01"
STARSHIP = Organisation(enterprise_id="E0STARSHIP", name="Starship")
BRIDGE, ENGINE = "T0BRIDGE1", "T0ENGINE1"
TEAMS = (
    Team(team_id=NORTH, domain="north", name="North & Sons"),
    Team(team_id=SOUTH, domain="south", name="South"),
    Team(team_id=BRIDGE, domain="bridge", name="Bridge", organisation=STARSHIP),
    Team(team_id=ENGINE, domain="engine", name="Engine room", organisation=STARSHIP),
)
_HIDDEN_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a browser got."""

    status: int
    text: str
    cookie: str
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CampusHouse:
    """The app among them; ``at`` looks at one workspace as in the other flow tests."""

    campus: Campus
    house: House
    kept: Installations

    def at(self, team_id: str) -> House:
        """The same app as one workspace sees it."""
        return replace(self.house, workspace=self.campus.workspaces[team_id])

    async def install(self, place: str) -> Page:
        """What an admin's browser does, from the link to our last page."""
        async with aiohttp.ClientSession() as browser:
            asked = await get_page(browser, f"{self.house.app_url}/slack/install")
            back = await decide(browser, asked.headers["Location"], place=place)
            return await get_page(browser, back, cookie=asked.cookie)


async def decide(browser: aiohttp.ClientSession, address: str, *, place: str, decision: str = "allow") -> str:
    """Look at Slack's page and press one of its buttons; where the browser is sent then."""
    page = await get_page(browser, address)
    assert page.status == 200, page.text
    form = {name: unescape(value) for name, value in _HIDDEN_INPUT.findall(page.text)}
    there = address.partition("?")[0]
    sent = {**form, "place": place, "decision": decision}
    async with browser.post(there, data=sent, allow_redirects=False) as answer:
        return answer.headers["Location"]


async def get_page(browser: aiohttp.ClientSession, address: str, *, cookie: str = "") -> Page:
    """One page. The cookie is sent by hand: it is a secure one, and tests have no TLS."""
    headers = {"Cookie": cookie} if cookie else {}
    async with browser.get(address, headers=headers, allow_redirects=False) as answer:
        cookies = [f"{name}={morsel.value}" for name, morsel in answer.cookies.items()]
        return Page(
            status=answer.status, text=await answer.text(), cookie="; ".join(cookies), headers=answer.headers
        )


def query_of(address: str) -> dict[str, str]:
    """The parameters behind an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@asynccontextmanager
async def open_campus(folder: Path, *, timing: Timing = QUICK, **settings: str) -> AsyncIterator[CampusHouse]:
    """The workspaces, the services, and the app with nothing installed yet."""
    async with AsyncExitStack() as stack:
        services = await open_services(stack)
        app_url = f"http://127.0.0.1:{free_port()}"
        campus = await stack.enter_async_context(
            Campus(
                TEAMS,
                manifest=MANIFEST,
                app_url=app_url,
                processing_seconds=0.01,
                retry_delays_seconds=(0.05, 0.1, 0.2),
            )
        )
        environment = {
            **app_environment(folder, app_url=app_url, services=services),
            "SLACK_CLIENT_ID": campus.app.client_id,
            "SLACK_CLIENT_SECRET": campus.app.client_secret,
            "SLACK_SIGNING_SECRET": campus.signing_secret,
            "SLACK_API_URL": campus.api_url,
            **settings,
        }
        street = Street(
            workspace=campus.workspaces[NORTH],
            runware=services.runware,
            magnific=services.magnific,
            app_url=app_url,
            environment=environment,
        )
        house = await stack.enter_async_context(move_in(street, timing=timing))
        kept = Installations(
            house.running.workshop.database, seal=Seal([environment["SECRET_KEY"]]), clock=Clock()
        )
        yield CampusHouse(campus=campus, house=house, kept=kept)


async def edit(house: House, prompt: str = "a red door", *, user: str = "ada", left: int = 100) -> str:
    """One edit by a mention, until its result is there; the thread's ts."""
    thread_ts = await begin(house, prompt, user=user, left=left)
    await house.wait_for(lambda: house.results("design", thread_ts))
    await house.wait_for(lambda: house.is_over("design", thread_ts))
    return thread_ts


async def begin(house: House, prompt: str = "a red door", *, user: str = "ada", left: int = 100) -> str:
    """Ask for it; the thread's ts."""
    files = [("shop.png", picture()), ("mask.png", mask(box=(left, 100, left + 200, 220)))]
    said = await house.workspace.say(user, "design", f"@retouch edit {prompt}", files=files)
    ts: str = said["ts"]
    return ts
