"""Socket Mode: the same product over connections that we open, that Slack ends, and that may fail."""

from pathlib import Path

import pytest

from bot.demo.slack.links import Links
from handlers.socket import NoConnection
from tests.flows.house import House, changed_outside, mask, open_house, picture, text_of
from tests.flows.money import check_books, see_end

pytestmark = pytest.mark.long

SEED, MASK = picture(), mask()
FILES = [("shop.png", SEED), ("shop-mask.png", MASK)]


def links(house: House) -> Links:
    return house.workspace.links


async def test_a_whole_edit_comes_over_a_connection_of_ours_and_over_nothing_else(tmp_path: Path) -> None:
    async with open_house(tmp_path, over_sockets=True) as house:
        await house.running.workshop.pool.warm()  # a form waits for pixel work only so long
        await house.workspace.command("ada", "design", "/edit", "a red door")
        [view] = house.workspace.views("ada")
        await house.workspace.submit("ada", view["id"], {"seed_image": FILES[:1], "region": "middle earth"})
        assert list(view["errors"]) == ["region"]
        await house.workspace.submit("ada", view["id"], {"region": None, "mask_image": FILES[1:]})
        [root] = await house.wait_for(lambda: house.workspace.messages("design"))
        [result] = await house.wait_for(lambda: house.results("design", root["ts"]))
        await house.workspace.click("ada", result, "again")
        await house.wait_for(lambda: len(house.results("design", root["ts"])) == 2)

        assert house.workspace.views("ada") == []
        assert changed_outside(SEED, house.workspace.file(result["files"][0]["id"]), MASK) == 0
        assert all(attempt.answer.is_ok for attempt in house.workspace.attempts)
        assert house.submits() == 2
        await house.wait_for(lambda: house.is_over("design", root["ts"]))
        await check_books(house)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_that_slack_ends_in_the_middle_of_a_job_is_opened_anew(
    tmp_path: Path, reason: str
) -> None:
    async with open_house(tmp_path, over_sockets=True, delay_seconds=1.0) as house:
        head = await house.workspace.say("ada", "design", "@retouch edit a red door", files=FILES)
        await house.wait_for(lambda: house.submits() == 1)

        await links(house).refresh(reason)
        await house.wait_for(lambda: links(house).opened == 2 and len(links(house).open) == 1)
        [result] = await house.wait_for(lambda: house.results("design", head["ts"]))
        await house.workspace.click("ada", result, "again")
        await house.wait_for(lambda: len(house.results("design", head["ts"])) == 2)

        assert house.submits() == 2


async def test_what_was_said_while_nothing_was_connected_is_heard_later_and_once(tmp_path: Path) -> None:
    patient = (1.0, *[3.0] * 20)
    async with open_house(tmp_path, over_sockets=True, retry_delays_seconds=patient) as house:
        links(house).is_down = True
        await links(house).close()
        head = await house.workspace.say("ada", "design", "@retouch edit a red door", files=FILES)
        await house.wait_for(lambda: links(house).failed >= 2)
        links(house).is_down = False
        await house.wait_for(lambda: house.results("design", head["ts"]))

        assert (await see_end(house, head["ts"])).stage == "delivered"
        assert house.submits() == 1


async def test_an_envelope_that_comes_again_is_one_job(tmp_path: Path) -> None:
    async with open_house(tmp_path, over_sockets=True) as house:
        head = await house.workspace.say("ada", "design", "@retouch edit a red door", files=FILES)
        said = [attempt.delivery for attempt in house.workspace.attempts]
        [result] = await house.wait_for(lambda: house.results("design", head["ts"]))
        await house.workspace.click("ada", result, "again")
        clicked = [
            each.delivery for each in house.workspace.attempts if each.delivery.name == "block_actions"
        ]

        for delivery in (*said, *clicked):
            for retry_number in (1, 2):
                answer = await house.workspace.deliver_again(delivery, retry_number=retry_number)
                assert answer.is_ok
        await house.wait_for(lambda: len(house.results("design", head["ts"])) == 2)
        await house.wait_for(lambda: house.is_over("design", head["ts"]))

        assert house.submits() == 2
        await check_books(house)


async def test_a_token_that_slack_refuses_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(NoConnection) as refused:
        async with open_house(tmp_path, over_sockets=True, SLACK_APP_TOKEN="xapp-1-of-somebody-else"):
            pass

    assert "Slack does not take SLACK_APP_TOKEN (invalid_auth)" in refused.value.user_text


async def test_a_subcommand_is_answered_over_the_connection(tmp_path: Path) -> None:
    async with open_house(tmp_path, over_sockets=True) as house:
        await house.workspace.command("ada", "design", "/usage")

        [told] = await house.wait_for(lambda: house.workspace.ephemerals("ada"))
        assert "left" in text_of(told)
