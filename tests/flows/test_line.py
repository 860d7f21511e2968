"""The place in line that a status message names stays true without anybody asking for it."""

from pathlib import Path

from bot.demo.services.faults import Fault
from tests.flows.house import open_house
from tests.flows.money import ask_apart, cancel, see_end, see_status


async def test_whoever_moves_up_in_line_reads_the_new_number_and_then_that_it_is_their_turn(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, RUNWARE_CONCURRENCY="1") as house:
        house.arm(Fault.STALL)
        first = await ask_apart(house)
        await see_status(house, first.ts, "is working", channel=first.channel)
        second, third = await ask_apart(house), await ask_apart(house)
        status = await see_status(house, second.ts, "Next in line", channel=second.channel)
        await see_status(house, third.ts, "Number 2 in line", channel=third.channel)

        await cancel(house, status)
        await see_status(house, third.ts, "Next in line", channel=third.channel)
        await cancel(house, await see_status(house, first.ts, "is working", channel=first.channel))
        house.runware.faults.clear()
        house.arm(Fault.STALL)

        await see_end(house, first.ts, channel=first.channel)
        await see_status(house, third.ts, "is working", channel=third.channel)
