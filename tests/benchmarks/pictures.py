"""The work on an edited picture, from the service's answer to the proved file, against bare Pillow."""

import asyncio
import time
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from bot.images.focus import FocusPlan
from bot.images.lock import lock
from bot.images.png import decode_png, encode_png
from tests.benchmarks.figure import Figure
from tests.images.pictures import make_mask, make_photo, save

SIZES = {"1 megapixel": (1152, 864), "12 megapixels": (4000, 3000)}
WANTED = 1.3
ROUNDS = 5


async def measure() -> list[Figure]:
    """Processor seconds, the best of several rounds."""
    return await asyncio.to_thread(
        lambda: [each for name, size in SIZES.items() for each in _pair(name, size)]
    )


def _pair(name: str, size: tuple[int, int]) -> list[Figure]:
    width, height = size
    original, answer = encode_png(make_photo(*size)), save(make_photo(*size, seed=2))
    mask = encode_png(make_mask(size, (width // 4, height // 4, width * 3 // 4, height * 3 // 4)))
    plan = FocusPlan(width_px=width, height_px=height, box=(0, 0, width, height))
    # In turns, so that a busy machine is as unfair to one as to the other.
    rounds = [
        (
            _seconds(lambda: lock(original, answer, mask, plan=plan)),
            _seconds(lambda: _bare(original, answer, mask)),
            _seconds(lambda: _bare_with_our_encoder(original, answer, mask)),
        )
        for _ in range(ROUNDS)
    ]
    ours, bare, same_encoder = (min(times) for times in zip(*rounds, strict=True))
    return [
        Figure(
            what=f"lock, proof and file, {name}",
            measured=f"{ours:.2f} s ({ours / bare:.2f} of the baseline)",
            baseline=f"Pillow decodes, composites and encodes: {bare:.2f} s",
            wanted=f"below {WANTED} of the baseline",
            is_met=ours < WANTED * bare,
        ),
        Figure(
            what=f"the same, {name}",
            measured=f"{ours:.2f} s ({ours / same_encoder:.2f} of the baseline)",
            baseline=f"Pillow with our encoder's settings, no proof: {same_encoder:.2f} s",
        ),
    ]


def _bare(original: bytes, answer: bytes, mask: bytes) -> bytes:
    below, above, weights = (Image.open(BytesIO(content)) for content in (original, answer, mask))
    result = Image.composite(above, below, weights)
    target = BytesIO()
    result.save(target, "PNG")
    return target.getvalue()


def _bare_with_our_encoder(original: bytes, answer: bytes, mask: bytes) -> bytes:
    return encode_png(Image.composite(decode_png(answer), decode_png(original), decode_png(mask)))


def _seconds(work: Callable[[], object]) -> float:
    began_at = time.thread_time()
    work()
    return time.thread_time() - began_at
