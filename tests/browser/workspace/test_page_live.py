"""What is shown, and that it stays while it changes: buttons, menus, forms, notes, pictures, people, a phone."""

import pytest
from playwright.async_api import expect

from bot.demo.slack.wire import Payload
from bot.demo.stage import Stage
from tests.browser.workspace.conftest import SIZE, Enter

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMELESS = """() => [...document.querySelectorAll("button, input:not([hidden]), select, textarea, a, dialog[open]")]
    .filter((control) => control.checkVisibility())
    .filter((control) => !(control.labels?.length || control.textContent.trim() || control.ariaLabel
        || control.getAttribute("aria-labelledby")))
    .map((control) => control.outerHTML)"""


async def test_again_and_the_menu_below_a_result_do_what_they_say(enter: Enter, finished: Payload) -> None:
    mia = await enter()
    await mia.visit("general")
    await mia.open_thread(finished["ts"])
    before = await mia.results.count()

    await mia.press(mia.results.first, "Again")
    await expect(mia.results).to_have_count(before + 1)
    await mia.pick(mia.results.first, "Details")

    await expect(mia.form.get_by_role("heading")).to_have_text("Details of v1")
    await expect(mia.form).to_contain_text('a sign that says "OPEN"')
    await mia.page.keyboard.press("Escape")
    await expect(mia.form).to_have_count(0)


async def test_a_message_offers_the_shortcuts_of_the_app(enter: Enter, finished: Payload) -> None:
    mia = await enter()
    await mia.visit("general")
    message = mia.page.locator(f'#messages [data-ts="{finished["ts"]}"]')

    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await mia.page.get_by_role("menuitem", name="Edit image").click()

    await expect(mia.form.locator('[data-key="chosen_picture"] img')).to_be_visible()


async def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(enter: Enter, picture: bytes) -> None:
    ben = await enter("ben")
    await ben.visit("random")
    await ben.visit("general")
    await ben.ask_for_form("/edit a red door")
    await ben.submit()
    required = ben.form.locator('.input[data-key="seed_image"]')
    await expect(required.get_by_role("alert")).to_contain_text("Please complete this required field.")
    await ben.fill("prompt", "a much redder door")
    await ben.upload("seed_image", "shop.png", picture)
    await ben.fill("count", "50")

    await ben.form.get_by_role("button", name="More options").click()
    await expect(ben.form.get_by_label("Style preset")).to_be_visible()
    await ben.submit()

    wrong = ben.form.locator('.input[data-key="count"]')
    await expect(wrong.get_by_role("alert")).to_be_visible()
    await expect(wrong.locator("input")).to_be_focused()
    await expect(ben.form.get_by_label("Prompt", exact=True)).to_have_value("a much redder door")
    await expect(ben.form.locator('[data-key="seed_image"] .pending li')).to_contain_text("shop.png")


async def test_the_price_follows_a_choice_while_typing_goes_on(enter: Enter) -> None:
    ben = await enter("ben")
    await ben.ask_for_form("/edit a fox")
    await ben.fill("prompt", "a fox in the snow")

    await ben.form.get_by_label("Rendering speed").select_option("QUALITY")

    await expect(ben.form.locator('[data-key="price"]')).to_contain_text("$0.09")
    await expect(ben.form.get_by_label("Prompt")).to_have_value("a fox in the snow")


async def test_what_is_private_is_marked_and_nobody_else_sees_it(enter: Enter) -> None:
    mia = await enter()
    ben = await enter("ben")
    await mia.visit("launch-plans")
    await mia.write("/usage")

    note = mia.channel.filter(has_text="Your month").last
    await expect(note).to_contain_text("Only visible to you")
    await mia.page.click("#me")
    await mia.page.get_by_role("menuitemradio", name="Ada Marsh").click()
    await expect(mia.page.locator("#me")).to_contain_text("Admin")
    await expect(mia.channel.filter(has_text="Your month")).to_have_count(0)
    await expect(ben.page.get_by_role("navigation")).not_to_contain_text("launch-plans")


async def test_a_draft_and_the_place_read_stay_while_messages_come(enter: Enter, stage: Stage) -> None:
    ben = await enter("ben")
    await ben.visit("random")
    for number in range(25):
        await stage.workspace.say("ada", "random", f"line {number}\nand one below it")
    await expect(ben.channel.last).to_contain_text("line 24")
    holder = ben.page.locator("#messages")
    await holder.evaluate("(holder) => holder.scrollTo(0, 0)")
    await ben.page.locator("#composer textarea").fill("half a thought")

    await stage.workspace.say("mia", "random", "something new")

    await expect(ben.page.locator("#messages-new")).to_be_visible()
    assert await holder.evaluate("(holder) => holder.scrollTop") == 0
    await ben.visit("design")
    await expect(ben.page.locator("#composer textarea")).to_have_value("")
    await ben.visit("random")
    await expect(ben.page.locator("#composer textarea")).to_have_value("half a thought")


async def test_markup_is_shown_as_slack_does_and_never_becomes_the_pages_own(
    enter: Enter, stage: Stage
) -> None:
    ben = await enter("ben")
    words = (
        "*bold* _soft_ ~gone~ `code` 2 * 3 * 4 <b>&amp;</b> https://example.com/a_b_c\n> quoted\n• one\n• two"
    )
    said = await stage.workspace.say("ada", "design", f"{words}\n```\nlet x = *1*;\n``` @ben #random")

    message = ben.page.locator(f'#messages [data-ts="{said["ts"]}"] .text')

    await expect(message.locator("strong")).to_have_text("bold")
    await expect(message.locator("em")).to_have_text("soft")
    await expect(message.locator("s")).to_have_text("gone")
    await expect(message.locator("code")).to_have_text("code")
    await expect(message.locator("blockquote")).to_have_text("quoted")
    await expect(message.locator("li")).to_have_text(["one", "two"])
    await expect(message.locator("pre")).to_have_text("let x = *1*;")
    await expect(message.locator("a")).to_have_attribute("href", "https://example.com/a_b_c")
    await expect(message.locator(".mention")).to_have_text(["@Ben Okafor", "#random"])
    await expect(message).to_contain_text("2 * 3 * 4 <b>&amp;</b>")
    assert await message.locator("b").count() == 0


async def test_a_picture_opens_at_full_size_and_closes_by_key(enter: Enter, finished: Payload) -> None:
    mia = await enter()
    await mia.visit("general")
    await mia.page.locator(f'#messages [data-ts="{finished["ts"]}"] .picture').first.click()

    preview = mia.page.locator("dialog.preview")
    await expect(preview).to_contain_text(f"shop.png · {SIZE[0]} × {SIZE[1]}")
    await mia.page.keyboard.press("ArrowRight")
    await expect(preview).to_contain_text("mask.png")
    await mia.page.keyboard.press("Escape")

    await expect(preview).to_have_count(0)


async def test_the_home_tab_shows_what_the_app_publishes(enter: Enter) -> None:
    ada = await enter("ada")
    await ada.visit("Retouch")

    await ada.page.get_by_role("tab", name="Home").click()

    await expect(ada.page.locator("#home")).to_contain_text("Your month")
    await ada.page.keyboard.press("ArrowRight")
    await expect(ada.page.locator("#composer textarea")).to_be_visible()


async def test_the_drawer_arms_a_switch_and_shows_the_wire(enter: Enter) -> None:
    ada = await enter("ada")
    await ada.page.click("#open-drawer")
    await ada.write("/usage")
    await expect(ada.page.locator(".exchange").filter(has_text="command /usage").first).to_be_visible()

    await ada.page.get_by_role("tab", name="Misbehave").click()
    switch = ada.page.locator('[data-switch="slow_service"]')
    await switch.get_by_label("Next request").check()

    await expect(switch.get_by_label("Next request")).to_be_checked()
    await expect(ada.page.get_by_role("tab", name="Misbehave (1)")).to_be_visible()
    await switch.get_by_label("Off", exact=True).check()
    await expect(switch.get_by_label("Off", exact=True)).to_be_checked()


async def test_every_control_has_a_name(enter: Enter, finished: Payload) -> None:
    mia = await enter()
    await mia.visit("general")
    await mia.open_thread(finished["ts"])
    on_the_page = await mia.page.evaluate(NAMELESS)
    await mia.ask_for_form("/edit")
    await expect(mia.form).to_be_visible()

    assert on_the_page == []
    assert await mia.page.evaluate(NAMELESS) == []


async def test_on_a_phone_everything_fits_and_the_side_bar_comes_when_called(
    enter: Enter, finished: Payload
) -> None:
    mia = await enter(is_phone=True)
    await expect(mia.page.locator("#side")).not_to_be_in_viewport()
    if await mia.page.locator("#close-thread").is_visible():
        await mia.page.click("#close-thread")
    await mia.page.click("#open-side")
    await mia.visit("general")
    await expect(mia.page.locator("#side")).not_to_be_in_viewport()
    await mia.open_thread(finished["ts"])
    await expect(mia.results.first).to_be_visible()

    widths = await mia.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1] == 390
