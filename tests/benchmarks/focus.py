"""What focus is worth: fine print inside the mask, sent as a crop against sent as the whole picture."""

import asyncio

from tests.benchmarks.figure import Figure
from tests.images.fine_text import edit, noise_ratio, sharpness

SIZES = ((1600, 1200), (2400, 1600), (4000, 3000), (6000, 4000))
MARK_PX = (480, 180)


async def measure() -> list[Figure]:
    """The sharpness of the wished-for print that is left, and how near the result is to it."""
    return await asyncio.to_thread(lambda: [_figure(size) for size in SIZES])


def _figure(size: tuple[int, int]) -> Figure:
    left, top = size[0] * 3 // 5, size[1] // 2
    box = (left, top, left + MARK_PX[0], top + MARK_PX[1])
    kept, near = {}, {}
    for is_focus_on in (True, False):
        wished, got = edit(size, box, is_focus_on=is_focus_on)
        kept[is_focus_on] = sharpness(got) / sharpness(wished)
        near[is_focus_on] = noise_ratio(wished, got)
    return Figure(
        what=f"sharpness left in a mark of {MARK_PX[0]} x {MARK_PX[1]}, {size[0] * size[1] / 1e6:.0f} megapixels",
        measured=f"{kept[True]:.0%}, PSNR {near[True]:.0f} dB",
        baseline=f"whole picture sent: {kept[False]:.0%}, PSNR {near[False]:.0f} dB",
        wanted="at least 90%, and more than the whole picture",
        is_met=kept[True] >= max(0.9, kept[False]),
    )
