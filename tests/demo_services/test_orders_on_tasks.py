"""Two orders that a test gives about a task: do not begin it yet, and refuse one of its keys."""

from bot.demo.services.faults import Armed, Fault
from bot.demo.services.orders import Stage
from tests.demo_services.speak import Served, ask, edit_task, finish, inpainting, post, submit


async def test_a_stalled_task_is_accepted_and_begins_when_the_faults_are_cleared(runware: Served) -> None:
    stalled, later = edit_task(), edit_task()
    runware.workshop.faults.arm(Armed(fault=Fault.STALL))

    status, _ = await post(runware, [stalled])
    await post(runware, [later])
    await finish(runware, later["taskUUID"])
    before = runware.workshop.tasks[stalled["taskUUID"]].stage
    runware.workshop.faults.clear()
    await finish(runware, stalled["taskUUID"])

    assert (status, before) == (200, Stage.ACCEPTED)
    assert (await ask(runware, stalled))["data"][0]["status"] == "success"


async def test_runware_can_refuse_a_key_that_its_pages_allow(runware: Served) -> None:
    path = "providerSettings.ideogram.stylePreset"
    runware.workshop.faults.arm(Armed(fault=Fault.REFUSE_PARAMETER, parameter=path))

    status, answer = await post(runware, [edit_task()])

    [error] = answer["errors"]
    assert status == 400
    assert (error["code"], error["parameter"]) == ("invalidStylePreset", path)
    assert runware.workshop.tasks == {}


async def test_magnific_can_refuse_a_key_that_its_pages_allow(magnific: Served) -> None:
    magnific.workshop.faults.arm(Armed(fault=Fault.REFUSE_PARAMETER, parameter="style_type"))

    status, answer = await submit(magnific, inpainting())

    assert status == 400
    assert "style_type" in str(answer)
    assert magnific.workshop.tasks == {}
