"""An update from an early release: its threads, its money and every button it left in Slack go on working."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.people import Person
from bot.pictures import open_pictures
from bot.web.links import MaskLinks
from storage import masks
from tests.flows import old_rows
from tests.flows.buttons import button, post, result_row
from tests.flows.house import House, mask, move_in, open_street, picture
from tests.flows.money import told_privately
from tests.flows.threads import labels, see_versions, versions_of


@asynccontextmanager
async def updated_house(folder: Path, *, step: str) -> AsyncIterator[tuple[House, str, str]]:
    """The app of today on the database of then; the thread that was there, and the result in it."""
    pictures = open_pictures(str(folder / "pictures"))
    digests = {
        "seed": await pictures.put(picture()),
        "mask": await pictures.put(mask()),
        "result": await pictures.put(picture(colour="maroon")),
    }
    async with open_street(folder) as street:
        said = await post(street.workspace, text="a picture of the shop")
        old_rows.leave_database(folder / "retouch.db", step=step, thread_ts=said, digests=digests)
        async with move_in(street) as house:
            yield (
                house,
                said,
                await post(street.workspace, *result_row(old_rows.RESULT), text="v1", thread_ts=said),
            )


async def open_view(house: House, ts: str, *names: str) -> dict[str, Any]:
    """What a press on a button, or an entry of a menu, opens."""
    seen = {view["id"] for view in house.workspace.views("ada")}
    await house.workspace.click("ada", ts, *names)
    opened = await house.wait_for(
        lambda: [view for view in house.workspace.views("ada") if view["id"] not in seen]
    )
    return opened[-1]


async def test_every_button_of_an_old_result_does_what_it_did(tmp_path: Path) -> None:
    async with updated_house(tmp_path, step="0002") as (house, thread_ts, result):
        await house.workspace.click("ada", result, "again")
        await see_versions(house, thread_ts, 1 + 1)
        await house.workspace.click("ben", result, "more", "final_quality")
        await see_versions(house, thread_ts, 1 + 2)
        for name in ("compare", "redraw_mask"):
            await house.workspace.click("ada", result, name)
        await house.workspace.click("ada", result, "more", "original")
        views = [
            await open_view(house, result, "change"),
            await open_view(house, result, "more", "details"),
            await open_view(house, result, "more", "remix_this"),
        ]
        await house.wait_for(lambda: "v0 and v1 side by side" in house.said("design", thread_ts))
        await house.wait_for(lambda: "v0 that v1 goes back to" in house.said("design", thread_ts))
        await house.workspace.click("ada", result, "more", "delete")
        await house.wait_for(lambda: any("v1 is deleted." in told for told in told_privately(house)))

        every = await versions_of(house, thread_ts)
        month = await house.running.workshop.spending.month_of(
            Person(team_id=old_rows.TEAM, user_id=old_rows.ADA)
        )
    names = labels(every)
    assert [names.get(version.parent_id) for version in every] == [None, "v0", "v0", "v0"]
    assert [version.cost_micros for version in every] == [0, 30_000, 30_000, 90_000]
    assert all("a red door" in str(view) for view in views)
    assert any("/mask/" in str(note) for note in house.workspace.ephemerals("ada"))
    assert month.spent_micros == 60_000
    assert every[1].deleted_at is not None


async def test_the_buttons_of_old_jobs_still_answer(tmp_path: Path) -> None:
    async with updated_house(tmp_path, step="0002") as (house, thread_ts, _):
        row = [
            button("cancel", old_rows.DELIVERED),
            button("reopen_form", old_rows.REFUSED),
            button("confirm", old_rows.WAITING),
        ]
        ts = await post(house.workspace, *row, text="buttons of jobs", thread_ts=thread_ts)

        await house.workspace.click("ada", ts, "cancel")
        await house.wait_for(lambda: any("has ended already" in told for told in told_privately(house)))
        await house.workspace.click("ada", ts, "reopen_form")
        await house.wait_for(lambda: house.workspace.views("ada"))
        await house.workspace.click("ada", ts, "confirm")
        made = await see_versions(house, thread_ts, 1 + 1)
        proof = await house.running.workshop.spending.prove()

    assert [version.cost_micros for version in made] == [30_000, 30_000]
    assert proof == []


@pytest.mark.parametrize("step", ["0003", "0005"])
async def test_a_mask_page_that_was_open_over_an_update_is_still_good(tmp_path: Path, step: str) -> None:
    async with updated_house(tmp_path, step=step) as (house, thread_ts, _):
        async with house.running.workshop.database.transaction(read_only=True) as session:
            page = await masks.find_page(session, old_rows.PAGE)
        assert page is not None
        token = MaskLinks("a-secret-key-for-tests").token(page.id, expires_at=page.expires_at)

        async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
            answer = await browser.post(
                f"{house.app_url}/mask/{token}", content=mask(), headers={"Content-Type": "image/png"}
            )
        made = await see_versions(house, thread_ts, 1 + 1)

    assert answer.status_code < 300
    assert made[1].parent_id == old_rows.RESULT
