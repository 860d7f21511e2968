"""The app as a process of its own: started, waited for, killed on purpose, kept up, stopped politely."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import aiohttp

from bot.demo.ports import free_port

READY_SECONDS = 40.0
STOP_SECONDS = 15.0
AGAIN_SECONDS = 3.0  # until another start of an app that does not come up
_LOOK_EVERY_SECONDS = 0.05
_SHOWN_LOG_LINES = 15
_SOURCE = Path(__file__).resolve().parents[2]


class AppFailed(Exception):
    """The app did not come up; the text has the end of its log."""


class AppProcess:
    """``python -m bot serve`` with nothing but the settings given: no other setting leaks in from outside."""

    def __init__(
        self,
        settings: Mapping[str, str],
        *,
        folder: Path,
        port: int | None = None,
        tell_change: Callable[[], None] | None = None,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = folder / "app.log"
        self._settings = dict(settings)
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._crashing = asyncio.Lock()
        self._tell_change = tell_change
        self.is_ready = False

    def add_settings(self, settings: Mapping[str, str]) -> None:
        """Settings that are known later than the port; they count from the next start on."""
        self._settings.update(settings)

    async def start(self) -> None:
        """Start it and return once it says that it is ready.

        Raises:
            AppFailed: it ended or did not become ready in time.
        """
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.demo.leash",
                "bot",
                "serve",
                cwd=self._folder,
                env=self._environment(),
                stdin=asyncio.subprocess.PIPE,  # never written to: it closes when we end, however we do
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal is for us to pass on, not for both at once.
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._wait_until_ready(self._process)
        except TimeoutError:
            raise AppFailed(f"The app was not ready in time.\n{self._log_end()}") from None
        self._be(is_ready=True)

    async def run(self, *arguments: str) -> str:
        """What another of its commands prints, run beside it under the same settings; empty where it fails."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self._folder,
            env=self._environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            printed, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        return printed.decode() if process.returncode == 0 else ""

    async def crash(self) -> None:
        """``kill -9`` and a new start, as after a power cut; one crash after the other.

        Raises:
            AppFailed: it does not come up again.
        """
        async with self._crashing:
            self._be(is_ready=False)
            if self._process is not None and self._process.returncode is None:
                self._process.kill()
                await self._process.wait()
            await self.start()

    async def keep(self) -> None:
        """Start it again whenever somebody else has killed it, as a service manager does; until cancelled."""
        while True:
            process = self._process
            assert process is not None, "started before"
            await process.wait()
            async with self._crashing:
                if process is not self._process:  # a crash on purpose has its own start
                    continue
                self._be(is_ready=False)
                try:
                    await self.start()
                except AppFailed:
                    await asyncio.sleep(AGAIN_SECONDS)

    async def stop(self) -> None:
        """Ask it to end, and end it where it does not listen."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _be(self, *, is_ready: bool) -> None:
        self.is_ready = is_ready
        if self._tell_change is not None:
            self._tell_change()

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        async with aiohttp.ClientSession(trust_env=False) as session:
            while not await _is_ready(session, f"{self.url}/readyz"):
                if process.returncode is not None:
                    raise AppFailed(f"The app ended right after its start.\n{self._log_end()}")
                await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join(os.get_exec_path()),
            "PYTHONPATH": str(_SOURCE),
            "PYTHONUTF8": "1",
            **self._settings,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
        }

    def _log_end(self) -> str:
        lines = self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_SHOWN_LOG_LINES:])


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, OSError):
        return False
