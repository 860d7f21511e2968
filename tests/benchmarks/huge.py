"""A picture of 100 megapixels: memory of the process that works on it, and how long the event loop is held up."""

import asyncio
import os
import re
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.images.compare import compare
from bot.images.focus import FocusPlan, cut, plan_focus
from bot.images.intake import read_picture
from bot.images.lock import encode, lock
from bot.images.mask import read_mask
from bot.images.pool import PixelPool, hire
from bot.images.preview import tint
from bot.images.screen import screen_copy
from tests.benchmarks.figure import Figure
from tests.images.pictures import make_mask, make_photo, save

SIZE = (12_000, 8_333)
MAX_BYTES = 2_000_000_000
SLACK_SECONDS = 3.0
TICK_SECONDS = 0.01

Work = Callable[[], object]


async def measure() -> list[Figure]:
    """Every kind of work on its own, each in a process of its own."""
    photo = await asyncio.to_thread(_photo)
    answer = await asyncio.to_thread(lambda: save(make_photo(1024, 704, seed=2)))
    drawn_mask = await asyncio.to_thread(lambda: save(make_mask(SIZE, (3000, 2000, 9000, 6000)).convert("1")))
    bare_bytes, _, _ = await _watch(partial(_bare, photo))
    figures, lags = [], []

    async def note(what: str, work: Work) -> object:
        peak_bytes, lag_seconds, result = await _watch(work)
        lags.append(lag_seconds)
        figures.append(
            Figure(
                what=f"memory to {what}, 100 megapixels",
                measured=f"{peak_bytes / 1e9:.2f} GB",
                baseline=f"Pillow decodes and encodes it: {bare_bytes / 1e9:.2f} GB",
                wanted="under 2 GB",
                is_met=peak_bytes < MAX_BYTES,
            )
        )
        return result

    seed_png = (await note("take it in", partial(read_picture, photo, field="seed_image"))).png  # type: ignore[attr-defined]
    reading = await note("read its mask", partial(read_mask, drawn_mask, seed_size=SIZE, polarity=None))
    mask_png = reading.png  # type: ignore[attr-defined]
    plan: FocusPlan = plan_focus(SIZE, mask_png, is_on=False)
    await note("cut what is sent", partial(cut, seed_png, mask_png, plan))
    locked = await note("lock the answer", partial(lock, seed_png, answer, mask_png, plan=plan))
    await note("tint the preview", partial(tint, seed_png, mask_png))
    await note("make the mask page's copy", partial(screen_copy, seed_png))
    result_png = locked.png  # type: ignore[attr-defined]
    await note("compare", partial(compare, seed_png, result_png, mask_png=mask_png))
    await note("deliver it as WebP", partial(encode, result_png, file_format="webp"))
    figures.append(
        Figure(
            what="longest stop of the event loop meanwhile",
            measured=f"{max(lags):.2f} s",
            baseline=f"asleep for {TICK_SECONDS} s at a time, nothing else to do",
            wanted=f"under Slack's {SLACK_SECONDS:g} s",
            is_met=max(lags) < SLACK_SECONDS,
        )
    )
    return figures


async def _watch(work: Work) -> tuple[int, float, object]:
    """The worker's peak of memory, the loop's longest stop, and the result."""
    pool = PixelPool(hire(1), max_seconds=1800)
    await pool.warm()
    process_id = await pool.run(os.getpid)
    stops: list[float] = []
    ticking = asyncio.create_task(_note_stops(stops))
    result = await pool.run(work)
    ticking.cancel()
    status = await asyncio.to_thread(Path(f"/proc/{process_id}/status").read_text)
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    await pool.close()
    assert found is not None, "Linux tells every process's peak"
    return int(found[1]) * 1024, max(stops, default=0.0), result


async def _note_stops(stops: list[float]) -> None:
    """By how much each short sleep took longer than it should have."""
    while True:
        began_at = time.monotonic()
        await asyncio.sleep(TICK_SECONDS)
        stops.append(time.monotonic() - began_at - TICK_SECONDS)


def _photo() -> bytes:
    """Grain as in a photo, sixteen times the same part: making all of it would take more than we measure."""
    part = make_photo(SIZE[0] // 4, -(-SIZE[1] // 4))
    photo = Image.new("RGB", SIZE)
    for number in range(16):
        photo.paste(part, (number % 4 * part.width, number // 4 * part.height))
    return save(photo, "JPEG", quality=88)


def _bare(photo: bytes) -> int:
    with Image.open(BytesIO(photo)) as image:
        target = BytesIO()
        image.save(target, "PNG", compress_level=1)
    return len(target.getvalue())
