"""Several results of one wish: how they are ordered from each service, and how they come back."""

from collections.abc import Iterator
from pathlib import Path

from bot.announcer import Stage
from tests.flows.house import House, has_button, open_house, text_of
from tests.flows.money import ask, read_books, see_end
from tests.flows.received import submits

EDIT = "edit a red door --region top --count 3"


def labels(house: House, thread_ts: str) -> list[str]:
    """The version that each result in the thread calls itself, in the order they came."""
    return [text_of(result).partition(" · ")[0].split()[-1] for result in house.results("design", thread_ts)]


def at_work(house: House) -> Iterator[int]:
    """How many tasks Magnific had begun and not finished, after each of its callbacks."""
    under_way: set[str] = set()
    for posting in house.magnific.callbacks:
        (under_way.add if posting.payload["status"] == "IN_PROGRESS" else under_way.discard)(posting.task_id)
        yield len(under_way)


async def test_three_results_are_one_task_at_runware_and_three_replies(house: House) -> None:
    thread_ts = await ask(house, EDIT)
    job = await see_end(house, thread_ts)

    assert [body["numberResults"] for body in submits(house, "runware")] == [3]
    assert labels(house, thread_ts) == ["v1.1", "v1.2", "v1.3"]
    results = house.results("design", thread_ts)
    assert len({result["files"][0]["id"] for result in results}) == 3
    assert all(len(result["files"]) == 1 and has_button(result, "change") for result in results)
    assert (await read_books(house)).entries_of(job) == [("reservation", 180_000), ("settlement", 180_000)]


async def test_a_sheet_of_all_results_follows_once_the_last_is_there(house: House) -> None:
    thread_ts = await ask(house, EDIT)
    await see_end(house, thread_ts)
    [sheet] = await house.wait_for(
        lambda: [reply for reply in house.thread("design", thread_ts) if "at a glance" in text_of(reply)]
    )

    replies = house.thread("design", thread_ts)
    assert "All 3 results at a glance." in text_of(sheet)
    assert [file["name"] for file in sheet["files"]] == ["contact-sheet.png"]
    assert replies.index(sheet) > max(replies.index(result) for result in house.results("design", thread_ts))


async def test_three_results_are_three_tasks_at_magnific_of_which_only_so_many_run_at_once(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, delay_seconds=1.5, MAGNIFIC_CONCURRENCY="2") as house:
        thread_ts = await ask(house, f"{EDIT} --model magnific")
        job = await see_end(house, thread_ts)

        assert house.submits("magnific") == 3
        assert max(at_work(house)) == 2
        assert len({body["webhook_url"] for body in submits(house, "magnific")}) == 3
        assert sorted(labels(house, thread_ts)) == ["v1.1", "v1.2", "v1.3"]
        assert job.stage == Stage.DELIVERED
        assert (await read_books(house)).entries_of(job)[-1] == ("settlement", 180_000)


async def test_results_of_one_seed_differ_and_say_which_seed_makes_each_again(house: House) -> None:
    thread_ts = await ask(house, f"{EDIT} --model magnific --seed 2147483646")
    await see_end(house, thread_ts)

    assert sorted(body["seed"] for body in submits(house, "magnific")) == [0, 2147483646, 2147483647]
    said = [text_of(result) for result in house.results("design", thread_ts)]
    assert all(any(f"seed {seed} ·" in text for text in said) for seed in (0, 2147483646, 2147483647))
