"""How late the event loop is while twenty pictures of twelve megapixels are worked on."""

import asyncio
import json
import tempfile
from pathlib import Path

from tests.benchmarks import probed
from tests.benchmarks.figure import Figure, percentile, under
from tests.crash.fleet import lone_app
from tests.flows.house import Street, open_street, picture

PICTURES = 20
TWELVE_MEGAPIXELS = (4000, 3000)
IDLE_SECONDS = 10


async def measure() -> list[Figure]:
    """The same process idle first, then with the work of twenty edits at once, on SQLite."""
    with tempfile.TemporaryDirectory() as calm, tempfile.TemporaryDirectory() as pressed:
        idle = await _delays(Path(calm), pictures=0)
        busy = await _delays(Path(pressed), pictures=PICTURES)
    baseline = f"the same process idle: {percentile(idle, 99) * 1000:.2g} ms"
    return [
        under(
            f"event loop late by, 99 %, with {PICTURES} pictures of 12 megapixels",
            percentile(busy, 99) * 1000,
            bound=20,
            unit="ms",
            baseline=baseline,
        ),
        Figure(what="the same, at most", measured=f"{max(busy) * 1000:.0f} ms", baseline=baseline),
    ]


async def _delays(folder: Path, *, pictures: int) -> list[float]:
    probe = folder / "delays.json"
    settings = {"USER_MONTHLY_BUDGET_USD": "1000", "PROBE_FILE": str(probe)}
    async with (
        open_street(folder, delay_seconds=0.0, **settings) as street,
        lone_app(street.environment, folder=folder, command=probed.COMMAND) as fleet,
    ):
        if pictures:
            await asyncio.gather(*(_edit(street, number) for number in range(pictures)))
        else:
            await asyncio.sleep(IDLE_SECONDS)
        await fleet.close_politely()
    delays: list[float] = json.loads(probe.read_text())
    return delays


async def _edit(street: Street, number: int) -> None:
    channel = f"shop-{number}"
    street.workspace.admin.add_channel(channel)
    files = [("shop.png", picture(TWELVE_MEGAPIXELS))]
    asked = await street.workspace.say(
        "ada", channel, '@retouch edit a red door --region "top left"', files=files
    )
    await street.wait_for(lambda: street.is_over(channel, asked["ts"]), seconds=600)
