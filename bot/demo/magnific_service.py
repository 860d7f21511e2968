"""A stand-in for Magnific: its Ideogram Inpainting over real HTTP, strict, with signed callbacks."""

import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from functools import partial

from aiohttp import web

from bot.demo.services import magnific_wire as wire
from bot.demo.services.faults import Fault, Faults, Moment, answer_with_faults
from bot.demo.services.magnific_orders import read_order
from bot.demo.services.magnific_rules import find_request_breaches
from bot.demo.services.orders import Canvas, Order, Received, Task
from bot.demo.services.picture_reader import BadPictures
from bot.demo.services.routes import add_shared_routes
from bot.demo.services.sent_pictures import fold
from bot.demo.services.tasks import REFUSED, Manners, Pace, Workshop

MAX_BODY_BYTES = 128 * 2**20
KEY_HEADER = "x-magnific-api-key"
PATH = "/v1/ai/ideogram-image-edit"
Body = Mapping[str, object]


def build_magnific(
    *,
    api_key: str,
    webhook_secret: str | None = None,
    secret_form: wire.SecretForm = wire.SecretForm.TEXT,
    delay_seconds: float = 1.5,
    retry_seconds: float = 0.25,
    seed: int = 0,
    balance_micros: int = 50_000_000,
    file_format: str = "JPG",
    faults: Faults | None = None,
    clock: Callable[[], float] = time.time,
) -> web.Application:
    """The service as an application: its API, results under ``/image/``, ``/_demo/`` for the demo.

    ``app[routes.WORKSHOP]`` has ``requests``, ``sent_pictures``, ``billed``, ``callbacks`` and ``faults``;
    two services may share the orders of one ``faults``.
    ``file_format`` (JPG, PNG or WEBP) is what results come as: the page does not say, its example is a .jpg.
    """
    sign = None
    if webhook_secret is not None:
        key = wire.signing_key(webhook_secret, form=secret_form)
        sign = partial(wire.signature_headers, key=key, clock=clock)
    workshop = Workshop(
        Manners(letters=wire.letters, sign=sign),
        pace=Pace(delay_seconds=delay_seconds, retry_seconds=retry_seconds),
        seed=seed,
        balance_micros=balance_micros,
        faults=faults,
        clock=clock,
    )
    service = Magnific(workshop, api_key=api_key, file_format=file_format)
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.router.add_post(PATH, partial(service.receive, service.submit, at=Moment.SUBMIT))
    app.router.add_get(PATH, partial(service.receive, service.list_tasks, at=Moment.ASK))
    app.router.add_get(f"{PATH}/{{task_id}}", partial(service.receive, service.show_task, at=Moment.ASK))
    app.on_startup.append(lambda _: workshop.resume(service.read_order))
    add_shared_routes(app, workshop)
    return app


class Magnific:
    """Submit, list and show: the three addresses of the one model."""

    def __init__(self, workshop: Workshop, *, api_key: str, file_format: str) -> None:
        self._workshop = workshop
        self._api_key = api_key
        self._file_format = file_format

    async def receive(
        self, act: Callable[[web.Request], Awaitable[web.Response]], request: web.Request, *, at: Moment
    ) -> web.StreamResponse:
        """Note a request, check its key and let ``act`` answer it, between whatever faults are ordered."""
        self._note(request, await request.read())

        async def answer() -> web.StreamResponse:
            try:
                self._check_key(request)
                return await act(request)
            except wire.Refused as refused:
                return refused.response()

        return await answer_with_faults(
            request,
            answer,
            faults=self._workshop.faults,
            at=at,
            refuse=wire.refusal,
            closing=self._workshop.closing,
        )

    async def submit(self, request: web.Request) -> web.Response:
        """``POST``: take one task on. There is no idempotency key: a repeat is a second task."""
        body = await _read_body(request)
        order, canvas = await self._checked_order(body)
        faults = self._workshop.faults
        if faults.take(Fault.MODEL_GONE):
            raise wire.Refused(404, wire.MESSAGES[404])
        if refused := faults.take(Fault.REFUSE_PARAMETER):
            named = [(refused.parameter, "is not available for this model")]
            raise wire.Refused(400, "Your request has invalid parameters", invalid_params=named)
        if faults.take(Fault.OUT_OF_CREDITS) or order.price_micros > self._workshop.balance_micros:
            raise wire.Refused(402, wire.MESSAGES[402])
        if faults.take(Fault.REFUSE_CONTENT, at_once=True):
            raise wire.Refused(400, REFUSED.message)
        origin = str(request.url.origin())
        task = Task(task_id=self._workshop.new_id(), order=order, origin=origin, body=None, sent=body)
        answer = web.json_response({"data": wire.status_item(task)})
        self._workshop.accept(task, canvas)
        return answer

    async def list_tasks(self, _: web.Request) -> web.Response:
        """``GET``: all tasks of the key, newest first, without their pictures."""
        tasks = reversed(list(self._workshop.tasks.values()))
        listed = [{"task_id": task.task_id, "status": wire.status(task)} for task in tasks]
        return web.json_response({"data": listed})

    async def show_task(self, request: web.Request) -> web.Response:
        """``GET …/{task_id}``: one task with its pictures."""
        task = self._workshop.tasks.get(request.match_info["task_id"])
        if task is None:
            raise wire.Refused(404, wire.MESSAGES[404])
        return web.json_response({"data": wire.status_item(task)})

    def _note(self, request: web.Request, raw: bytes) -> None:
        try:
            body = fold(json.loads(raw, parse_float=Decimal), self._workshop.sent_pictures) if raw else None
        except ValueError:
            body = None
        headers = {name: value for name, value in request.headers.items() if name.lower() != KEY_HEADER}
        self._workshop.note(Received(method=request.method, path=request.path, headers=headers, body=body))

    def _check_key(self, request: web.Request) -> None:
        key = request.headers.get(KEY_HEADER, "")
        if not key:
            raise wire.Refused(401, "Missing API key")
        if not hmac.compare_digest(key.encode(), self._api_key.encode()):
            raise wire.Refused(401, "Invalid API key")

    def read_order(self, body: Body) -> tuple[Order, Canvas]:
        """What a request whose keys are in order asks for; slow, for a thread."""
        return read_order(body, file_format=self._file_format)

    async def _checked_order(self, body: Body) -> tuple[Order, Canvas]:
        breaches = find_request_breaches(body)
        try:
            if not breaches:
                return await self._workshop.in_thread(partial(self.read_order, body))
        except BadPictures as error:
            breaches = list(error.breaches)
        named = [(path, breach.reason) for breach in breaches for path in breach.paths]
        raise wire.Refused(400, "Your request has invalid parameters", invalid_params=named)


async def _read_body(request: web.Request) -> Body:
    try:
        body = json.loads(await request.read(), parse_float=Decimal)
    except ValueError as error:
        raise wire.Refused(400, "The body is not JSON") from error
    if request.content_type != "application/json" or not isinstance(body, dict):
        raise wire.Refused(400, "The body must be a JSON object sent as application/json")
    return body
