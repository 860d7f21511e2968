"""What the demo started ends with it, also where it had no time to say so."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.demo.app_process import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
# Starts a server on the leash as the demo starts the app, and is then busy with other things.
STARTER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-m", "bot.demo.leash", "http.server", sys.argv[1]], stdin=subprocess.PIPE)
time.sleep(600)
"""


async def can_connect(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def until(port: int, *, is_open: bool) -> None:
    async with asyncio.timeout(60):
        while True:
            if await can_connect(port) is is_open:
                return
            await asyncio.sleep(0.05)


async def test_what_was_started_ends_with_a_starter_that_was_killed() -> None:
    port = free_port()
    environment = {"PATH": os.defpath, "PYTHONPATH": str(CHECKOUT)}
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STARTER, str(port), env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    await until(port, is_open=True)

    starter.send_signal(signal.SIGKILL)
    await starter.wait()

    await until(port, is_open=False)
