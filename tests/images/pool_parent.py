"""A process with a pool of one: says its worker's id and then waits for its own end."""

import asyncio
import sys

from bot.images.pool import PixelPool
from tests.images.odd_work import read_process_id


async def main() -> None:
    """Never returns."""
    worker_id = await PixelPool(workers=1).run(read_process_id)
    sys.stdout.write(f"{worker_id}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
