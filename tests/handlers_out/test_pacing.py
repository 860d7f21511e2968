"""Turns in a channel and holds on a method, on a clock that only sleeping moves."""

import asyncio

from handlers.pacing import OwnPace, Pacer
from tests.handlers_out.conftest import FakeTime


async def test_five_messages_go_at_once_then_one_a_second(fake_time: FakeTime):
    pacer = Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep)

    for _ in range(8):
        await pacer.turn_in_channel("T1", "C1")

    assert fake_time.slept == [1.0, 1.0, 1.0]


async def test_channels_do_not_wait_for_each_other(fake_time: FakeTime):
    pacer = Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep)
    for _ in range(5):
        await pacer.turn_in_channel("T1", "C1")

    await pacer.turn_in_channel("T1", "C2")
    await pacer.turn_in_channel("T2", "C1")

    assert fake_time.slept == []


async def test_those_who_ask_together_get_their_turns_one_after_the_other(fake_time: FakeTime):
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    pacer = Pacer(pace=OwnPace(fake_time.clock), sleep=note)

    await asyncio.gather(*(pacer.turn_in_channel("T1", "C1") for _ in range(8)))

    assert waits == [1.0, 2.0, 3.0]


async def test_a_quiet_channel_earns_its_burst_back_and_no_more(fake_time: FakeTime):
    pacer = Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep)
    for _ in range(5):
        await pacer.turn_in_channel("T1", "C1")
    fake_time.now += 3600

    for _ in range(6):
        await pacer.turn_in_channel("T1", "C1")

    assert fake_time.slept == [1.0]


async def test_a_hold_is_waited_out_even_when_it_is_made_longer(fake_time: FakeTime):
    pacer = Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep)
    await pacer.hold("T1", "chat.postMessage", seconds=7)
    await pacer.hold("T1", "chat.postMessage", seconds=3)

    await pacer.until_free("T1", "chat.postMessage")
    await pacer.until_free("T1", "chat.update")

    assert fake_time.slept == [7.0]
    assert await pacer.held_seconds("T1", "chat.postMessage") == 0
