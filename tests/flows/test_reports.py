"""What admins see of everybody's spending, as a message, a picture, a file and in a terminal."""

import asyncio
import csv
import io
import os
import sys
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

from tests.flows.house import House, text_of
from tests.flows.money import EDIT, ask, read_books, see_end
from tests.flows.test_budgets import usage


def shown(house: House, *, user: str = "ada") -> str:
    """All of the last private message."""
    return text_of(house.workspace.ephemerals(user)[-1])


def files(house: House, ending: str, *, user: str = "ada") -> list[dict[str, Any]]:
    """The files with this ending among somebody's direct messages."""
    direct = house.workspace.messages("@retouch", user=user)
    return [
        file for message in direct for file in message.get("files") or [] if file["name"].endswith(ending)
    ]


async def spend(house: House) -> None:
    """Ada $0.06 in design, Ben $0.05 in general with a tag."""
    first = await ask(house)
    second = await ask(house, f"{EDIT} --model 2 --speed turbo --tag =spring", user="ben", channel="general")
    await see_end(house, first)
    await see_end(house, second, channel="general")


async def test_every_report_has_the_same_total_and_its_own_rows(house: House) -> None:
    await spend(house)

    for words, rows in {
        "team": ("<@U0ADA0001> · $0.06 · 1 job · 55 %", "<@U0BEN0002> · $0.05 · 1 job · 45 %"),
        "channels": ("<#C0DESIGN1> · $0.06", "<#C0GENERAL> · $0.05"),
        "models month": ("Ideogram 3.0 Edit · $0.06", "Ideogram 2.0 Edit · $0.05"),
        "tags today": ("no tag · $0.06", "=spring · $0.05"),
        "services page 2": ("Runware · $0.11 · 2 jobs",),
    }.items():
        await usage(house, words)
        told = shown(house)
        assert "$0.11 spent on 2 jobs" in told
        assert "Every job that has ended made a picture." in told
        assert "Half of the jobs were done within" in told
        assert "$0.055 for each of the 2 pictures kept" in told
        for row in rows:
            assert row in told


async def test_a_person_and_a_channel_have_reports_of_their_own(house: House) -> None:
    await spend(house)

    await usage(house, "@ben")
    ben = shown(house)
    await usage(house, "#design this month")
    design = shown(house)

    assert "<@U0BEN0002>:" in ben
    assert "$0.05 spent on 1 job" in ben
    assert "Ideogram 2.0 Edit · $0.05" in ben
    assert "<#C0DESIGN1>:" in design
    assert "<@U0ADA0001> · $0.06" in design
    assert "U0BEN0002" not in design


async def test_a_report_of_a_time_without_spending_says_so(house: House) -> None:
    await spend(house)

    await usage(house, "team last month")

    assert "$0.00 spent on 0 jobs" in shown(house)
    assert "Nothing in this time." in shown(house)


async def test_the_chart_comes_as_a_picture_by_direct_message(house: House) -> None:
    await spend(house)

    await usage(house, "team")
    file = (await house.wait_for(lambda: files(house, ".png")))[0]

    picture = Image.open(io.BytesIO(house.workspace.file(file["id"])))
    assert picture.size == (1600, 900)
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 20
    assert files(house, ".png", user="ben") == []


async def test_an_export_has_one_line_for_each_row_and_no_formula(house: House) -> None:
    await spend(house)
    await usage(house, 'adjust @ben -0.01 "=HYPERLINK(1)"')

    await usage(house, "export")
    file = (await house.wait_for(lambda: files(house, ".csv")))[0]

    text = house.workspace.file(file["id"]).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    entries = (await read_books(house)).entries
    assert len(lines) == len(entries) == 5
    assert [line["kind"] for line in lines] == [entry.kind for entry in entries]
    assert sum(Decimal(line["committed_usd"]) for line in lines) == Decimal("0.10")
    assert {line["tag"] for line in lines} == {"", "'=spring"}
    assert lines[-1]["reason"] == "'=HYPERLINK(1)"
    assert lines[-1]["amount_usd"] == "-0.010000"
    assert "export" in await usage(house, "audit")


@pytest.mark.parametrize(
    "words", ["team", "@ada", "@ben", "#design", "models", "channels", "tags", "export", "team last month"]
)
async def test_nobody_but_an_admin_sees_what_others_spent(house: House, words: str) -> None:
    told = await usage(house, words, user="ben")

    assert "admins only" in told
    assert house.workspace.messages("@retouch", user="ben") == []


async def test_a_period_that_cannot_be_read_is_told(house: House) -> None:
    told = await usage(house, "team 2026-13")

    assert "I do not know that period." in told


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "U0ADA0001  $0.06"),
        (("--by", "model"), "Ideogram 2.0 Edit  $0.05"),
        (("--csv",), ",reservation,"),
    ],
)
async def test_the_same_figures_come_in_a_terminal(
    house: House, options: tuple[str, ...], expected: str
) -> None:
    await spend(house)

    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "report", "--period", "month", *options),
        env={**os.environ, "DATABASE_URL": house.environment["DATABASE_URL"]},
        stdout=asyncio.subprocess.PIPE,
    )
    written, _ = await ran.communicate()

    assert expected in written.decode()
