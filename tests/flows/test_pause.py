"""The pause before an instruction runs, in which Cancel is free."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.flows.house import QUICK, House, has_button, is_status, open_house
from tests.flows.threads import begin, jobs_of, reply


@pytest.fixture
async def slow_house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, timing=replace(QUICK, pause_seconds=60.0)) as opened:
        yield opened


async def test_cancel_in_the_pause_is_free_and_the_status_message_says_so(slow_house: House) -> None:
    house = slow_house
    thread_ts = await begin(house)
    await reply(house, thread_ts, "now make the door blue")

    def paused() -> list[dict[str, object]]:
        replies = [reply for reply in house.thread("design", thread_ts) if is_status(reply)]
        return [reply for reply in replies if has_button(reply, "cancel")]

    status = (await house.wait_for(paused))[0]
    await house.workspace.click("ada", status, "cancel")
    await house.wait_for(lambda: house.is_over("design", thread_ts))

    assert "until then Cancel is free" in str(status["blocks"])
    assert house.submits() == 1
    assert [job.stage for job in await jobs_of(house, thread_ts)] == ["delivered", "cancelled"]
    assert "Cancelled before anything was sent. You were not charged." in house.said("design", thread_ts)
