"""A person at the page of the local workspace: reads, types, drops files, presses what can be seen."""

import base64
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

DESK = {"viewport": {"width": 1280, "height": 840}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
PATIENCE_MS = 60_000

NamedFile = tuple[str, bytes]

# Files as a browser hands them over when they are dropped or pasted.
_HAND_OVER = """(zone, [kind, files]) => {
    const carried = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type: "image/png" }));
    }
    const about = { bubbles: true, cancelable: true };
    if (kind === "paste") zone.dispatchEvent(new ClipboardEvent("paste", { ...about, clipboardData: carried }));
    else for (const type of ["dragover", "drop"])
        zone.dispatchEvent(new DragEvent(type, { ...about, dataTransfer: carried }));
}"""


class Person:
    """Somebody in a browser of their own; leaving fails where the page broke its policy or its script."""

    page: Page
    _context: BrowserContext

    def __init__(
        self, browser: Browser, url: str, *, name: str = "mia", is_phone: bool = False, is_dark: bool = False
    ) -> None:
        self._browser = browser
        self._url = url
        self._name = name
        scheme = "dark" if is_dark else "light"
        self._options: dict[str, Any] = {**(PHONE if is_phone else DESK), "color_scheme": scheme}
        self.faults: list[str] = []

    async def __aenter__(self) -> Self:
        self._context = await self._browser.new_context(**self._options)
        self._context.set_default_timeout(PATIENCE_MS)
        await self._context.add_init_script(f"sessionStorage.me ??= {self._name!r}")
        self.page = await self._context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.faults.append(said.text))
        await self.page.goto(f"{self._url}/")
        await self.page.wait_for_selector("#channels li", state="attached")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._context.close()
        if kind is None:
            assert self.faults == [], self.faults

    @property
    def channel(self) -> Locator:
        """What stands in the channel."""
        return self.page.locator("#messages .message")

    @property
    def thread(self) -> Locator:
        """What stands in the thread that is open."""
        return self.page.locator("#replies .message")

    @property
    def form(self) -> Locator:
        """The form that the app opened."""
        return self.page.locator("#form[open]")

    @property
    def results(self) -> Locator:
        """Results in the thread that is open: what can be asked for again."""
        return self.thread.filter(has=self.page.locator('[data-action="again"]'))

    async def visit(self, place: str) -> None:
        """Go to a channel or the app, by the name in the side bar."""
        await self.page.get_by_role("navigation").get_by_role("button", name=place, exact=False).click()

    async def open_thread(self, ts: str) -> None:
        """Open a thread by what is below its head."""
        await self.page.locator(f'#messages [data-ts="{ts}"] .replies').click()
        await expect(self.page.locator(f'#replies [data-ts="{ts}"]')).to_be_visible()

    async def open_thread_about(self, words: str) -> None:
        """Open the thread whose head has these words in it, once it has a reply."""
        await self.channel.filter(has_text=words).last.locator(".replies").click()

    async def write(self, text: str, *, composer: str = "composer") -> None:
        """Type and send with Enter."""
        await self.page.locator(f"#{composer} textarea").press_sequentially(text)
        await self.page.keyboard.press("Enter")

    async def ask_for_form(self, command: str) -> None:
        """Send a command that opens a form, again where a busy machine missed Slack's three seconds."""
        failures = self.channel.filter(has_text="failed with the error")
        for _ in range(5):
            before = await failures.count()
            await self.write(command)
            await expect(self.form.or_(failures.nth(before)).first).to_be_visible()
            if await self.form.is_visible():
                return
        raise AssertionError(f"{command} opened no form")

    async def drop(self, *files: NamedFile, composer: str = "composer") -> None:
        """Let files go over where messages are written."""
        await self._hand_over("drop", files, f"#{composer} textarea")

    async def paste(self, *files: NamedFile, composer: str = "composer") -> None:
        """Paste files where messages are written."""
        await self._hand_over("paste", files, f"#{composer} textarea")

    async def upload(self, field: str, name: str, content: bytes) -> None:
        """Choose a file for one input of the form."""
        async with self.page.expect_file_chooser() as chooser:
            await self.form.locator(f'[data-key="{field}"] button').first.click()
        picked = await chooser.value
        await picked.set_files({"name": name, "mimeType": "image/png", "buffer": content})

    async def fill(self, field: str, text: str) -> None:
        """Type into one input of the form."""
        await self.form.locator(f'[data-key="{field}"] :is(input, textarea)').fill(text)

    async def submit(self) -> None:
        """Send the form in."""
        await self.form.locator('[type="submit"]').click()

    async def press(self, message: Locator, label: str) -> None:
        """Press a button below a message."""
        await message.get_by_role("button", name=label, exact=True).click()

    async def pick(self, message: Locator, entry: str) -> None:
        """Choose from the menu at the end of a message's buttons."""
        await message.locator(".overflow").click()
        await self.page.get_by_role("menuitem", name=entry).click()

    async def _hand_over(self, kind: str, files: Sequence[NamedFile], selector: str) -> None:
        encoded = [[name, base64.b64encode(content).decode()] for name, content in files]
        await self.page.locator(selector).evaluate(_HAND_OVER, [kind, encoded])
