"""What ``retouch doctor`` finds out about the machine it runs on."""

import socket
from pathlib import Path

import pytest
from aiohttp import web

from bot.checkup import machine
from bot.checkup.machine import check_disk, check_names, check_port
from bot.settings import Settings
from tests.checkup.servers import answering
from tests.loopback import Start


async def test_a_port_that_is_free_or_ours_is_fine_and_anothers_is_not(start: Start):
    ours = await start(answering(lambda _: web.Response(text="ok\n")))
    anothers = await start(answering(lambda _: web.Response(text="<html>It works!</html>")))

    (free,) = await check_port("127.0.0.1", 0)
    (running,) = await check_port("127.0.0.1", int(ours.rpartition(":")[2]))
    (taken,) = await check_port("127.0.0.1", int(anothers.rpartition(":")[2]))

    assert free.is_ok
    assert running.says.startswith("Retouch listens at")
    assert not taken.is_ok
    assert "PORT" in taken.mend


async def test_a_port_whose_program_says_nothing_is_anothers():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)

        (taken,) = await check_port("127.0.0.1", silent.getsockname()[1])

    assert not taken.is_ok


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
async def test_an_address_that_this_machine_does_not_have_is_told(host: str):
    (check,) = await check_port(host, 3000)

    assert not check.is_ok
    assert "Set HOST to" in check.mend


def test_the_disk_is_looked_at_where_a_folder_will_be(tmp_path: Path):
    check = check_disk([tmp_path / "not" / "there" / "yet"])

    assert "MB are free" in check.says
    assert check.is_ok == (machine.free_bytes(tmp_path) >= machine.ENOUGH_BYTES)
    assert check_disk([]).is_ok


def test_a_disk_that_is_nearly_full_says_how_much_is_left():
    check = machine.judge_space(Path("pictures"), free_bytes=12_345_678)

    assert not check.is_ok
    assert check.says == "Only 12 MB are free where pictures is."
    assert "PICTURE_RETENTION_DAYS" in check.mend


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RUNWARE_KEY", "RUNWARE_KEY"),
        ("SLACK_BOT_TOKN", "did you mean SLACK_BOT_TOKEN?"),
        ("ADMIN_USER", "did you mean ADMIN_USERS?"),
        ("SLACK_WEBHOOK", "SLACK_WEBHOOK"),
    ],
)
def test_a_name_that_nothing_reads_is_told(name: str, words: str):
    check = check_names([name, "PORT"], known=Settings.model_fields)

    assert not check.is_ok
    assert words in check.says
    assert "PORT" not in check.says


def test_names_of_ours_and_of_strangers_are_fine():
    check = check_names(["slack_bot_token", "AWS_REGION", "HTTPS_PROXY"], known=Settings.model_fields)

    assert check.is_ok
    assert check_names([], known=Settings.model_fields).is_ok
