"""Slack changes under a running job: the charge stands, the picture is kept, the person hears how it ended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from bot.demo.slack.admin import Admin
from tests.flows.house import House, has_button, open_house, picture
from tests.flows.money import (
    SMALL,
    ask,
    ask_apart,
    check_books,
    has_kept_picture,
    see_rows,
    see_status,
    see_works,
    told_privately,
)

POST_FAILED = "The picture was made and charged, but Slack did not let us post it here. It is kept;"
GONE = "That file is no longer in Slack. Nothing was charged. Please attach the picture again."
Leave = Callable[[Admin, str], None]
# A private channel without the app is none for it.
CLOSED: list[tuple[str, Leave]] = [("design", Admin.archive), ("launch-plans", Admin.remove_app)]


@pytest.mark.parametrize(("channel", "leave"), CLOSED)
async def test_a_channel_that_closes_in_mid_job_leaves_charge_and_picture_and_a_word(
    house: House, channel: str, leave: Leave
) -> None:
    house.arm(Fault.STALL)
    thread_ts = await ask(house, channel=channel)
    await see_status(house, thread_ts, "is working", channel=channel)

    leave(house.workspace.admin, channel)
    house.runware.faults.clear()
    [note] = await house.wait_for(lambda: told_privately(house))

    books = await check_books(house)
    [job], [kept] = books.jobs, books.results
    assert POST_FAILED in note
    assert (job.stage, kept.state) == (Stage.FAILED, "kept")
    assert books.entries_of(job) == [("reservation", 60_000), ("settlement", 60_000)]
    assert await house.running.workshop.pictures.exists(kept.digest)
    await house.workspace.click("ada", house.workspace.messages("@retouch", user="ada")[-1], "details")
    assert has_kept_picture(house, house.workspace.views("ada")[-1])
    await see_works(house)


async def test_an_app_that_is_sent_away_but_may_still_change_its_words_tells_the_end_in_the_thread(
    house: House,
) -> None:
    house.arm(Fault.STALL)
    thread_ts = await ask(house)
    await see_status(house, thread_ts, "is working")

    house.workspace.admin.remove_app("design")
    house.runware.faults.clear()
    status = await see_status(house, thread_ts, POST_FAILED)

    books = await check_books(house)
    assert [job.stage for job in books.jobs] == [Stage.FAILED]
    assert has_button(status, "details")
    assert told_privately(house) == []


@pytest.mark.parametrize(("channel", "leave"), CLOSED)
async def test_a_channel_that_closes_while_a_job_stands_in_line_ends_it_free_of_charge(
    tmp_path: Path, channel: str, leave: Leave
) -> None:
    async with open_house(tmp_path, RUNWARE_CONCURRENCY="1") as house:
        house.arm(Fault.STALL)
        first = await ask_apart(house, user="ben")
        await see_status(house, first.ts, "is working", channel=first.channel)
        thread_ts = await ask(house, channel=channel)
        await see_status(house, thread_ts, "Next in line", channel=channel)

        leave(house.workspace.admin, channel)
        [note] = await house.wait_for(lambda: told_privately(house))
        house.runware.faults.clear()
        await see_status(house, first.ts, "Done: 1 picture.", channel=first.channel)
        await see_works(house)

        books = await check_books(house)
    [job] = [job for job in books.jobs if job.thread_ts == thread_ts]
    assert "Nothing was charged." in note
    assert job.stage == Stage.REFUSED
    assert books.entries_of(job) == [("reservation", 60_000), ("release", 60_000)]
    assert house.submits() == 2


async def test_a_file_that_is_deleted_before_it_was_fetched_costs_nothing(house: House) -> None:
    house.workspace.fault("files.info", "ratelimited", seconds=1)
    thread_ts = await ask(house)
    [file] = house.thread("design", thread_ts)[0]["files"]

    house.workspace.hub.delete_file(file["id"])
    [note] = await house.wait_for(lambda: told_privately(house))

    books = await check_books(house)
    assert GONE in note
    assert [job.stage for job in books.jobs] == [Stage.REFUSED]
    assert books.entries == []
    await see_works(house)


@pytest.mark.parametrize("channel", ["random", "board"])
async def test_a_command_where_the_app_is_no_member_says_how_to_invite_it(house: House, channel: str) -> None:
    await house.workspace.command("ada", channel, "/edit", "a red door --region top")

    [note] = house.workspace.ephemerals("ada")
    books = await check_books(house)
    assert "/invite @Retouch" in str(note)
    assert "Nothing was charged." in str(note)
    assert house.workspace.views("ada") == []
    assert (books.jobs, books.entries) == ([], [])


async def test_an_app_that_is_sent_away_while_its_form_is_open_says_so_and_charges_nothing(
    house: House,
) -> None:
    channel = house.workspace.admin.add_channel("studio")
    await house.workspace.command("ada", channel, "/edit", "a red door --region top")
    form = house.workspace.views("ada")[-1]
    house.workspace.admin.remove_app(channel)

    await house.workspace.submit("ada", form["id"], {"seed_image": [("shop.png", picture(SMALL))]})
    [note] = await house.wait_for(lambda: told_privately(house))

    books = await check_books(house)
    assert "Retouch is not in this channel. Nothing was charged." in note
    assert [job.stage for job in books.jobs] == [Stage.REFUSED]
    assert [kind for kind, _ in books.entries_of(books.jobs[0])] == ["reservation", "release"]


async def test_a_refusal_of_a_mention_stands_where_its_author_can_see_it(house: House) -> None:
    head = await ask(house, "edit a red door")
    [first] = await house.wait_for(lambda: house.workspace.ephemerals("ada"))
    await house.workspace.say("ada", "design", "@retouch edit a red door", thread_ts=head)
    [_, second] = await house.wait_for(lambda: (told := house.workspace.ephemerals("ada"))[1:] and told)

    assert "Which part should change? Nothing was charged." in first["text"]
    assert first.get("thread_ts") is None
    assert second["thread_ts"] == head
    await see_rows(house, lambda books: [job.stage for job in books.jobs] == [Stage.REFUSED] * 2)
