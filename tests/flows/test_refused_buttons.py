"""A button that cannot do its work says why, to whoever pressed it alone, and charges nothing."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.announcer import Stage
from tests.flows.buttons import ORDERS, post, result_row
from tests.flows.house import House, has_button, open_house, text_of
from tests.flows.threads import begin, jobs_of, see_versions

DELETED = "This picture was deleted. Nothing was charged."
UNKNOWN = "We no longer know this picture. Nothing was charged."


async def told(house: House, user: str, ts: str, *names: str) -> str:
    """What a press is answered with, in private."""
    before = len(house.workspace.ephemerals(user))
    await house.workspace.click(user, ts, *names)
    await house.wait_for(lambda: house.workspace.ephemerals(user)[before:])
    return text_of(house.workspace.ephemerals(user)[-1])


async def test_buttons_of_a_picture_that_is_gone_or_was_never_here_say_so(house: House) -> None:
    thread_ts = await begin(house)
    result = house.results("design", thread_ts)[0]
    version_id = next(iter(result["blocks"][-1]["elements"]))["value"]
    # A screen that still shows the message after it was deleted, and one of another workspace.
    stale = await post(house.workspace, *result_row(version_id), text="v1")
    foreign_id = str(uuid4())
    foreign = await post(house.workspace, *result_row(foreign_id), text="v1")
    refused = await told(house, "ben", stale, "more", "delete")
    await told(house, "ada", stale, "more", "delete")

    answers = [await told(house, "ben", stale, name) for name in ORDERS]
    answers += [await told(house, "ben", stale, "more", name) for name in ("final_quality", "remix_this")]
    unknown = [await told(house, "ben", foreign, name) for name in ORDERS]
    unknown += [await told(house, "ben", foreign, "more", name) for name in ("details", "original", "delete")]

    assert "Only the person who asked for this picture can delete it." in refused
    assert [DELETED in answer for answer in answers] == [True] * len(answers)
    assert [UNKNOWN in answer for answer in unknown] == [True] * len(unknown)
    assert house.submits() == 1


async def test_again_beyond_the_budget_is_refused_in_private_with_a_way_to_ask_for_more(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, USER_MONTHLY_BUDGET_USD="0.10") as house:
        thread_ts = await begin(house)
        result = house.results("design", thread_ts)[0]
        before = len(house.thread("design", thread_ts))

        await house.workspace.click("ada", result["ts"], "again")
        [answer] = await house.wait_for(lambda: _offers_to_ask(house))
        await house.workspace.click("ben", result["ts"], "again")
        await see_versions(house, thread_ts, 2)

        first, refused, others = await jobs_of(house, thread_ts)
        assert "Nothing was charged." in text_of(answer)
        assert [job.stage for job in (first, refused, others)] == [
            Stage.DELIVERED,
            Stage.REFUSED,
            Stage.DELIVERED,
        ]
        assert "Nothing was charged." not in str(house.thread("design", thread_ts)[before:])
        assert others.user_id == "U0BEN0002"


def _offers_to_ask(house: House) -> list[dict[str, Any]]:
    return [note for note in house.workspace.ephemerals("ada") if has_button(note, "ask_for_more")]
