"""A process with a pool of one: says its worker's id, keeps it busy and waits for its own end."""

import asyncio
import sys

from bot.images.pool import PixelPool, hire
from tests.images.odd_work import hang, read_process_id


async def main() -> None:
    """Never returns."""
    pool = PixelPool(hire(1))
    worker_id = await pool.run(read_process_id)
    sys.stdout.write(f"{worker_id}\n")
    sys.stdout.flush()
    await pool.run(hang)


if __name__ == "__main__":
    asyncio.run(main())
