"""What the app does before anybody asks for anything."""

from pathlib import Path

import aiohttp

from tests.flows.forgeries import everything_written
from tests.flows.house import House


async def test_it_warms_up_without_a_trace_and_then_says_that_it_is_ready(
    house: House, tmp_path: Path
) -> None:
    async def ask(path: str) -> int:
        async with aiohttp.ClientSession() as session, session.get(f"{house.app_url}/{path}") as answer:
            return answer.status

    alive = await ask("healthz")
    while await ask("readyz") != 200:
        pass

    written = everything_written(tmp_path)
    assert alive == 200
    assert {name for name, rows in written.items() if rows} <= {"alembic_version"}
    assert house.workspace.views("ada") == []
