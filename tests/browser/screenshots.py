"""Pictures of the local workspace's main states: ``python -m tests.browser.screenshots --out DIR``.

They are made to be looked at; ``thread.png`` is the one in the README.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from bot.demo import samples
from bot.demo.keeping.cellar import Cellar
from bot.demo.once import read_wish
from bot.demo.page import page_routes
from bot.demo.play import play
from bot.demo.stage import Stage, open_stage
from tests.browser.chromium import run_chromium
from tests.browser.workspace.person import PATIENCE_MS, Person

Shoot = Callable[[Person], Awaitable[None]]


async def thread(mia: Person) -> None:
    size = mia.page.viewport_size
    if size is not None and size["width"] > size["height"]:
        # High enough for what was to change and what became of it.
        await mia.page.set_viewport_size({"width": 1280, "height": 1130})
    await expect(mia.results).to_be_visible()
    await mia.page.locator("#replies").evaluate("(replies) => replies.scrollTo(0, replies.scrollHeight)")


async def suggestions(mia: Person) -> None:
    await mia.page.locator("#composer textarea").press_sequentially("/")


async def writing(mia: Person) -> None:
    await mia.drop(("storefront.png", samples.storefront_png()), ("mask.png", samples.storefront_mask_png()))
    await mia.page.locator("#composer textarea").press_sequentially("@Retouch edit a red door @")


async def menu(mia: Person) -> None:
    await mia.results.locator(".overflow").click()


async def form(mia: Person) -> None:
    await mia.ask_for_form('/edit a sign that says "FRESH TEA"')
    await mia.upload("seed_image", "storefront.png", samples.storefront_png())
    await expect(mia.form.locator(".pending li")).to_be_visible()


async def errors(mia: Person) -> None:
    await mia.ask_for_form("/edit")
    await mia.fill("count", "50")
    await mia.submit()
    await expect(mia.form.locator(".marked").first).to_be_visible()


async def private(mia: Person) -> None:
    await mia.write("/usage")
    await expect(mia.channel.filter(has_text="Only visible to you")).to_be_visible()


async def home(mia: Person) -> None:
    if await mia.page.locator("#open-side").is_visible():
        await side(mia)
    await mia.visit("Retouch")
    await mia.page.get_by_role("tab", name="Home").click()
    await expect(mia.page.locator("#home")).to_contain_text("Your month")


async def mask(mia: Person) -> None:
    await mia.thread.locator(".picture").first.click()
    await expect(mia.page.locator("dialog.preview")).to_contain_text("×")


async def wire(mia: Person) -> None:
    await mia.page.click("#open-drawer")
    await mia.page.locator(".exchange").filter(has_text="POST /v1").last.locator("summary").click()


async def ledger(mia: Person) -> None:
    await mia.page.click("#open-drawer")
    await mia.page.get_by_role("tab", name="Ledger").click()
    await expect(mia.page.locator(".ledger-line").first).to_be_visible()


async def switches(mia: Person) -> None:
    await mia.page.click("#open-drawer")
    await mia.page.get_by_role("tab", name="Misbehave").click()
    await mia.page.locator('[data-switch="slow_service"]').get_by_label("Next request").check()


async def side(mia: Person) -> None:
    await mia.page.click("#open-side")


# By the first part of the pictures' names.
STATES: dict[str, tuple[Shoot, ...]] = {
    "": (thread, suggestions, writing, menu, form, errors, private, home, mask, wire, ledger, switches),
    "dark-": (thread, menu, errors, wire),
    "phone-": (thread, form, home, side, switches),
}


async def shoot_all(out: Path, *, only: str) -> None:
    """Play one edit, then look at it in every way."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Cellar(Path(folder))) as cellar,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        run_chromium(Path(profile)) as address,
    ):
        cellar.open()
        async with (
            async_playwright() as playwright,
            open_stage(cellar, delay_seconds=0.5, more_routes=page_routes) as stage,
        ):
            browser = await playwright.chromium.connect_over_cdp(address)
            await _play(stage)
            for prefix, shoots in STATES.items():
                for shoot in shoots:
                    path = out / f"{prefix}{shoot.__name__}.png"
                    if only in path.name:
                        await _take(shoot, browser, stage=stage, path=path)


async def _play(stage: Stage) -> None:
    say = stage.workspace.say
    await say(
        "ben",
        "design",
        "The bakery turns into a café on Monday. Can we see the new sign before it is painted?",
    )
    await say("mia", "design", "Sure: dark green, gold letters, *hand-painted*.")
    await play(stage.workspace, read_wish(), show=print)


async def _take(shoot: Shoot, browser: Browser, *, stage: Stage, path: Path) -> None:
    kinds = {"is_phone": path.name.startswith("phone-"), "is_dark": path.name.startswith("dark-")}
    async with Person(browser, stage.workspace.url, **kinds) as mia:
        if kinds["is_phone"] and shoot is not thread:
            # There the thread lies over everything else.
            await mia.page.click("#close-thread")
        await shoot(mia)
        await _settle(mia)
        await mia.page.screenshot(path=path)
    # What a form left open would hide from the next one.
    for view in reversed(list(stage.workspace.views("mia"))):
        await stage.workspace.close_view("mia", view["id"])


async def _settle(mia: Person) -> None:
    """Until every picture in sight is there."""
    await mia.page.evaluate(
        "() => Promise.all([...document.images].map((image) => image.decode().catch(() => null)))"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="those with this in their name")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    asyncio.run(shoot_all(options.out, only=options.only))


if __name__ == "__main__":
    main()
