"""The drawer: what went over the wire, and the switches that make Slack and the services misbehave."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.app_process import AppProcess
from bot.demo.drawer.ledger import LedgerReader
from bot.demo.drawer.routes import Drawer
from bot.demo.drawer.switches import SWITCHES, Switches
from bot.demo.drawer.taps import tap_service, tap_slack
from bot.demo.drawer.wire_log import LONGEST_TEXT, MOST_EXCHANGES, Party, WireLog
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.faults import Faults
from bot.demo.services.routes import WORKSHOP
from bot.demo.workspace import Workspace
from tests.demo_services.speak import KEY, Served, edit_task, finish, inpainting, post, submit
from tests.demo_workspace.conftest import ListeningApp


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def overheard(app: ListeningApp, stack: AsyncExitStack) -> tuple[Workspace, WireLog]:
    """A workspace whose traffic is noted, not open yet."""
    workspace = Workspace(app_url=app.url, processing_seconds=0.01)
    return workspace, WireLog(clock=lambda: 1.5, tell_change=workspace.changes.tell)


@pytest.fixture
async def services(
    overheard: tuple[Workspace, WireLog], stack: AsyncExitStack
) -> tuple[Served, Served, Faults]:
    """Both services, overheard, under the same orders to misbehave."""
    _, log = overheard
    faults = Faults()
    session = await stack.enter_async_context(aiohttp.ClientSession())
    served = []
    for party, build in ((Party.RUNWARE, build_runware), (Party.MAGNIFIC, build_magnific)):
        application = build(api_key=KEY, delay_seconds=0.01, retry_seconds=0.01, faults=faults)
        tap_service(log, party, application)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        served.append(Served(url=url, workshop=application[WORKSHOP], session=session))
    return served[0], served[1], faults


@pytest.fixture
async def workspace(
    overheard: tuple[Workspace, WireLog],
    services: tuple[Served, Served, Faults],
    stack: AsyncExitStack,
    tmp_path: Path,
) -> Workspace:
    """The workspace, open, with the drawer on its address."""
    opened, log = overheard
    app = AppProcess({"DATABASE_URL": "sqlite:///retouch.db"}, folder=tmp_path)
    drawer = Drawer(
        wire_log=log,
        switches=Switches(services[2], opened.hub.faults),
        ledger=LedgerReader(app, changes=opened.changes),
        app=app,
        changes=opened.changes,
    )
    stack.push_async_callback(opened.stop)
    await opened.start(more_routes=drawer.routes(), middlewares=[tap_slack(log, opened)])
    return opened


@pytest.fixture
async def browser(workspace: Workspace, stack: AsyncExitStack) -> aiohttp.ClientSession:
    return await stack.enter_async_context(aiohttp.ClientSession(base_url=workspace.url))


async def wire(browser: aiohttp.ClientSession, after: int = 0) -> list[dict[str, Any]]:
    async with browser.get("/_demo/wire", params={"after": after}) as answer:
        exchanges: list[dict[str, Any]] = (await answer.json())["exchanges"]
        return exchanges


async def turn(browser: aiohttp.ClientSession, name: str, state: str) -> dict[str, str]:
    async with browser.post("/_demo/switches", json={"name": name, "state": state}) as answer:
        return {switch["name"]: switch["state"] for switch in (await answer.json())["switches"]}


async def states(browser: aiohttp.ClientSession) -> dict[str, str]:
    async with browser.get("/_demo/switches") as answer:
        return {switch["name"]: switch["state"] for switch in (await answer.json())["switches"]}


async def test_what_the_app_asks_slack_is_noted_with_the_answer(
    browser: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="C0DESIGN1", text="hello", blocks=[{"type": "divider"}])
    with pytest.raises(SlackApiError):
        await client.users_info(user="U0NOBODY1")

    newest, oldest = [found for found in await wire(browser) if found["sender"] == "app"]
    assert (oldest["receiver"], oldest["title"], oldest["status"]) == ("slack", "chat.postMessage", 200)
    assert oldest["sent"]["blocks"] == [{"type": "divider"}]
    assert oldest["answer"]["message"]["text"] == "hello"
    assert newest["sent"] == {"user": "U0NOBODY1"}
    assert newest["answer"] == {"ok": False, "error": "user_not_found"}


async def test_a_call_in_a_form_is_noted_and_still_answered(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    fields = {"user": "U0BEN0002", "include_locale": "[1]"}

    async with browser.post("/api/users.info", data=fields, headers=headers) as answer:
        result = await answer.json()

    [noted] = await wire(browser)
    assert result["user"]["name"] == "ben"
    assert noted["sent"] == {"user": "U0BEN0002", "include_locale": [1]}


async def test_an_upload_and_a_download_are_folded(
    browser: aiohttp.ClientSession, workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    done = await client.files_upload_v2(file=png, filename="a.png", channel="C0DESIGN1")
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    async with browser.get(done["file"]["url_private_download"], headers=headers) as answer:
        assert await answer.read() == png

    titles = {found["title"].partition("/T0RE")[0]: found for found in await wire(browser)}
    upload = next(found for title, found in titles.items() if title.startswith("POST /upload/v1/"))
    assert upload["sent"]["size_bytes"] >= len(png)
    assert titles["GET /files-pri"]["answer"] == {"form": "image/png", "size_bytes": len(png)}


async def test_what_slack_sends_is_noted_with_its_form_opened(
    browser: aiohttp.ClientSession, workspace: Workspace, app: ListeningApp
) -> None:
    app.answers = [web.json_response({"text": "no"})]

    await workspace.command("ben", "design", "/edit", "a fox")

    [command] = [found for found in await wire(browser) if found["receiver"] == "app"]
    assert (command["sender"], command["title"], command["status"]) == ("slack", "command /edit", 200)
    assert command["sent"]["text"] == "a fox"
    assert command["answer"] == {"text": "no"}


async def test_requests_to_the_services_are_noted_with_their_pictures_folded(
    browser: aiohttp.ClientSession, services: tuple[Served, Served, Faults]
) -> None:
    runware, magnific, _ = services

    await post(runware, [edit_task()])
    await submit(magnific, inpainting())

    newest, oldest = await wire(browser)
    assert (oldest["receiver"], oldest["title"]) == ("runware", "POST /v1 imageInference")
    assert oldest["sent"][0]["inputs"]["seedImage"]["form"] == "data:image/png"
    assert oldest["sent"][0]["inputs"]["seedImage"]["size_bytes"] > 0
    assert oldest["answer"]["data"][0]["taskType"] == "imageInference"
    assert newest["receiver"] == "magnific"
    assert newest["sent"]["mask"]["form"] == "base64"
    assert newest["answer"]["data"]["status"] == "CREATED"


async def test_a_callback_is_noted_with_its_answer(
    browser: aiohttp.ClientSession,
    services: tuple[Served, Served, Faults],
    overheard: tuple[Workspace, WireLog],
    app: ListeningApp,
) -> None:
    workspace, log = overheard
    task = edit_task(webhookURL=app.url)

    await post(services[0], [task])

    await workspace.wait_for(lambda: len(log.after(0)) == 2)
    [callback] = [found for found in await wire(browser) if found["receiver"] == "app"]
    assert (callback["sender"], callback["title"], callback["status"]) == (
        "runware",
        "POST /slack/events",
        200,
    )
    assert callback["sent"]["taskUUID"] == task["taskUUID"]


async def test_a_request_that_got_no_answer_says_so(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    workspace.fault("auth.test", "drop")
    impatient = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, retry_handlers=[])

    with pytest.raises(aiohttp.ClientError):
        await impatient.auth_test()

    [dropped] = await wire(browser)
    assert (dropped["title"], dropped["status"], dropped["answer"]) == ("auth.test", None, None)


async def test_the_log_is_bounded_newest_first_and_tells_only_what_is_new(
    overheard: tuple[Workspace, WireLog],
) -> None:
    workspace, log = overheard
    for number in range(MOST_EXCHANGES + 5):
        log.note(Party.APP, Party.SLACK, title=str(number), sent=None, status=200, answer="x" * 5000)

    everything, news = log.after(0), log.after(MOST_EXCHANGES + 3)

    assert len(everything) == MOST_EXCHANGES
    assert [found["title"] for found in news] == [str(MOST_EXCHANGES + 4), str(MOST_EXCHANGES + 3)]
    assert len(news[0]["answer"]) < LONGEST_TEXT + 50
    assert workspace.changes.count == MOST_EXCHANGES + 5


async def test_a_switch_for_the_next_request_turns_itself_off(
    browser: aiohttp.ClientSession, services: tuple[Served, Served, Faults]
) -> None:
    _, magnific, _ = services

    armed = await turn(browser, "out_of_credits", "next")
    refused, _ = await submit(magnific, inpainting())
    taken, _ = await submit(magnific, inpainting())

    assert armed["out_of_credits"] == "next"
    assert (refused, taken) == (402, 200)
    assert (await states(browser))["out_of_credits"] == "off"


async def test_a_switch_stays_on_until_it_is_turned_off(
    browser: aiohttp.ClientSession, services: tuple[Served, Served, Faults]
) -> None:
    runware, magnific, _ = services

    await turn(browser, "out_of_credits", "on")
    refused = [(await submit(magnific, inpainting()))[0], (await post(runware, [edit_task()]))[0]]
    still = await states(browser)
    await turn(browser, "out_of_credits", "off")
    taken, _ = await submit(magnific, inpainting())

    assert refused == [402, 402]
    assert still["out_of_credits"] == "on"
    assert taken == 200


async def test_slack_can_be_told_to_refuse_a_message_for_a_while(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    impatient = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, retry_handlers=[])

    await turn(browser, "slack_rate_limit", "next")
    with pytest.raises(SlackApiError) as limit:
        await impatient.chat_postMessage(channel="C0DESIGN1", text="too much")
    posted = await impatient.chat_postMessage(channel="C0DESIGN1", text="again")

    assert limit.value.response.status_code == 429
    assert int(limit.value.response.headers["Retry-After"]) == 5
    assert posted["ok"]
    assert (await states(browser))["slack_rate_limit"] == "off"


async def test_refused_content_is_accepted_and_then_not_painted(
    browser: aiohttp.ClientSession, services: tuple[Served, Served, Faults]
) -> None:
    runware, _, _ = services
    task = edit_task()

    await turn(browser, "refused_content", "next")
    status, _ = await post(runware, [task])
    await finish(runware, task["taskUUID"])

    assert status == 200
    assert runware.workshop.billed == {}


@pytest.mark.parametrize("name", SWITCHES)
async def test_every_switch_says_what_it_does(browser: aiohttp.ClientSession, name: str) -> None:
    async with browser.get("/_demo/switches") as answer:
        listed = {switch["name"]: switch for switch in (await answer.json())["switches"]}

    assert listed[name]["title"]
    assert listed[name]["explains"].endswith(".")
    assert listed[name]["state"] == "off"


@pytest.mark.parametrize(
    "order",
    [
        {"name": "world_peace", "state": "on"},
        {"name": "slow_service", "state": "maybe"},
        {},
        ["slow_service"],
    ],
)
async def test_an_order_for_no_switch_is_refused(browser: aiohttp.ClientSession, order: object) -> None:
    async with browser.post("/_demo/switches", json=order) as answer:
        assert answer.status == 400


async def test_the_ledger_is_empty_before_the_app_has_one(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/_demo/ledger") as answer:
        assert (await answer.json())["lines"] == []


async def test_the_drawer_is_closed_to_other_sites(browser: aiohttp.ClientSession) -> None:
    order = {"name": "slow_service", "state": "on"}
    foreign = {"Origin": "https://evil.example"}
    async with (
        browser.get("/_demo/wire", headers={"Host": "evil.example"}) as read,
        browser.post("/_demo/switches", json=order, headers=foreign) as write,
    ):
        assert (read.status, write.status) == (403, 403)
    assert (await states(browser))["slow_service"] == "off"
