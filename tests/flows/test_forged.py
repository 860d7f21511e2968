"""Forged, foreign, stale and replayed requests at the app's own addresses: refused, empty, and without effect."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.services.faults import Fault, Moment
from bot.demo.services.tasks import Workshop as Service
from bot.demo.slack.deliveries import signature
from bot.providers.http import Patience
from tests.flows.forgeries import (
    Post,
    about_magnific,
    badly_signed,
    begun_letter,
    everything_written,
    forged_for_magnific,
    forged_for_runware,
    only_task,
    requests_at_services,
    signed,
    statuses_of,
)
from tests.flows.house import QUICK, House, open_house
from tests.flows.tally import ONE_EDIT, ask_for_edit, delivered, is_asked_about, tally

# Nothing happens by itself: no poll, and a status message that is not looked at again.
STILL = replace(QUICK, first_poll_seconds=60.0, max_poll_seconds=60.0, watch_seconds=60.0)


async def test_no_forged_callback_moves_a_waiting_task(tmp_path: Path) -> None:
    async with open_house(tmp_path, timing=STILL) as house:
        house.arm(Fault.STALL)
        house.arm(Fault.STALL, service="magnific")
        first = await ask_for_edit(house)
        second = await ask_for_edit(house, "--model magnific", place="general")
        await house.wait_for(lambda: are_accepted(tmp_path, tasks=2))
        ours, theirs = only_task(house.runware), only_task(house.magnific)
        begun = begun_letter(theirs)
        assert await statuses_of({"begun": begun}) == {"begun": 200}
        unfounded = {**forged_for_runware(ours, theirs), **forged_for_magnific(theirs, ours, begun=begun)}
        unsigned = badly_signed(theirs)
        before = everything_written(tmp_path), requests_at_services(house)

        found = await statuses_of({**unfounded, **unsigned})

        assert found == {**dict.fromkeys(unfounded, 404), **dict.fromkeys(unsigned, 401)}
        assert (everything_written(tmp_path), requests_at_services(house)) == before
        house.runware.faults.clear()
        house.magnific.faults.clear()
        await delivered(house, first)
        await delivered(house, second, place="general")
        assert (await tally(house)).jobs == {"delivered": 2}


def are_accepted(folder: Path, *, tasks: int) -> bool:
    """Whether the app has so many tasks down as taken by their services."""
    return sum("accepted" in row for row in everything_written(folder)["tasks"]) == tasks


@pytest.mark.parametrize("name", ["runware", "magnific"])
async def test_a_callback_replayed_after_the_end_changes_nothing(
    house: House, tmp_path: Path, name: str
) -> None:
    service: Service = getattr(house, name)
    thread_ts = await ask_for_edit(house, "--model magnific" if name == "magnific" else "")
    await delivered(house, thread_ts)
    await house.wait_for(lambda: service.callbacks)
    url = only_task(service).url
    letters = [json.dumps(each.payload, separators=(",", ":")).encode() for each in service.callbacks]
    before = everything_written(tmp_path), requests_at_services(house)

    found = await statuses_of(
        {str(number): Post(url=url, body=body, headers=signed(body)) for number, body in enumerate(letters)}
    )

    assert set(found.values()) == {404}
    assert (everything_written(tmp_path), requests_at_services(house)) == before
    assert await tally(house) == ONE_EDIT


async def test_a_lost_task_takes_neither_the_name_of_another_nor_one_that_nobody_knows(
    tmp_path: Path,
) -> None:
    timing = replace(QUICK, job_timeout_seconds=60.0)
    async with open_house(tmp_path, timing=timing, patience=Patience(attempts=1)) as house:
        first = await ask_for_edit(house, "--model magnific")
        await house.wait_for(lambda: is_asked_about(house.magnific))
        known_id = only_task(house.magnific).task_id
        house.arm(Fault.HTTP_500, service="magnific", at=Moment.ASK)  # so there is no list to compare with
        house.arm(Fault.LOSE_ANSWER, service="magnific")
        house.arm(Fault.LATE_CALLBACK, service="magnific", seconds=2)
        second = await ask_for_edit(house, "--model magnific", place="general")
        await house.wait_for(lambda: house.submits("magnific") == 2)
        url = str(list(house.magnific.tasks.values())[-1].order.callback_url)
        names = {
            name: Post(url=url, body=about_magnific(name), headers=signed(about_magnific(name)))
            for name in (known_id, "nobody-s")
        }

        found = await statuses_of(names)
        await delivered(house, first)
        await delivered(house, second, place="general")

        assert found == {known_id: 404, "nobody-s": 200}
        assert await tally(house) == replace(
            ONE_EDIT,
            jobs={"delivered": 2},
            tasks=2,
            statuses=2,
            results=2,
            pictures=4,
            ledger=("reservation", "settlement") * 2,
        )


async def test_malformed_requests_to_slacks_address_get_an_empty_401(house: House, tmp_path: Path) -> None:
    url, now = f"{house.app_url}/slack/events", str(int(time.time()))
    secret = house.workspace.signing_secret
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    def stamped(body: bytes, *, at: str = now, by: str = secret, **more: str) -> Post:
        headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature(by, at, body), **more}
        return Post(url=url, body=body, headers=headers)

    command = b"command=%2Fedit&text=a+fox&team_id=T0RETOUCH&user_id=U0ADA0001&channel_id=C0DESIGN1"
    malformed = {
        "no headers": Post(url=url, body=command, headers=form),
        "no signature": Post(url=url, body=command, headers={**form, "X-Slack-Request-Timestamp": now}),
        "by somebody else": stamped(command, by="another", **form),
        "five minutes old": stamped(command, at=str(int(now) - 302), **form),
        "no number for a time": stamped(command, at="soon", **form),
        "another body": replace(stamped(command, **form), body=command + b"&text=a+dog"),
        "not JSON": stamped(b"{"),
        "a list": stamped(b"[]"),
        "nested without end": stamped(b"[" * 100_000),
        "not text": stamped(b"\xff\xfe\x00", **form),
        "a payload that is none": stamped(b"payload=%7B", **form),
        "nothing": stamped(b""),
    }
    before = everything_written(tmp_path)

    found = await statuses_of(malformed)

    assert found == dict.fromkeys(malformed, 401)
    assert everything_written(tmp_path) == before
    assert house.workspace.views("ada") == []
