"""What both stand-in services serve beside their API: finished pictures, and the demo's drawer."""

import json
from dataclasses import asdict

from aiohttp import web

from bot.demo.services.faults import Fault, FaultRefused, Moment, answer_with_faults, read_order
from bot.demo.services.gallery import CONTENT_TYPES, read_expiry
from bot.demo.services.orders import Task
from bot.demo.services.tasks import Workshop

WORKSHOP = web.AppKey("workshop", Workshop)
SHOWN = 50


def add_shared_routes(app: web.Application, workshop: Workshop) -> None:
    """Routes and life that both services have in common."""
    app[WORKSHOP] = workshop
    app.router.add_get("/image/{name}", serve_picture)
    app.router.add_get("/_demo/state", show_state)
    app.router.add_post("/_demo/faults", arm_fault)
    app.router.add_delete("/_demo/faults", clear_faults)
    app.on_shutdown.append(_close)


async def serve_picture(request: web.Request) -> web.StreamResponse:
    """One finished picture: 403 for a wrong or expired token, 400 where a key comes along as well."""
    workshop = request.app[WORKSHOP]

    async def answer() -> web.StreamResponse:
        return _picture(workshop, request)

    return await answer_with_faults(
        request,
        answer,
        faults=workshop.faults,
        at=Moment.FETCH,
        refuse=lambda status: web.Response(status=status),
        closing=workshop.closing,
    )


async def show_state(request: web.Request) -> web.Response:
    """Tasks, bills, requests, callbacks and faults, newest last."""
    workshop = request.app[WORKSHOP]
    state = {
        "stand_in": True,
        "balance_micros": workshop.balance_micros,
        "billed_micros": sum(workshop.billed.values()),
        "tasks": [_task(workshop, task) for task in list(workshop.tasks.values())[-SHOWN:]],
        "requests": [asdict(received) for received in workshop.requests[-SHOWN:]],
        "callbacks": [asdict(posting) for posting in workshop.callbacks[-SHOWN:]],
        "faults": workshop.faults.listed(),
        "known_faults": list(Fault),
    }
    return web.json_response(state, dumps=lambda value: json.dumps(value, default=str))


async def arm_fault(request: web.Request) -> web.Response:
    """Take one order to misbehave, ``{"fault": name, "times": n, …}``; answers the orders in force."""
    workshop = request.app[WORKSHOP]
    try:
        workshop.faults.arm(read_order(json.loads(await request.read())))
    except (FaultRefused, ValueError) as error:
        return web.json_response({"message": str(error)}, status=400)
    return web.json_response({"faults": workshop.faults.listed()})


async def clear_faults(request: web.Request) -> web.Response:
    """Behave again."""
    request.app[WORKSHOP].faults.clear()
    return web.json_response({"faults": []})


def _picture(workshop: Workshop, request: web.Request) -> web.Response:
    name = request.match_info["name"]
    result = workshop.results.get(name.rpartition(".")[0])
    if result is None:
        return web.Response(status=404, text="Not found")
    if any("key" in header.lower() or header.lower() == "authorization" for header in request.headers):
        return web.Response(status=400, text="Only one way of authentication is allowed")
    expires = read_expiry(name, token=request.query.get("token", ""), key=workshop.picture_key)
    if expires is None or expires <= workshop.clock():
        return web.Response(status=403, text="The address is wrong or has expired")
    return web.Response(body=result.content, content_type=CONTENT_TYPES[result.file_format])


def _task(workshop: Workshop, task: Task) -> dict[str, object]:
    return {
        "id": task.task_id,
        "model": task.order.model,
        "prompt": task.order.prompt,
        "stage": task.stage,
        "pending": task.pending,
        "billed_micros": workshop.billed.get(task.task_id, 0),
        "pictures": [task.address(result) for result in task.results],
        "mishaps": [asdict(mishap) for mishap in task.mishaps],
        "faults": list(task.fates),
    }


async def _close(app: web.Application) -> None:
    await app[WORKSHOP].close()
