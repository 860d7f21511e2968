"""The place in line that a status message names stays true without anybody asking for it."""

from dataclasses import replace
from pathlib import Path

from bot.demo.services.faults import Fault
from bot.office.board import cancel_job, open_desk
from bot.settings import Settings
from bot.steps.records import job_id_of
from tests.flows.house import QUICK, House, Street, move_in, open_street
from tests.flows.money import Run, ask_apart, cancel, see_end, see_status

ONE_AT_A_TIME = {"RUNWARE_CONCURRENCY": "1"}
# The first job must not end by its deadline: that too would move the line.
TIMING = replace(QUICK, job_timeout_seconds=600.0)


async def form_line(house: House) -> tuple[Run, Run, Run]:
    """Three jobs of which the first is at a service that does not begin it, and the others wait."""
    house.arm(Fault.STALL)
    first = await ask_apart(house)
    await see_status(house, first.ts, "is working", channel=first.channel)
    second = await ask_apart(house)
    # Before the next is asked: whoever's pictures are read first stands before the other.
    await see_status(house, second.ts, "Next in line", channel=second.channel)
    third = await ask_apart(house)
    await see_status(house, third.ts, "Number 2 in line", channel=third.channel)
    return first, second, third


async def cancel_beside(street: Street, run: Run) -> None:
    """As an operator does by the command, whether or not the app runs."""
    channel = street.workspace.hub.conversations.get_channel(run.channel)
    job_id = job_id_of(f"message:{street.workspace.team_id}:{channel.channel_id}:{run.ts}")
    values = {name.lower(): value for name, value in street.environment.items() if value}
    async with open_desk(Settings(_env_file=None, **values)) as desk:
        await cancel_job(desk.database, desk.spending, str(job_id), now=desk.now)


async def test_whoever_moves_up_in_line_reads_the_new_number_and_then_that_it_is_their_turn(
    tmp_path: Path,
) -> None:
    async with open_street(tmp_path, **ONE_AT_A_TIME) as street, move_in(street, timing=TIMING) as house:
        first, second, third = await form_line(house)

        await cancel(house, await see_status(house, second.ts, "Next in line", channel=second.channel))
        await see_status(house, third.ts, "Next in line", channel=third.channel)
        await cancel(house, await see_status(house, first.ts, "is working", channel=first.channel))
        house.runware.faults.clear()
        house.arm(Fault.STALL)

        await see_end(house, first.ts, channel=first.channel)
        await see_status(house, third.ts, "is working", channel=third.channel)


async def test_whoever_moved_up_while_no_process_ran_reads_the_new_number_after_the_start(
    tmp_path: Path,
) -> None:
    async with open_street(tmp_path, **ONE_AT_A_TIME) as street:
        async with move_in(street, timing=TIMING) as house:
            _, second, third = await form_line(house)
        await cancel_beside(street, second)

        async with move_in(street, timing=TIMING) as house:
            await see_status(house, third.ts, "Next in line", channel=third.channel)
