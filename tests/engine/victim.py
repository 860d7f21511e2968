"""A process whose only chain never ends, to be killed by a test."""

import asyncio
import sys

from bot.engine import Engine, Following


async def main(url: str) -> None:
    async def run_step(name: str, subject: str) -> Following | None:
        print(name, flush=True)
        await asyncio.Event().wait()
        return None

    engine = Engine(engine_url=url, queues={})
    await engine.launch(run_step)
    await engine.start("victims-chain", step="stuck", subject="victim's")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
