"""The ways from Slack to the mask page."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.catalogue import Field
from bot.demo.workspace import Workspace
from bot.errors import NotAllowed
from bot.reading.asks import Fill
from tests.handlers_in.recorded import JOB_ID, VERSION_ID, RecordedJobs, RecordedMaskPages
from tests.handlers_in.test_buttons import BEN, button, post, whisper

URL = "https://retouch.example/mask/token"


@pytest.fixture
def bot(slack: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


def urls(shown: dict[str, Any]) -> list[str]:
    """Where the buttons of a message or view lead."""
    elements = [element for block in shown["blocks"] for element in block.get("elements", [])]
    return [element["url"] for element in elements if "url" in element]


async def test_redraw_mask_gives_a_link_to_who_pressed_alone(
    slack: Workspace, bot: AsyncWebClient, mask_pages: RecordedMaskPages
) -> None:
    ts = await post(bot, button("redraw_mask", VERSION_ID))

    await slack.click("ben", ts, "redraw_mask")

    (note,) = slack.ephemerals("ben")
    assert urls(note) == [URL]
    assert mask_pages.opened == [VERSION_ID]
    assert slack.ephemerals("ada") == []


async def test_draw_mask_below_a_refusal_gives_a_link_in_its_place(
    slack: Workspace, bot: AsyncWebClient, mask_pages: RecordedMaskPages
) -> None:
    await whisper(bot, button("draw_mask", JOB_ID))

    await slack.click("ben", slack.ephemerals("ben")[0]["ts"], "draw_mask")

    assert urls(slack.ephemerals("ben")[-1]) == [URL]
    assert mask_pages.opened == [JOB_ID]


async def test_the_button_that_opens_the_page_is_answered(slack: Workspace, bot: AsyncWebClient) -> None:
    ts = await post(bot, {**button("open_mask_page", "open"), "url": URL})

    answer = await slack.click("ben", ts, "open_mask_page")

    assert answer.status == 200
    assert slack.ephemerals("ben") == []


async def test_a_guest_gets_no_link(
    slack: Workspace, bot: AsyncWebClient, mask_pages: RecordedMaskPages
) -> None:
    ts = await post(bot, button("redraw_mask", VERSION_ID))

    await slack.click("gil", ts, "redraw_mask")

    assert "Guests" in slack.ephemerals("gil")[0]["text"]
    assert mask_pages.opened == []


async def test_in_a_form_the_link_takes_the_forms_place_and_gets_what_was_entered(
    slack: Workspace, mask_pages: RecordedMaskPages, png: bytes
) -> None:
    await slack.command("ben", "design", "/edit", "a red door --speed turbo")
    (view,) = slack.views("ben")
    await slack.choose("ben", view["id"], "seed_image", [("shop.png", png)])

    await slack.click("ben", view["id"], "draw_mask")

    (fill,) = mask_pages.opened
    assert isinstance(fill, Fill)
    assert (fill.draft.prompt, fill.draft.values[Field.RENDERING_SPEED]) == ("a red door", "TURBO")
    assert [picture.role for picture in fill.attachments] == [Field.SEED_IMAGE]
    assert urls(slack.views("ben")[0]) == [URL]


async def test_what_stands_in_the_way_is_said_in_the_form_and_nothing_entered_is_lost(
    slack: Workspace, mask_pages: RecordedMaskPages
) -> None:
    mask_pages.refusal = NotAllowed("no address", user_text="The mask page needs a public address.")
    await slack.command("ben", "design", "/edit", "a red door")

    await slack.click("ben", slack.views("ben")[0]["id"], "draw_mask")

    (view,) = slack.views("ben")
    notice = next(block for block in view["blocks"] if block["block_id"] == "notice")
    assert "needs a public address" in notice["elements"][0]["text"]
    assert "a red door" in str(view["blocks"])


@pytest.mark.parametrize("name", ["compare", "flip_mask"])
async def test_a_press_repeated_at_once_compares_or_flips_once(
    slack: Workspace, bot: AsyncWebClient, jobs: RecordedJobs, name: str
) -> None:
    ts = await post(bot, button(name, VERSION_ID))

    for _ in range(2):
        await slack.click("ben", ts, name)

    assert [*jobs.compared, *jobs.flipped] == [VERSION_ID if name == "compare" else (VERSION_ID, BEN)]
    assert len(slack.ephemerals("ben")) == 1
