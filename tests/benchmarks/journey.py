"""How long the app itself takes: from a service's answer to the posted result, and for a whole job."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figure import Figure, percentile, under
from tests.crash.fleet import lone_app
from tests.flows.house import Street, is_status, mask, open_street, picture

JOBS = 30
MEGAPIXEL = (1152, 896)


async def measure() -> list[Figure]:
    """One job after the other, services and Slack answering at once, with callbacks, on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            open_street(folder, delay_seconds=0.0, USER_MONTHLY_BUDGET_USD="1000") as street,
            lone_app(street.environment, folder=folder),
        ):
            await _run(street, "warm")
            times = [await _run(street, f"shop-{number}") for number in range(JOBS)]
    after_answer = [posted - billed for _, billed, posted in times]
    whole = [posted - asked for asked, _, posted in times]
    painted = _outside_the_app(times)
    return [
        under(
            "from the service's answer to the posted result, 1 megapixel, half",
            percentile(after_answer, 50) * 1000,
            bound=300,
            unit="ms",
            baseline=painted,
        ),
        under("the same, 95 %", percentile(after_answer, 95) * 1000, bound=1000, unit="ms", baseline=painted),
        under(
            "whole job on SQLite, half", percentile(whole, 50) * 1000, bound=600, unit="ms", baseline=painted
        ),
    ]


def _outside_the_app(times: list[tuple[float, float, float]]) -> str:
    """What of a job is not the app's."""
    to_bill = percentile([billed - asked for asked, billed, _ in times], 50)
    return f"asked to billed, with the stand-in's painting: {to_bill * 1000:,.0f} ms"


async def _run(street: Street, channel: str) -> tuple[float, float, float]:
    """When it was asked, when the service had the picture ready, and when it stood in the thread."""
    street.workspace.admin.add_channel(channel)
    billed = len(street.runware.billed)
    files = [("shop.png", picture(MEGAPIXEL)), ("mask.png", mask(MEGAPIXEL, (200, 200, 900, 700)))]
    asked_at = time.perf_counter()
    asked = asyncio.create_task(street.workspace.say("ada", channel, "@retouch edit a red door", files=files))
    billed_at = await _until(lambda: len(street.runware.billed) > billed)
    message = await asked
    posted_at = await _until(lambda: bool(street.results(channel, message["ts"])))
    await street.wait_for(lambda: street.is_over(channel, message["ts"]))
    assert any(is_status(reply) for reply in street.thread(channel, message["ts"]))
    return asked_at, billed_at, posted_at


async def _until(is_so: Callable[[], bool]) -> float:
    async with asyncio.timeout(120):
        while True:
            if is_so():
                return time.perf_counter()
            await asyncio.sleep(0.002)
