"""Ways in, driven as a person would: forms, mentions with files, replies, and a crash in between."""

import pytest
from playwright.async_api import expect

from bot.demo.slack.wire import Payload
from tests.browser.workspace.conftest import Enter

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_edit_goes_from_the_command_through_its_form_into_the_thread(
    enter: Enter, picture: bytes, mask: bytes
) -> None:
    mia = await enter()

    await mia.page.locator("#composer textarea").press_sequentially("/ed")
    await mia.page.keyboard.press("Tab")
    await expect(mia.page.locator("#composer textarea")).to_have_value("/edit ")
    await expect(mia.page.locator("#composer-note")).to_contain_text("--speed turbo")
    await mia.page.locator("#composer textarea").fill("")
    await mia.ask_for_form('/edit a sign that says "OPEN"')
    await mia.upload("seed_image", "shop.png", picture)
    await mia.upload("mask_image", "mask.png", mask)
    await mia.submit()
    await expect(mia.form).to_have_count(0)
    await mia.open_thread_about('a sign that says "OPEN"')

    await expect(mia.results).to_contain_text("outside the mask: 0 of")
    await expect(mia.results).to_contain_text("stand-in pixels · simulated price")
    await expect(mia.results.locator(".picture")).to_be_visible()
    await expect(mia.thread.filter(has_text="Done: 1 picture.")).to_contain_text("(edited)")


async def test_a_mention_carries_a_dropped_and_a_pasted_file(
    enter: Enter, picture: bytes, mask: bytes
) -> None:
    mia = await enter()

    await mia.drop(("shop.png", picture))
    await mia.paste(("mask.png", mask))
    await expect(mia.page.locator("#composer .pending li")).to_have_count(2)
    await mia.page.locator("#composer textarea").press_sequentially("@ret")
    await mia.page.keyboard.press("Enter")
    await mia.write("edit a red door")
    await expect(mia.channel.last.locator(".picture")).to_have_count(2)
    await mia.open_thread_about("edit a red door")

    await expect(mia.results).to_contain_text("v1")


async def test_a_remix_follows_the_words_of_its_command(enter: Enter, picture: bytes) -> None:
    ben = await enter("ben")
    await ben.ask_for_form("/remix a poster at night --strength 80")

    await expect(ben.form.get_by_role("heading")).to_have_text("Remix a picture")
    await expect(ben.form.get_by_label("Prompt")).to_have_value("a poster at night")
    await ben.upload("seed_image", "shop.png", picture)
    await ben.submit()
    await expect(ben.form).to_have_count(0)
    await ben.open_thread_about("a poster at night")

    await expect(ben.results).to_contain_text("Ideogram 2.0 Remix")


async def test_a_reply_in_the_thread_makes_the_next_version(enter: Enter, finished: Payload) -> None:
    mia = await enter()
    await mia.visit("general")
    await mia.open_thread(finished["ts"])
    before = await mia.results.count()

    await mia.write("edit a blue awning", composer="thread-composer")

    await expect(mia.results).to_have_count(before + 1)
    await expect(mia.thread.filter(has_text="edit a blue awning")).to_be_visible()


async def test_a_crash_in_the_middle_of_a_job_loses_nothing_and_doubles_nothing(
    enter: Enter, picture: bytes, mask: bytes
) -> None:
    mia = await enter()
    await mia.visit("Retouch")
    await mia.drop(("shop.png", picture), ("mask.png", mask))
    await mia.write("edit a green sign")
    await mia.open_thread_about("edit a green sign")
    await expect(mia.thread.filter(has_text="Ideogram 3.0 Edit").first).to_be_visible()

    await mia.page.click("#crash")
    await mia.page.get_by_role("button", name="Crash it").click()
    await expect(mia.page.locator("#crash")).to_be_enabled()

    await expect(mia.thread.filter(has_text="Done: 1 picture.")).to_be_visible()
    await expect(mia.results).to_have_count(1)
