"""The workshop behind a stand-in service: tasks accepted, carried out at a pace, billed and told about."""

import asyncio
import json
import random
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import structlog

from bot.demo.services.courier import RETRY_SECONDS, Courier, Fate, Letter, Posting
from bot.demo.services.faults import Armed, Fault, Faults
from bot.demo.services.gallery import CONTENT_TYPES, encode, picture_path
from bot.demo.services.orders import Canvas, Mishap, Order, Received, Result, Stage, Task
from bot.demo.services.picture_reader import BadPictures

KEPT_PICTURES = 200
KEPT_REQUESTS = 1000
BAD_BYTES = b"<html><body>Bad gateway</body></html>"
PACE_PERCENT = {"TURBO": 60, "DEFAULT": 100, "QUALITY": 160}
REFUSED = Mishap(
    code="providerContentPolicyViolation", message="The content was refused by the safety system."
)
FAILED = Mishap(code="providerError", message="The model could not finish this picture.")
_PAINT_FAULTS = (Fault.CHANGE_NOTHING, Fault.WRONG_POLARITY, Fault.WRONG_SIZE_ANSWER, Fault.BAD_BYTES)
_T = TypeVar("_T")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How a service speaks of a task: the bodies to post for a piece of news, and their signature.

    News is a result, a mishap, or None when the task has begun.
    """

    letters: Callable[[Task, Result | Mishap | None], Iterable[object]]
    sign: Callable[[Letter], Mapping[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast a service is, and how long it waits before it repeats a callback."""

    delay_seconds: float = 1.5
    retry_seconds: float = RETRY_SECONDS


@dataclass(frozen=True, kw_only=True)
class Books:
    """What a service's customer has left and was billed, in micro-dollars; bills by task id."""

    balance_micros: int
    billed: Mapping[str, int]


class Workshop:
    """Carries out tasks, and keeps what a test or the demo's page may want to know."""

    def __init__(
        self,
        manners: Manners,
        *,
        pace: Pace,
        seed: int = 0,
        balance_micros: int = 50_000_000,
        faults: Faults | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.faults = faults or Faults()
        self.clock = clock
        self.picture_key = f"stand-in {seed}".encode()
        self.balance_micros = balance_micros
        self.requests: list[Received] = []
        self.sent_pictures: OrderedDict[str, bytes] = OrderedDict()  # by digest, as ``requests`` names them
        self.tasks: dict[str, Task] = {}
        self.results: OrderedDict[str, Result] = OrderedDict()  # by picture id
        self.billed: dict[str, int] = {}  # micro-dollars by task id
        self.closing = asyncio.Event()
        self._seed = seed
        self._manners = manners
        self._pace = pace
        self._names = random.Random(f"{seed}:names")
        self.courier = Courier(seed=seed, retry_seconds=pace.retry_seconds, sign=manners.sign)
        self._painters = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stand-in-painter")
        self._running: set[asyncio.Task[None]] = set()

    @property
    def callbacks(self) -> Sequence[Posting]:
        """Every attempt to deliver a callback, oldest first."""
        return self.courier.postings

    def new_id(self) -> str:
        """The next UUID v4 of this service; the same run gives the same ids."""
        return str(uuid.UUID(int=self._names.getrandbits(128), version=4))

    def note(self, received: Received) -> None:
        """Keep a request for the record; the oldest make room."""
        self.requests.append(received)
        del self.requests[:-KEPT_REQUESTS]
        while len(self.sent_pictures) > KEPT_PICTURES:
            self.sent_pictures.popitem(last=False)

    def put_back(self, tasks: Iterable[Task], books: Books) -> None:
        """What was kept of an earlier start; ``resume`` goes on with what was under way."""
        self.tasks.update((task.task_id, task) for task in tasks)
        for task in self.tasks.values():
            self.results.update((result.picture_id, result) for result in task.results)
            if task.pending == 0:
                task.finished.set()
        self.billed.update(books.billed)
        self.balance_micros = books.balance_micros
        # The ids drawn then must not come again.
        self._names = random.Random()

    async def resume(self, read_order: Callable[[Mapping[str, object]], tuple[Order, Canvas]]) -> None:
        """Carry out what an earlier start left undone; what cannot be read any more fails."""
        for task in [task for task in self.tasks.values() if task.pending]:
            try:
                _, canvas = await self.in_thread(partial(read_order, task.sent or {}))
            except (BadPictures, KeyError):
                task.mishaps += [FAILED] * task.pending
                task.stage = Stage.FINISHED
                task.finished.set()
            else:
                self.accept(task, canvas)

    def accept(self, task: Task, canvas: Canvas) -> None:
        """Take a task on. It runs whether or not anybody hears the answer."""
        self.tasks[task.task_id] = task
        running = asyncio.get_running_loop().create_task(self._carry_out(task, canvas))
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def in_thread(self, work: Callable[[], _T]) -> _T:
        """Do slow pixel work off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._painters, work)

    async def close(self) -> None:
        """Stop everything under way; what was not finished is lost."""
        self.closing.set()
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for task in self.tasks.values():
            task.finished.set()  # nobody waits for what will not come
        await self.courier.close()
        self._painters.shutdown(wait=False, cancel_futures=True)

    def _suffered(self, task: Task, fault: Fault) -> Armed | None:
        """The order for a fault if this task has drawn it now or before; one task draws it once."""
        if fault not in task.fates and (armed := self.faults.take(fault)):
            task.fates[fault] = armed
        return task.fates.get(fault)

    async def _carry_out(self, task: Task, canvas: Canvas) -> None:
        if self._suffered(task, Fault.STALL):
            await self.faults.until_cleared()
        slow = self._suffered(task, Fault.SLOW)
        factor = PACE_PERCENT[task.order.speed] / 100 * (slow.factor if slow else 1)
        seconds = self._pace.delay_seconds * factor
        await asyncio.sleep(seconds * 0.3)
        task.stage = Stage.RUNNING
        self._tell(task, None)
        await asyncio.sleep(seconds * 0.7)
        first = len(task.results) + len(task.mishaps)
        for number, seed in enumerate(self._seeds(task)[first:], first):
            await asyncio.sleep(seconds * 0.25 if number else 0)
            news = self._mishap(task, number) or await self._make(task, canvas, seed=seed)
            if isinstance(news, Mishap):
                task.mishaps.append(news)
            else:
                self._bill(task, news)
            # A callback may be answered by a poll at once, which must find the task as it now is.
            if task.pending == 0:
                task.stage = Stage.FINISHED
                task.sent = None
                task.finished.set()
            self._tell(task, news)

    def _seeds(self, task: Task) -> list[int]:
        if task.order.seed is not None:
            return [task.order.seed]
        rng = random.Random(f"{self._seed}:{task.task_id}")
        return rng.sample(range(2**31), task.order.count)

    def _mishap(self, task: Task, number: int) -> Mishap | None:
        if self._suffered(task, Fault.REFUSE_CONTENT):
            return REFUSED
        if self._suffered(task, Fault.FAIL_TASK):
            return FAILED
        partial = self._suffered(task, Fault.PARTIAL_FAILURE)
        return FAILED if partial and number < partial.failing else None

    async def _make(self, task: Task, canvas: Canvas, *, seed: int) -> Result | Mishap:
        order = task.order
        try:
            content = await self.in_thread(self._brush(task, canvas, seed=seed))
        except Exception:
            _log.exception("A stand-in picture could not be painted.", task_id=task.task_id)
            return FAILED
        is_expired = self._suffered(task, Fault.EXPIRED_URL) is not None
        expires_at = self.clock() + (-1 if is_expired else order.ttl_seconds)
        picture_id = self.new_id()
        return Result(
            picture_id=picture_id,
            task_id=task.task_id,
            seed=seed,
            content=content,
            file_format=order.file_format,
            cost_micros=self._cost(task),
            is_flagged=order.checks_content and "nsfw" in order.prompt.casefold(),
            path=picture_path(
                picture_id, file_format=order.file_format, expires_at=expires_at, key=self.picture_key
            ),
        )

    def _brush(self, task: Task, canvas: Canvas, *, seed: int) -> Callable[[], bytes]:
        """The pixel work of one result, its faults already drawn."""
        order = task.order
        drawn = {fault: self._suffered(task, fault) for fault in _PAINT_FAULTS}

        def paint() -> bytes:
            if drawn[Fault.BAD_BYTES]:
                return BAD_BYTES
            painter = canvas.paint_wrongly if drawn[Fault.WRONG_POLARITY] else canvas.paint
            image = canvas.original if drawn[Fault.CHANGE_NOTHING] else painter(seed)
            if drawn[Fault.WRONG_SIZE_ANSWER]:
                image = image.resize((max(1, image.width * 2 // 3), max(1, image.height * 3 // 4)))
            return encode(image, file_format=order.file_format, quality=order.quality)

        return paint

    def _cost(self, task: Task) -> int:
        cost_micros = task.order.price_micros
        if dearer := self._suffered(task, Fault.DEARER_BILL):
            cost_micros = cost_micros * (dearer.percent or 150) // 100
        if cheaper := self._suffered(task, Fault.CHEAPER_BILL):
            cost_micros = cost_micros * (cheaper.percent or 50) // 100
        return cost_micros

    def _bill(self, task: Task, result: Result) -> None:
        task.results.append(result)
        self.results[result.picture_id] = result
        self._forget_oldest()
        self.billed[task.task_id] = self.billed.get(task.task_id, 0) + result.cost_micros
        self.balance_micros -= result.cost_micros
        if task.order.upload_url is not None:
            content_type = CONTENT_TYPES[result.file_format]
            self.courier.upload(task.order.upload_url, result.content, content_type=content_type)

    def _forget_oldest(self) -> None:
        """Give up the pixels, but not the record, of results beyond the number kept."""
        while len(self.results) > KEPT_PICTURES:
            _, oldest = self.results.popitem(last=False)
            kept = self.tasks[oldest.task_id].results
            kept[kept.index(oldest)] = replace(oldest, content=b"")

    def _tell(self, task: Task, news: Result | Mishap | None) -> None:
        url = task.order.callback_url
        if url is None:
            return
        for payload in self._manners.letters(task, news):
            if self._suffered(task, Fault.LOST_CALLBACK):
                continue
            body = json.dumps(payload, separators=(",", ":")).encode()
            letter = Letter(letter_id=f"msg_{self.new_id()}", task_id=task.task_id, url=url, body=body)
            doubled = self._suffered(task, Fault.DOUBLED_CALLBACK)
            late = self._suffered(task, Fault.LATE_CALLBACK)
            fate = Fate(copies=doubled.copies if doubled else 1, delay_seconds=late.seconds if late else 0)
            self.courier.send(letter, fate)
