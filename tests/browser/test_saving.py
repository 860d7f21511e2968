"""Saving from the page, and links that no longer save."""

import asyncio

from tests.browser.easel import Easel, marked
from tests.flows.house import text_of


async def test_prompt_and_model_of_the_page_are_those_of_the_edit(easel: Easel) -> None:
    await easel.drag((100, 100), (300, 100))
    await easel.page.fill("#prompt", "a green door, façade “bleue” 🚪")
    await easel.page.select_option("#model", "2")
    label = await easel.page.inner_text("#save")

    await easel.save()

    assert label == "Save and run · $0.08"
    assert "v1 · Ideogram 2.0 Edit" in text_of(easel.house.results("design", easel.thread_ts)[0])
    (task,) = easel.house.runware.tasks.values()
    assert "façade “bleue” 🚪" in str(task)


# The page writes a moment after the last change; a reload quicker than that is not what this is about.
IS_KEPT = """(model) => new Promise((resolve) => {
  const opening = indexedDB.open("retouch-masks");
  opening.onsuccess = () => {
    const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.some((draft) => draft.words.model === model));
    };
  };
})"""


async def test_a_reload_loses_neither_the_drawing_nor_the_words(easel: Easel) -> None:
    prompt = "a green door " * 100
    await easel.drag((100, 100), (300, 100))
    await easel.page.fill("#prompt", prompt)
    await easel.page.select_option("#model", "2")
    share = await easel.share()
    async with asyncio.timeout(60):
        while not await easel.page.evaluate(IS_KEPT, "2"):
            continue

    await easel.page.reload()
    await easel.page.wait_for_selector('#app[aria-busy="false"]')

    assert await easel.share() == share
    assert await easel.page.input_value("#prompt") == prompt.strip()
    assert await easel.page.input_value("#model") == "2"
    assert marked(await easel.save(), [(200, 100), (200, 200)]) == [True, False]


async def test_nothing_marked_and_no_prompt_are_said_before_anything_is_sent(easel: Easel) -> None:
    await easel.page.click("#save")
    unmarked = await easel.page.inner_text("#complaint")
    await easel.drag((100, 100), (300, 100))
    await easel.page.fill("#prompt", " ")
    await easel.page.click("#save")
    unsaid = await easel.page.inner_text("#complaint")

    assert unmarked.startswith("Nothing is marked yet")
    assert unsaid == "Say what should be there."
    assert await easel.page.evaluate("document.activeElement.id") == "prompt"
    assert easel.house.submits() == 0


async def test_without_a_connection_nothing_is_lost_and_saving_works_again(easel: Easel) -> None:
    await easel.drag((100, 100), (300, 100))
    await easel.page.context.set_offline(True)
    await easel.page.click("#save")
    await easel.page.wait_for_selector("#complaint:not([hidden])")
    said = await easel.page.inner_text("#complaint")
    await easel.page.context.set_offline(False)

    await easel.save()

    assert said.startswith("There is no connection. Nothing was charged.")
    assert easel.house.submits() == 1


async def test_a_used_link_is_closed_wherever_it_is_opened(easel: Easel) -> None:
    await easel.drag((100, 100), (300, 100))
    await easel.save()

    await easel.open()

    assert await easel.page.inner_text("#end-title") == "This link is closed"
    assert "saved from this link already" in await easel.page.inner_text("#end-text")


async def test_a_page_left_open_cannot_save_a_second_mask(easel: Easel) -> None:
    await easel.open()
    second = easel.page
    first = easel.contexts[0].pages[0]
    easel.page = first
    await easel.drag((100, 100), (300, 100))
    await easel.save()

    easel.page = second
    await easel.drag((100, 300), (300, 300))
    await second.click("#save")
    await second.wait_for_selector("#end:not([hidden])")

    assert await second.inner_text("#end-title") == "This link is closed"
    assert easel.house.submits() == 1


async def test_a_forged_link_says_that_it_is_not_ours(easel: Easel) -> None:
    easel.url = easel.url[:-4] + "AAAA"

    await easel.open()

    assert "not one of ours" in await easel.page.inner_text("#end-text")


async def test_every_control_has_a_name_and_the_page_keeps_to_its_policy(easel: Easel) -> None:
    nameless = await easel.page.evaluate(
        """() => [...document.querySelectorAll("#app button, #app input, #app select, #app textarea")]
            .filter((control) => !(control.labels?.length || control.textContent.trim() || control.ariaLabel))
            .map((control) => control.outerHTML)"""
    )

    assert nameless == []
    assert easel.faults == []
