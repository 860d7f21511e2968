"""How long the app itself takes: from a service's answer to the posted result, and for a whole job."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figure import Figure, percentile, under
from tests.benchmarks.quick_runware import QuickRunware, quick_runware
from tests.crash.fleet import lone_app
from tests.flows.house import Street, is_status, mask, open_street, picture

JOBS = 30
MEGAPIXEL = (1152, 896)


async def measure() -> list[Figure]:
    """One job after the other, services and Slack answering at once, with callbacks, on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            quick_runware(picture(MEGAPIXEL, colour="maroon")) as runware,
            open_street(folder, RUNWARE_API_URL=runware.url, USER_MONTHLY_BUDGET_USD="1000") as street,
            lone_app(street.environment, folder=folder),
        ):
            await _run(street, runware, "warm")
            times = [await _run(street, runware, f"shop-{number}") for number in range(JOBS)]
    after_answer = [posted - answered for _, answered, posted in times]
    whole = [posted - asked for asked, _, posted in times]
    sent = (
        f"asked to sent: {percentile([answered - asked for asked, answered, _ in times], 50) * 1000:,.0f} ms"
    )
    return [
        under(
            "from the service's answer to the posted result, 1 megapixel, half",
            percentile(after_answer, 50) * 1000,
            bound=300,
            unit="ms",
            baseline=sent,
        ),
        under("the same, 95 %", percentile(after_answer, 95) * 1000, bound=1000, unit="ms", baseline=sent),
        under("whole job on SQLite, half", percentile(whole, 50) * 1000, bound=600, unit="ms", baseline=sent),
    ]


async def _run(street: Street, runware: QuickRunware, channel: str) -> tuple[float, float, float]:
    """When it was asked, when the service had the picture ready, and when it stood in the thread."""
    street.workspace.admin.add_channel(channel)
    answered = len(runware.answered_at)
    files = [("shop.png", picture(MEGAPIXEL)), ("mask.png", mask(MEGAPIXEL, (200, 200, 900, 700)))]
    asked_at = time.perf_counter()
    message = await street.workspace.say("ada", channel, "@retouch edit a red door", files=files)
    posted_at = await _until(lambda: bool(street.results(channel, message["ts"])))
    await street.wait_for(lambda: street.is_over(channel, message["ts"]))
    assert any(is_status(reply) for reply in street.thread(channel, message["ts"]))
    [answered_at] = runware.answered_at[answered:]
    return asked_at, answered_at, posted_at


async def _until(is_so: Callable[[], bool]) -> float:
    async with asyncio.timeout(120):
        while True:
            if is_so():
                return time.perf_counter()
            await asyncio.sleep(0.002)
