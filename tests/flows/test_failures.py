"""When a service cannot or will not: a clear end with one sentence, true books, and the next job runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault, Moment
from tests.flows.house import QUICK, House, open_house, picture, text_of
from tests.flows.money import (
    EDIT,
    SMALL,
    ask,
    ask_apart,
    check_books,
    see_end,
    see_status,
    see_works,
    told_privately,
)

NOT_CHARGED = "You were not charged."
OUT_OF_CREDITS = "The image service's account is out of credits. Nothing was charged; top it up."
# Every refusal that is final and free, as a person reads it.
FREE = [
    (Fault.REFUSE_CONTENT, {}, "refused this picture or wording."),
    (Fault.REFUSE_CONTENT, {"at_once": True}, "refused this picture or wording."),
    (Fault.FAIL_TASK, {}, "could not make this picture."),
    (
        Fault.REFUSE_PARAMETER,
        {"parameter": "providerSettings.ideogram.stylePreset"},
        "accept “Style preset”.",
    ),
    (Fault.OUT_OF_CREDITS, {}, "account is out of credits."),
]


@pytest.mark.parametrize(("fault", "options", "words"), FREE)
async def test_a_refusal_of_the_service_is_said_plainly_in_the_thread_and_not_charged(
    house: House, fault: Fault, options: dict[str, object], words: str
) -> None:
    house.arm(fault, **options)

    run = await ask_apart(house)
    job = await see_end(house, run.ts, channel=run.channel)

    books = await check_books(house)
    assert job.stage == Stage.FAILED
    assert books.entries_of(job) == [("reservation", 60_000), ("release", 60_000)]
    status = text_of(await see_status(house, run.ts, words, channel=run.channel))
    assert NOT_CHARGED in status
    assert "<@U0ADA0001>" in status
    await see_works(house)


@pytest.mark.parametrize(
    ("parameter", "label"),
    [("style_type", "Style type"), ("color_palette.members.0.color_hex", "Colour palette")],
)
async def test_the_other_service_s_refusal_of_an_option_names_it_too(
    house: House, parameter: str, label: str
) -> None:
    house.arm(Fault.REFUSE_PARAMETER, service="magnific", parameter=parameter)

    thread_ts = await ask(house, f"{EDIT} --model magnific --style design")
    await see_end(house, thread_ts)

    await check_books(house)
    assert f"The image service did not accept “{label}”. {NOT_CHARGED}" in house.said("design", thread_ts)


async def test_where_a_model_is_gone_another_one_runs_with_one_click(house: House) -> None:
    house.arm(Fault.MODEL_GONE)
    thread_ts = await ask(house, f"{EDIT} --preset bauhaus --speed turbo")
    gone = await see_end(house, thread_ts)
    status = await see_status(house, thread_ts, "no longer offers this model")

    await house.workspace.click("ada", status, "use_model")
    await house.wait_for(lambda: house.results("design", thread_ts))
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert "Use Ideogram 2.0 Edit · $0.05" in text_of(status)
    assert books.entries_of(gone) == [("reservation", 30_000), ("release", 30_000)]
    assert (job.model_key, job.stage) == ("2", Stage.DELIVERED)
    assert books.entries_of(job) == [("reservation", 50_000), ("settlement", 50_000)]


async def test_no_model_is_offered_that_has_no_place_for_a_picture(house: House) -> None:
    house.arm(Fault.MODEL_GONE)
    files = [("shop.png", picture(SMALL)), ("character-ann.png", picture(SMALL))]

    thread_ts = await ask(house, f"{EDIT} --style auto", files=files)
    await see_end(house, thread_ts)

    status = text_of(await see_status(house, thread_ts, "no longer offers this model"))
    assert "Use Ideogram Inpainting" in status


async def test_admins_hear_once_an_hour_that_the_account_is_out_of_credits(house: House) -> None:
    house.arm(Fault.OUT_OF_CREDITS, times=2)

    for user in ("ben", "mia"):
        run = await ask_apart(house, user=user)
        await see_end(house, run.ts, channel=run.channel)

    [note] = told_privately(house, "ada")
    assert OUT_OF_CREDITS in note
    assert told_privately(house, "ben") == []
    await check_books(house)


@pytest.mark.parametrize("fault", [Fault.HTTP_429, Fault.HTTP_503])
@pytest.mark.parametrize("service", ["runware", "magnific"])
async def test_a_service_that_asks_for_patience_gets_it(house: House, fault: Fault, service: str) -> None:
    house.arm(fault, service=service, retry_after_seconds=1)

    thread_ts = await ask(house, f"{EDIT} --model {'magnific' if service == 'magnific' else '3'}")
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert job.stage == Stage.DELIVERED
    [task] = books.tasks
    assert task.tries == 2
    assert (task.accepted_at - job.reserved_at).total_seconds() >= 1
    assert house.submits(service) == 1


async def test_a_service_that_stays_down_ends_in_a_sentence_and_costs_nothing(house: House) -> None:
    house.arm(Fault.HTTP_503, times=None, retry_after_seconds=0)

    thread_ts = await ask(house)
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert books.entries_of(job) == [("reservation", 60_000), ("release", 60_000)]
    assert "The image service is too busy just now. You were not charged." in house.said("design", thread_ts)
    house.runware.faults.clear()
    await see_works(house)


async def test_a_result_after_the_deadline_is_delivered_and_charged_then(tmp_path: Path) -> None:
    timing = replace(QUICK, job_timeout_seconds=1.0)
    async with open_house(tmp_path, timing=timing) as house:
        house.arm(Fault.STALL)

        thread_ts = await ask(house)
        await see_status(house, thread_ts, "did not answer in time. You were not charged.")
        house.runware.faults.clear()
        [result] = await house.wait_for(lambda: house.results("design", thread_ts))
        await see_status(house, thread_ts, "Done: 1 picture.")

        books = await check_books(house)
    [job] = books.jobs
    assert job.stage == Stage.DELIVERED
    assert books.entries_of(job) == [("reservation", 60_000), ("release", 60_000), ("settlement", 60_000)]
    assert "$0.06" in text_of(result)


async def test_a_service_that_cannot_be_asked_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    timing = replace(QUICK, job_timeout_seconds=1.0, late_limit_seconds=0.1)
    async with open_house(tmp_path, timing=timing, with_callbacks=False) as house:
        house.arm(Fault.DROP_BEFORE, times=None, at=Moment.ASK)

        thread_ts = await ask(house)
        job = await see_end(house, thread_ts)

        house.runware.faults.clear()
    assert job.stage == Stage.EXPIRED
    assert "did not answer in time. You were not charged." in house.said("design", thread_ts)
