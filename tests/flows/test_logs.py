"""What the log tells of a job."""

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from tests.flows.house import House
from tests.flows.money import ask, see_end


async def test_every_step_of_a_job_has_its_id_in_the_log(house: House) -> None:
    with capture_logs(processors=[merge_contextvars]) as logged:
        await see_end(house, await ask(house))

    steps = {line["step"]: line.get("job_id") for line in logged if line["event"] == "A step is done."}
    assert {"take_in", "submit", "ask", "fetch_result", "share_result"} <= steps.keys()
    assert len(set(steps.values())) == 1
    assert None not in steps.values()
