"""The demo as people start it: real processes, real loopback HTTP, nothing left behind."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from bot.demo.app_process import AppFailed, AppProcess
from bot.demo.ports import free_port
from bot.demo.proof import prove

pytestmark = pytest.mark.long

CHECKOUT = Path(__file__).resolve().parents[2]


async def start(*arguments: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        *arguments,
        cwd=folder,
        env={"PATH": os.pathsep.join(os.get_exec_path()), "PYTHONPATH": str(CHECKOUT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def read_until(process: asyncio.subprocess.Process, pattern: str) -> str:
    """What was printed up to the first line with the pattern in it."""
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(60):
        while line := (await process.stdout.readline()).decode():
            lines.append(line)
            if re.search(pattern, line):
                return "".join(lines)
    raise AssertionError("".join(lines))


def processes_in(group_of: str) -> list[int]:
    """Processes whose environment names this text; only ours can be read, which is enough."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if group_of.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


async def test_one_edit_from_the_command_line_keeps_the_promise(tmp_path: Path) -> None:
    process = await start("--once", "--out", "here", folder=tmp_path)

    assert process.stdout is not None
    printed = (await process.stdout.read()).decode()

    assert await process.wait() == 0, printed
    assert "stand-ins" in printed
    assert "prices are simulated" in printed
    assert re.search(r"outside the mask: 0 of [\d,]+ pixels changed", printed)
    written = {path.name: path for path in (tmp_path / "here").iterdir()}
    assert set(written) == {"original.png", "mask.png", "result.png"}
    contents = {name: path.read_bytes() for name, path in written.items()}
    assert prove(contents["original.png"], contents["mask.png"], result=contents["result.png"]).holds


async def test_a_remix_is_delivered_to_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "retouch-demo-1").mkdir()

    process = await start("--once", "--model", "remix", folder=tmp_path)

    assert process.stdout is not None
    printed = (await process.stdout.read()).decode()
    assert await process.wait() == 0, printed
    with Image.open(tmp_path / "retouch-demo-2" / "result.png") as result:
        assert result.width > 0


async def test_a_picture_that_cannot_be_edited_ends_with_a_sentence_and_a_code(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and nothing behind it")

    process = await start("--once", "--image", str(broken), "--mask", str(broken), folder=tmp_path)

    assert process.stdout is not None
    printed = (await process.stdout.read()).decode()
    assert await process.wait() == 1
    assert "Nothing was charged" in printed or "You were not charged" in printed
    assert "Traceback" not in printed


async def test_the_workspace_stays_open_survives_a_crash_and_ends_by_signal(tmp_path: Path) -> None:
    process = await start("--port", "0", folder=tmp_path)
    printed = await read_until(process, "Done: ")
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", printed)
    assert found is not None
    own_port = found[1]
    crash = {"order": json.dumps({"act": "crash", "user": "ben"})}
    usage = {"order": json.dumps({"act": "command", "user": "ben", "channel": "design", "text": "/usage"})}

    async with aiohttp.ClientSession(base_url=found[0]) as session:
        for order in (crash, usage):
            async with session.post("/_demo/act", data=aiohttp.FormData(order)) as answer:
                assert (await answer.json())["ok"]
        async with session.get("/_demo/state", params={"user": "ben"}) as answer:
            told = (await answer.json())["ephemerals"]
        async with session.get("/_demo/wire") as answer:
            exchanges = (await answer.json())["exchanges"]
        async with session.get("/_demo/ledger") as answer:
            ledger = (await answer.json())["lines"]
    running = processes_in(f"SLACK_API_URL=http://127.0.0.1:{own_port}/")
    process.send_signal(signal.SIGTERM)
    code = await process.wait()

    assert "spent" in told[0]["text"]
    assert {"slack", "runware", "app"} <= {found["receiver"] for found in exchanges}
    assert [line["kind"] for line in ledger] == ["settlement", "reservation"]
    assert float(ledger[0]["amount_usd"]) > 0
    assert running
    assert code == 0
    assert processes_in(f"SLACK_API_URL=http://127.0.0.1:{own_port}/") == []


async def test_an_app_that_somebody_kills_is_started_again(tmp_path: Path) -> None:
    process = await start("--port", "0", folder=tmp_path)
    printed = await read_until(process, "Done: ")
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", printed)
    assert found is not None
    its_own = f"SLACK_API_URL={found[0]}"
    killed = processes_in(its_own)
    for child in killed:
        os.kill(child, signal.SIGKILL)

    async with aiohttp.ClientSession(base_url=found[0]) as session, asyncio.timeout(60):
        told: list[dict[str, str]] = []
        while not told:
            await asyncio.sleep(0.5)
            usage = json.dumps({"act": "command", "user": "ben", "channel": "design", "text": "/usage"})
            async with session.post("/_demo/act", data=aiohttp.FormData({"order": usage})):
                pass
            async with session.get("/_demo/state", params={"user": "ben"}) as answer:
                told = [said for said in (await answer.json())["ephemerals"] if "spent" in said["text"]]
    running = processes_in(its_own)
    process.send_signal(signal.SIGTERM)
    await process.wait()

    assert killed
    assert running
    assert set(running).isdisjoint(killed)


async def test_the_next_start_shows_the_same_thread_and_plays_nothing(tmp_path: Path) -> None:
    first = await start("--port", "0", folder=tmp_path)
    await read_until(first, "Done: ")
    first.send_signal(signal.SIGTERM)
    await first.wait()

    second = await start("--port", "0", folder=tmp_path)
    printed = await read_until(second, "--fresh forgets it")
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", printed)
    assert found is not None
    async with (
        aiohttp.ClientSession(base_url=found[0]) as session,
        session.get("/_demo/state", params={"user": "mia"}) as answer,
    ):
        channels = {channel["name"]: channel for channel in (await answer.json())["channels"]}
    second.send_signal(signal.SIGTERM)
    await second.wait()

    [head] = channels["design"]["messages"]
    assert any(reply["text"].startswith("Done: ") for reply in head["replies"])


async def test_a_port_that_is_taken_gets_a_sentence(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    process = await start("--port", str(port), folder=tmp_path)

    assert process.stdout is not None
    printed = (await process.stdout.read()).decode()
    assert await process.wait() == 1
    assert f"Port {port} cannot be used" in printed
    server.close()
    await server.wait_closed()


async def test_an_app_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    app = AppProcess({"SLACK_API_URL": "nonsense"}, folder=tmp_path)

    with pytest.raises(AppFailed, match="SLACK_API_URL"):
        await app.start()

    await app.stop()


async def test_settings_of_the_surroundings_do_not_reach_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-somebody-elses")
    (tmp_path / ".env").write_text("SLACK_API_URL=https://slack.com/api/\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    app = AppProcess({"DATABASE_URL": "wrong"}, folder=folder)

    with pytest.raises(AppFailed) as failure:
        await app.start()

    assert "xapp" not in str(failure.value)
    assert "DATABASE_URL" in str(failure.value)


def test_a_free_port_is_one_that_can_be_used() -> None:
    assert 1024 < free_port() < 65536
