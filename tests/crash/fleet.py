"""The app as processes of their own: kept running, killed at random, and timed until their work goes on."""

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.crash.app import COMMAND

_LOOK_EVERY_SECONDS = 0.05
RECOVERED_WITHIN_SECONDS = 120.0
START_SECONDS = 600.0
_POLITE = 0.1  # the share of deaths that are asked for with SIGTERM, as at a rolling restart

IsTakenOver = Callable[[int], Awaitable[bool]]


@dataclass(kw_only=True)
class Berth:
    """A place for one process, which is replaced whenever it has died."""

    port: int
    log: Path
    process: asyncio.subprocess.Process | None = None
    is_ready: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(kw_only=True)
class Losses:
    """What the fleet has been through."""

    kills: int = 0
    polite: int = 0
    recovery_seconds: list[float] = field(default_factory=list)
    unexpected_exits: list[int] = field(default_factory=list)


class Fleet:
    """Some processes of the app. ``is_taken_over`` says of a dead one whether others have its work;
    None where there is only one, whose work goes on when it is there again."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        processes: int,
        folder: Path,
        rng: random.Random,
        command: Sequence[str] = COMMAND,
        is_taken_over: IsTakenOver | None = None,
        ports: Sequence[int] = (),
    ) -> None:
        self.losses = Losses()
        self._environment = {**os.environ, **environment}
        ports = ports or [free_port() for _ in range(processes)]
        self._berths = [Berth(port=port, log=folder / f"app-{n}.log") for n, port in enumerate(ports)]
        self._rng = rng
        self._command = command
        self._is_taken_over = is_taken_over
        self._ordered_deaths: set[int] = set()
        self._keepers: list[asyncio.Task[None]] = []

    def urls(self) -> Sequence[str]:
        """Where the processes listen, dead or not: a load balancer finds out by asking."""
        return [berth.url for berth in self._berths if berth.is_ready] or [self._berths[0].url]

    @property
    def addresses(self) -> Sequence[str]:
        """Where each has its place, whether it listens or not."""
        return [berth.url for berth in self._berths]

    def pids(self) -> Sequence[int]:
        """The processes that run now."""
        return [berth.process.pid for berth in self._berths if berth.process is not None]

    async def open(self) -> None:
        """Start all of them and wait until they are ready."""
        self._keepers = [asyncio.create_task(self._keep_alive(berth)) for berth in self._berths]
        await self._all_ready()

    async def _all_ready(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            while True:
                if all(berth.is_ready for berth in self._berths):
                    return
                await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def replace(self, number: int) -> None:
        """Restart one as at an upgrade: asked to stop, waited for, and back when its successor is ready."""
        berth = self._berths[number]
        process = berth.process
        assert process is not None, "opened before"
        self._ordered_deaths.add(process.pid)
        berth.is_ready = False
        process.terminate()
        code = await process.wait()
        self.losses.polite += 1
        if code:
            self.losses.unexpected_exits.append(code)
        await self._all_ready()

    async def close_politely(self) -> None:
        """Ask them all to stop, and wait until they have."""
        await self._release()
        for berth in self._berths:
            if berth.process is not None:
                berth.process.terminate()
                await berth.process.wait()

    async def close(self) -> None:
        """End them all for good."""
        await self._release()
        for berth in self._berths:
            if berth.process is not None and berth.process.returncode is None:
                berth.process.kill()
                await berth.process.wait()

    async def _release(self) -> None:
        """Nobody is replaced any more."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    def log(self) -> str:
        """What the processes wrote."""
        return "".join(berth.log.read_text(errors="replace") for berth in self._berths if berth.log.exists())

    async def lose_one(self) -> None:
        """Kill a process at random and wait until its work goes on; the time it took is kept."""
        living = [berth for berth in self._berths if berth.is_ready]
        # Among several somebody is to be left who notices the death.
        if len(living) < min(2, len(self._berths)):
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            return
        berth = self._rng.choice(living)
        process = berth.process
        assert process is not None, "ready means running"
        is_polite = self._rng.random() < _POLITE
        self._ordered_deaths.add(process.pid)
        began_at = time.monotonic()
        berth.is_ready = False
        process.send_signal(signal.SIGTERM if is_polite else signal.SIGKILL)
        await process.wait()
        await self._recovered(berth, process.pid)
        if is_polite:
            self.losses.polite += 1
            return
        self.losses.kills += 1
        self.losses.recovery_seconds.append(time.monotonic() - began_at)

    async def _recovered(self, berth: Berth, pid: int) -> None:
        deadline = time.monotonic() + RECOVERED_WITHIN_SECONDS
        while time.monotonic() < deadline:
            is_over = await self._is_taken_over(pid) if self._is_taken_over else berth.is_ready
            if is_over:
                return
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _keep_alive(self, berth: Berth) -> None:
        while True:
            with berth.log.open("ab") as log:
                berth.process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *self._command,
                    env={**self._environment, "PORT": str(berth.port)},
                    stdout=log,
                    stderr=log,
                )
            ready = asyncio.create_task(self._note_when_ready(berth, berth.process))
            code = await berth.process.wait()
            berth.is_ready = False
            ready.cancel()
            if berth.process.pid not in self._ordered_deaths:
                self.losses.unexpected_exits.append(code)
                await asyncio.sleep(0.5)  # as a supervisor would

    async def _note_when_ready(self, berth: Berth, process: asyncio.subprocess.Process) -> None:
        async with aiohttp.ClientSession() as session:
            while process.returncode is None:
                try:
                    async with session.get(f"{berth.url}/readyz") as answer:
                        if answer.status == 200:
                            berth.is_ready = True
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(_LOOK_EVERY_SECONDS)


@asynccontextmanager
async def lone_app(
    environment: Mapping[str, str], *, folder: Path, command: Sequence[str] = COMMAND
) -> AsyncIterator[Fleet]:
    """A fleet of one, where the environment's ``PORT`` says, ready; ended at the latest on leaving."""
    ports = [int(environment["PORT"])]
    fleet = Fleet(environment, processes=1, folder=folder, rng=random.Random(0), command=command, ports=ports)
    await fleet.open()
    try:
        yield fleet
    finally:
        await fleet.close()


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
