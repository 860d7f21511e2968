"""Pixel work in other processes: what they die of stays their own affair."""

import asyncio
import os
import select
import subprocess
import sys
from functools import partial

import pytest

from bot.errors import RequestError
from bot.images.mask import invert
from bot.images.pool import PixelPool, PixelWorkFailed, hire
from tests.images.odd_work import add, die, die_once, hang, read_process_id, refuse, take_memory
from tests.images.pictures import make_mask, pixels_of, save

PATIENCE_SECONDS = 30


@pytest.fixture
async def pool():
    pool = PixelPool(hire(2))
    yield pool
    await pool.close()


async def test_work_is_done_in_another_process(pool):
    mask = save(make_mask((20, 20), (0, 0, 10, 20)))

    inverted = await pool.run(invert, mask)

    assert pixels_of(inverted)[0].tolist() == [0] * 10 + [255] * 10
    assert await pool.run(read_process_id) != os.getpid()
    assert await pool.run(partial(add, 2), right=3) == 5


async def test_a_refusal_arrives_with_its_sentence_and_field(pool):
    with pytest.raises(RequestError, match="Draw it again") as caught:
        await pool.run(refuse, "Draw it again.")

    assert caught.value.field == "mask_image"
    assert caught.value.user_text == "Draw it again."


async def test_more_work_than_workers_waits_its_turn(pool):
    sums = await asyncio.gather(*(pool.run(add, number) for number in range(20)))

    assert sums == list(range(1, 21))


async def test_work_whose_process_died_is_tried_once_more(pool, tmp_path):
    assert await pool.run(die_once, tmp_path / "tried") == "done"


async def test_a_process_that_dies_while_it_is_warmed_up_is_replaced_by_its_first_work():
    [worker] = workers = hire(1)
    pool = PixelPool(workers)
    worker.submit(die)

    await pool.warm()

    assert await pool.run(add, 1) == 2
    await pool.close()


async def test_work_that_kills_its_process_fails_alone_and_the_pool_goes_on(pool):
    outcomes = await asyncio.gather(
        pool.run(die), *(pool.run(add, number) for number in range(8)), return_exceptions=True
    )

    assert isinstance(outcomes[0], PixelWorkFailed)
    assert "Nothing was charged" in outcomes[0].user_text
    assert outcomes[1:] == list(range(1, 9))
    assert await pool.run(add, 1) == 2


async def test_a_process_killed_between_two_pieces_of_work_is_replaced():
    pool = PixelPool(hire(1))
    first_id = await pool.run(read_process_id)

    os.kill(first_id, 9)
    _wait_for_end(first_id)
    second_id = await pool.run(read_process_id)

    assert second_id != first_id
    await pool.close()


async def test_work_without_end_is_ended():
    pool = PixelPool(hire(1), max_seconds=1.5)
    await pool.warm()

    with pytest.raises(PixelWorkFailed, match="too long"):
        await pool.run(hang)

    assert await pool.run(add, 1) == 2
    await pool.close()


async def test_a_caller_that_gave_up_leaves_a_usable_pool():
    pool = PixelPool(hire(1), max_seconds=1.5)
    await pool.warm()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pool.run(hang), 0.1)

    assert await pool.run(add, 1) == 2
    await pool.close()


async def test_a_worker_cannot_take_the_machines_memory(pool):
    with pytest.raises(MemoryError):
        await pool.run(take_memory, 4_000_000_000)

    assert await pool.run(take_memory, 500_000_000) == 500_000_000


def test_a_worker_ends_with_its_parent_even_after_a_kill():
    command = [sys.executable, "-m", "tests.images.pool_parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        worker_id = int(parent.stdout.readline())
        watch = os.pidfd_open(worker_id)

        parent.kill()

        has_ended, _, _ = select.select([watch], [], [], PATIENCE_SECONDS)
        os.close(watch)
    assert has_ended


def _wait_for_end(process_id: int) -> None:
    try:
        watch = os.pidfd_open(process_id)
    except ProcessLookupError:
        return
    select.select([watch], [], [], PATIENCE_SECONDS)
    os.close(watch)
