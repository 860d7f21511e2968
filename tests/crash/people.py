"""What people ask for meanwhile: every way in that carries a picture, each wish with a word of its own."""

import asyncio
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.demo.workspace import Workspace
from tests.flows.house import mask, picture

SIZE = (96, 64)
NAMES = ("ada", "ben", "mia")
CHANNELS = 30
FORM_TRIES = 4
FORM_SECONDS = 6.0
_EDITS = (
    "--region top",
    "--region right --speed turbo",
    "--region top --count 2",
    "--region left --model 2",
    "--region top --model magnific",
    "--region bottom --model magnific --count 3",
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One wish, told apart by a word in its prompt.

    ``is_heard`` says that the app has answered it with a yes, so that it must not be lost.
    """

    word: str
    thread_ts: str | None = None
    is_heard: bool = False


class People:
    """They mention the app, reply to what it made, and fill in its form; a no they take for a no."""

    def __init__(self, workspace: Workspace, *, rng: random.Random) -> None:
        self._workspace = workspace
        self._rng = rng
        self._channels = [workspace.admin.add_channel(f"studio-{number}") for number in range(CHANNELS)]
        # One person has one form open at a time.
        self._desks = {name: asyncio.Lock() for name in NAMES}
        self.finished_threads: Sequence[tuple[str, str]] = ()  # channel and ts; what people may reply to

    async def ask(self, word: str) -> Wish:
        """Ask for something in one of the ways there are."""
        name, channel, luck = self._rng.choice(NAMES), self._rng.choice(self._channels), self._rng.random()
        if luck < 0.25:
            async with self._desks[name]:
                return await self._fill_form(word, name, channel=channel)
        if luck < 0.45 and self.finished_threads:
            return await self._reply(word, name)
        return await self._mention(word, name, channel=channel)

    async def _mention(self, word: str, name: str, *, channel: str) -> Wish:
        files = [("shop.png", picture(SIZE))]
        text = f"edit a red door for {word} {self._rng.choice(_EDITS)}"
        luck = self._rng.random()
        if luck < 0.2:
            text = f"remix {word} in winter"
        elif luck < 0.4:
            files.append(("mask.png", mask(SIZE, (10, 10, 50, 40))))
            text = f"edit a red door for {word}"
        message = await self._workspace.say(name, channel, f"@retouch {text}", files=files)
        return Wish(word=word, thread_ts=message["ts"])

    async def _reply(self, word: str, name: str) -> Wish:
        channel, thread_ts = self._rng.choice(self.finished_threads)
        message = await self._workspace.say(
            name, channel, f"@retouch edit a green door for {word} --region right", thread_ts=thread_ts
        )
        return Wish(word=word, thread_ts=message["ts"])

    async def _fill_form(self, word: str, name: str, *, channel: str) -> Wish:
        wish = Wish(word=word)
        before = {view["id"] for view in self._workspace.views(name)}
        await self._workspace.command(name, channel, "/edit", f"a red door for {word}")
        try:
            view_id = await self._workspace.wait_for(lambda: self._new_view(name, before), FORM_SECONDS)
        except TimeoutError:
            return wish
        values = {"seed_image": [("shop.png", picture(SIZE))], "region": "top"}
        for _ in range(FORM_TRIES):
            answer = await self._workspace.submit(name, view_id, values)
            if answer.is_ok:
                return replace(wish, is_heard="errors" not in answer.payload)
            await asyncio.sleep(1.0)
        await self._workspace.close_view(name, view_id)
        return wish

    def _new_view(self, name: str, before: set[str]) -> str | None:
        new = [view["id"] for view in self._workspace.views(name) if view["id"] not in before]
        return new[-1] if new else None


def with_answers(wishes: Iterable[Wish], workspace: Workspace) -> list[Wish]:
    """The wishes, with what the app answered to those that were messages, at once or to Slack's repetition."""
    heard = set()
    for attempt in workspace.attempts:
        if attempt.delivery.name == "app_mention" and attempt.answer.is_ok:
            heard.add(json.loads(attempt.delivery.body)["event"]["ts"])
    return [replace(wish, is_heard=wish.is_heard or wish.thread_ts in heard) for wish in wishes]
