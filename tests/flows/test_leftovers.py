"""Pictures that a crash left behind, which no row refers to: gone after a day, and nothing else with them."""

import os
from datetime import timedelta
from pathlib import Path

from bot.leftovers import discard_leftovers
from bot.pictures import FOLDERS
from bot.privacy.forgetting import delete_discarded
from tests.flows.house import Clock, House, open_house, picture
from tests.flows.threads import begin, picture_of, versions_of
from tests.safety.traces import kept_pictures

DAYS = timedelta(days=3).total_seconds()


async def test_what_nobody_refers_to_goes_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        older = await put(house, tmp_path, colour="grey", written_at=clock().timestamp() - DAYS)
        thread_ts = await begin(house)
        needed = kept_pictures(tmp_path) - {older}
        await put(house, tmp_path, colour="red", written_at=clock().timestamp() + 60)
        clock.advance(seconds=DAYS)
        fresh = await put(house, tmp_path, colour="blue", written_at=clock().timestamp())

        for _ in FOLDERS:
            await discard_leftovers(house.running.workshop)
            clock.advance(seconds=60)
        await delete_discarded(house.running.workshop)

        # What is older than the first job may be another installation's, what is fresh a job's that needs it soon.
        assert kept_pictures(tmp_path) == needed | {older, fresh}
        assert [await picture_of(house, version) for version in await versions_of(house, thread_ts)]


async def put(house: House, folder: Path, *, colour: str, written_at: float) -> str:
    """Keep a picture that nobody needs, as if at that time; its digest."""
    digest = await house.running.workshop.pictures.put(picture((64, 64), colour=colour))
    os.utime(folder / "pictures" / digest[:2] / digest, (written_at, written_at))
    return digest
