"""A stand-in for Runware: speaks its wire format over real HTTP, checks all it gets and paints itself."""

import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from functools import partial

from aiohttp import hdrs, web

from bot.demo.services import runware_wire as wire
from bot.demo.services.faults import Fault, Faults, Moment, answer_with_faults
from bot.demo.services.orders import Canvas, Order, Received, Task
from bot.demo.services.picture_reader import BadPictures
from bot.demo.services.routes import add_shared_routes
from bot.demo.services.rules import Breach, Break, find_breaches
from bot.demo.services.runware_orders import read_order
from bot.demo.services.runware_rules import ACCOUNT, MODELS, QUERY, find_task_breaches
from bot.demo.services.sent_pictures import fold
from bot.demo.services.tasks import REFUSED, Manners, Pace, Workshop

MAX_BODY_BYTES = 128 * 2**20
Body = Mapping[str, object]


def build_runware(
    *,
    api_key: str,
    delay_seconds: float = 1.5,
    retry_seconds: float = 0.25,
    seed: int = 0,
    balance_micros: int = 50_000_000,
    envelope: wire.Envelope = wire.Envelope.BARE,
    faults: Faults | None = None,
    clock: Callable[[], float] = time.time,
) -> web.Application:
    """The service as an application: ``POST /v1``, results under ``/image/``, ``/_demo/`` for the demo.

    ``app[routes.WORKSHOP]`` has ``requests``, ``sent_pictures``, ``billed``, ``callbacks`` and ``faults``;
    two services may share the orders of one ``faults``.
    """
    workshop = Workshop(
        Manners(letters=partial(wire.letters, envelope=envelope)),
        pace=Pace(delay_seconds=delay_seconds, retry_seconds=retry_seconds),
        seed=seed,
        balance_micros=balance_micros,
        faults=faults,
        clock=clock,
    )
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    service = Runware(workshop, api_key=api_key)
    app.router.add_post("/v1", service.receive)
    app.on_startup.append(lambda _: workshop.resume(service.read_order))
    add_shared_routes(app, workshop)
    return app


class Refused(Exception):
    """An answer that is errors and nothing else."""

    def __init__(self, *errors: wire.Item, status: int = 400) -> None:
        super().__init__(status)
        self.status = status
        self.errors = list(errors)


def refused(code: str, message: str, *, about: Body, status: int = 400, **more: object) -> Refused:
    """An answer that is one error."""
    return Refused(wire.error(code, message, about=about, **more), status=status)


class Runware:
    """The one address everything is posted to."""

    def __init__(self, workshop: Workshop, *, api_key: str) -> None:
        self._workshop = workshop
        self._api_key = api_key

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """``POST /v1``: a JSON array of one task, after a login element if the key is not in a header."""
        try:
            tasks = json.loads(await request.read(), parse_float=Decimal)
        except ValueError:
            tasks = None
        self._note(request, tasks)
        last = tasks[-1] if isinstance(tasks, list) and tasks else None
        is_submit = isinstance(last, dict) and last.get("taskType") == "imageInference"
        return await answer_with_faults(
            request,
            partial(self._answer, request, tasks),
            faults=self._workshop.faults,
            at=Moment.SUBMIT if is_submit else Moment.ASK,
            refuse=_busy,
            closing=self._workshop.closing,
        )

    def read_order(self, body: Body) -> tuple[Order, Canvas]:
        """What a request whose keys are in order asks for; slow, for a thread."""
        return read_order(body, self._find_result)

    def _note(self, request: web.Request, tasks: object) -> None:
        headers = {name: value for name, value in request.headers.items() if name != hdrs.AUTHORIZATION}
        body = fold(tasks, self._workshop.sent_pictures)
        self._workshop.note(Received(method=request.method, path=request.path, headers=headers, body=body))

    async def _answer(self, request: web.Request, tasks: object) -> web.StreamResponse:
        handlers: Mapping[str, Callable[[web.Request, Body], Awaitable[Body]]] = {
            "imageInference": self._infer,
            "getResponse": self._tell_progress,
            "getTaskDetails": self._tell_details,
            "accountManagement": self._tell_account,
        }
        try:
            body = self._read_task(request, tasks)
            handler = handlers.get(str(body.get("taskType")))
            if handler is None:
                raise refused("unsupportedTaskType", "Unknown task type.", about=body, parameter="taskType")
            return _respond(await handler(request, body))
        except Refused as refusal:
            return _respond({"errors": refusal.errors}, status=refusal.status)

    def _read_task(self, request: web.Request, tasks: object) -> Body:
        """The one task of a request that has the right form and key."""
        if request.content_type != "application/json":
            raise refused("invalidContentType", "Send application/json.", about={})
        if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
            raise refused("invalidRequest", "Send a JSON array of task objects.", about={})
        scheme, _, key = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        key = key if scheme.lower() == "bearer" else ""
        if tasks and tasks[0].get("taskType") == "authentication":
            key, tasks = str(tasks[0].get("apiKey", "")), tasks[1:]
        if not hmac.compare_digest(key.encode(), self._api_key.encode()):
            code = "invalidApiKey" if key else "missingApiKey"
            about = {"taskType": "authentication"}
            raise refused(
                code, "The API key is missing or wrong.", about=about, status=401, parameter="apiKey"
            )
        if len(tasks) != 1:
            raise refused("arrayLength", "This stand-in takes exactly one task per request.", about={})
        return dict(tasks[0])

    async def _infer(self, request: web.Request, body: Body) -> Body:
        self._refuse_used_uuid(body)
        self._refuse_absent_model(body)
        _refuse_breaches(body, find_task_breaches(body, MODELS[str(body["model"])]))
        self._refuse_parameter(body)
        try:
            order, canvas = await self._workshop.in_thread(partial(self.read_order, body))
        except BadPictures as error:
            raise Refused(*(wire.breach_error(breach, body) for breach in error.breaches)) from error
        if request.headers.get("X-Runware-Dry-Run") == "1":
            # What the real answer holds is not documented; the price is what it is for.
            price = {"cost": wire.usd(order.price_micros * order.count)}
            return {"data": [wire.acknowledgement(body) | price]}
        self._refuse_unpaid(body, order)
        # Decoding took a while: the same task may have come a second time meanwhile.
        self._refuse_used_uuid(body)
        origin = str(request.url.origin())
        task = Task(task_id=str(body["taskUUID"]), order=order, origin=origin, body=fold(body, {}), sent=body)
        self._workshop.accept(task, canvas)
        if body.get("deliveryMethod") == "async":
            return {"data": [wire.acknowledgement(body)]}
        await task.finished.wait()
        return wire.progress(task)

    def _refuse_used_uuid(self, body: Body) -> None:
        if str(body.get("taskUUID")) in self._workshop.tasks:
            raise refused("conflictTaskUUID", "This taskUUID is in use.", about=body, parameter="taskUUID")

    def _refuse_absent_model(self, body: Body) -> None:
        is_known = str(body.get("model")) in MODELS
        is_gone = is_known and self._workshop.faults.take(Fault.MODEL_GONE) is not None
        if is_gone or not is_known:
            status = 404 if is_gone else 400
            raise refused("modelNotFound", "No such model.", about=body, status=status, parameter="model")

    def _refuse_parameter(self, body: Body) -> None:
        if order := self._workshop.faults.take(Fault.REFUSE_PARAMETER):
            reason = "is not available for this model"
            _refuse_breaches(body, [Breach(kind=Break.INVALID, paths=(order.parameter,), reason=reason)])

    def _refuse_unpaid(self, body: Body, order: Order) -> None:
        faults = self._workshop.faults
        is_short = order.price_micros * order.count > self._workshop.balance_micros
        if faults.take(Fault.OUT_OF_CREDITS) or is_short:
            raise refused("insufficientCredits", "Not enough credits for this task.", about=body, status=402)
        if faults.take(Fault.REFUSE_CONTENT, at_once=True):
            raise refused(REFUSED.code, REFUSED.message, about=body)

    def _find_result(self, picture_id: str) -> bytes | None:
        result = self._workshop.results.get(picture_id)
        return None if result is None else result.content

    async def _tell_progress(self, _: web.Request, body: Body) -> Body:
        return wire.progress(self._known_task(body))

    async def _tell_details(self, _: web.Request, body: Body) -> Body:
        task = self._known_task(body)
        details = {"request": [task.body], "response": wire.progress(task)}
        return {"data": [wire.acknowledgement(body) | details]}

    def _known_task(self, body: Body) -> Task:
        _refuse_breaches(body, find_breaches(body, QUERY))
        task = self._workshop.tasks.get(str(body["taskUUID"]))
        if task is None:
            raise refused("taskNotFound", "No task has this taskUUID.", about=body, status=404)
        return task

    async def _tell_account(self, _: web.Request, body: Body) -> Body:
        _refuse_breaches(body, find_breaches(body, ACCOUNT))
        balance = {"amount": wire.usd(self._workshop.balance_micros), "freeBalance": 0, "currency": "USD"}
        account = {"operation": "getDetails", "organizationName": "Stand-in", "balance": balance}
        return {"data": [wire.acknowledgement(body) | account]}


def _refuse_breaches(body: Body, breaches: list[Breach]) -> None:
    if breaches:
        raise Refused(*(wire.breach_error(breach, body) for breach in breaches))


def _busy(status: int) -> web.Response:
    complaint = wire.error(wire.STATUS_CODES[status], "Please try again later.", about={})
    return _respond({"errors": [complaint]}, status=status)


def _respond(answer: Body, *, status: int = 200) -> web.Response:
    # Numbers were parsed as Decimal, which JSON cannot spell.
    return web.json_response(answer, status=status, dumps=partial(json.dumps, default=float))
