"""What happened in the demo is there again after the next start, and nothing else gets into its folder."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.keeping.cellar import Cellar, CellarFailed
from bot.demo.keeping.keeper import Keeper
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.faults import Armed, Fault
from bot.demo.services.routes import WORKSHOP
from bot.demo.slack.wire import SlackError
from bot.demo.workspace import Workspace
from tests.demo_services.speak import (
    KEY,
    Served,
    ask,
    edit_task,
    fetch,
    finish,
    inpainting,
    look,
    post,
    submit,
)
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import actions, button


@pytest.fixture
def cellar(tmp_path: Path) -> Iterator[Cellar]:
    with closing(Cellar(tmp_path / "kept")) as made:
        made.open()
        yield made


@asynccontextmanager
async def opened(cellar: Cellar, app: ListeningApp) -> AsyncIterator[tuple[Workspace, AsyncWebClient]]:
    """One start of the workspace, kept in the cellar, and the official client on it."""
    async with Workspace(app_url=app.url, processing_seconds=0.01) as workspace:
        keeper = Keeper(cellar, hub=workspace.hub, services={})
        keeper.start()
        yield workspace, AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        await keeper.stop()


@asynccontextmanager
async def served(cellar: Cellar, application: web.Application) -> AsyncIterator[Served]:
    """One start of a service, kept in the cellar."""
    async with AsyncExitStack() as stack:
        workspace = await stack.enter_async_context(Workspace())
        keeper = Keeper(cellar, hub=workspace.hub, services={"service": application[WORKSHOP]})
        stack.push_async_callback(keeper.stop)
        keeper.start()
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        session = await stack.enter_async_context(aiohttp.ClientSession())
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield Served(url=url, workshop=application[WORKSHOP], session=session)


def runware() -> web.Application:
    return build_runware(api_key=KEY, delay_seconds=0.01, retry_seconds=0.01)


def magnific() -> web.Application:
    return build_magnific(api_key=KEY, delay_seconds=0.01, retry_seconds=0.01)


async def test_threads_channels_and_files_are_there_after_a_restart(
    cellar: Cellar, app: ListeningApp, png: bytes
) -> None:
    async with opened(cellar, app) as (workspace, client):
        head = await workspace.say("ben", "design", "look", files=[("a.png", png)])
        await client.chat_postMessage(channel="C0DESIGN1", text="reply", thread_ts=head["ts"])
        workspace.admin.add_channel("launch")
        workspace.admin.invite_app("random")
        await client.chat_postMessage(channel="U0BEN0002", text="psst")
        before = workspace.messages("design", thread_ts=head["ts"])

    async with opened(cellar, app) as (workspace, client):
        after = workspace.messages("design", thread_ts=head["ts"])
        info = await client.files_info(file=head["files"][0]["id"])
        content = workspace.file(head["files"][0]["id"])
        said = await workspace.say("ben", "launch", "still here")

    assert [message["text"] for message in after] == [message["text"] for message in before]
    assert content == png
    assert info["file"]["shares"]["public"]["C0DESIGN1"][0]["ts"] == head["ts"]
    assert float(said["ts"]) > float(after[-1]["ts"])
    assert workspace.hub.conversations.get_channel("random").has_app
    assert [message["text"] for message in workspace.messages("@retouch", user="ben")] == ["psst"]


async def test_old_buttons_still_reach_the_app(cellar: Cellar, app: ListeningApp) -> None:
    async with opened(cellar, app) as (_, client):
        blocks = [actions(button("again", value="job-1"))]
        posted = await client.chat_postMessage(channel="C0DESIGN1", text="done", blocks=blocks)

    async with opened(cellar, app) as (workspace, client):
        await workspace.click("ben", posted["ts"], "again")
        await client.chat_update(channel="C0DESIGN1", ts=posted["ts"], text="clicked")
        changed = workspace.messages("design")

    [click] = app.payloads("block_actions")
    assert click["actions"][0]["value"] == "job-1"
    assert click["message"]["ts"] == posted["ts"]
    assert changed[0]["text"] == "clicked"


async def test_a_file_that_was_deleted_stays_deleted_and_its_bytes_go(
    cellar: Cellar, app: ListeningApp, png: bytes
) -> None:
    async with opened(cellar, app) as (workspace, client):
        uploaded = await client.files_upload_v2(file=png, filename="a.png", channel="C0DESIGN1")
        file_id = uploaded["file"]["id"]
        await workspace.wait_for(lambda: workspace.messages("design"))
        await client.files_delete(file=file_id)

    async with opened(cellar, app) as (workspace, _):
        with pytest.raises(SlackError, match="file_deleted"):
            workspace.file(file_id)

    assert list((cellar.folder / "bytes").iterdir()) == []


async def test_a_finished_task_can_be_asked_about_and_fetched_after_a_restart(cellar: Cellar) -> None:
    task = edit_task()
    async with served(cellar, runware()) as service:
        await post(service, [task])
        await finish(service, task["taskUUID"])
        first = (await ask(service, task))["data"][0]
        billed = dict(service.workshop.billed)

    async with served(cellar, runware()) as service:
        again = (await ask(service, task))["data"][0]
        path = again["imageURL"].partition("/image/")[2]
        status, content, kind = await fetch(service, f"{service.url}/image/{path}")
        conflict, _ = await post(service, [task])

        assert again == first
        assert (status, kind) == (200, "image/png")
        assert content.startswith(b"\x89PNG")
        assert conflict == 400
        assert service.workshop.billed == billed


@pytest.mark.parametrize("build", [runware, magnific])
async def test_a_task_under_way_is_carried_out_after_the_next_start(
    cellar: Cellar, build: Callable[[], web.Application]
) -> None:
    async with served(cellar, build()) as service:
        service.workshop.faults.arm(Armed(fault=Fault.STALL, times=None))
        if build is runware:
            task = edit_task()
            await post(service, [task])
            task_id = task["taskUUID"]
        else:
            _, answer = await submit(service, inpainting())
            task_id = answer["data"]["task_id"]

    async with served(cellar, build()) as service:
        await finish(service, task_id)

        assert len(service.workshop.tasks[task_id].results) == 1
        assert list(service.workshop.billed) == [task_id]
        if build is magnific:
            assert (await look(service, task_id))[1]["data"]["status"] == "COMPLETED"


def test_a_second_demo_in_the_same_folder_is_told_so(cellar: Cellar) -> None:
    other = Cellar(cellar.folder)

    with pytest.raises(CellarFailed, match="Another demo is open"):
        other.open()

    cellar.close()
    other.open()
    other.close()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(CellarFailed, match="something else"):
        Cellar(tmp_path).open(is_fresh=True)

    assert (tmp_path / "thesis.txt").exists()


def test_fresh_forgets_everything(cellar: Cellar) -> None:
    cellar.write("workspace", {"channels": []})
    cellar.write_bytes("F01", b"picture")
    cellar.close()

    cellar.open(is_fresh=True)

    assert cellar.read("workspace") is None
    assert cellar.read_bytes("F01") == b""


def test_what_cannot_be_read_is_said_with_the_way_out(cellar: Cellar) -> None:
    (cellar.folder / "workspace.json").write_text("{torn")

    with pytest.raises(CellarFailed, match="--fresh"):
        cellar.read("workspace")


def test_a_port_is_kept_while_it_is_free(cellar: Cellar) -> None:
    first = cellar.port("app")

    assert cellar.port("app") == first
    assert cellar.port("runware") != first
