"""What a stand-in service remembers from one start to the next: its tasks, their pictures, its books.

A task that was under way is carried out after the next start; requests and callbacks are not kept.
"""

import json
from dataclasses import asdict, replace

from bot.demo.keeping.cellar import Cellar
from bot.demo.services.orders import Mishap, Order, Result, Stage, Task
from bot.demo.services.tasks import Books, Workshop
from bot.demo.slack.wire import Payload

KEPT_TASKS = 500


def recall_service(workshop: Workshop, cellar: Cellar, name: str) -> None:
    """Put back what was kept of the service of this name, if anything was.

    Raises:
        CellarFailed: it cannot be read.
    """
    kept = cellar.read(name)
    if kept is not None:
        tasks = [_task(entry, cellar) for entry in kept["tasks"]]
        workshop.put_back(tasks, Books(balance_micros=kept["balance_micros"], billed=kept["billed"]))


def keep_service(workshop: Workshop, cellar: Cellar, name: str) -> set[str]:
    """Write down everything; returns the names under which bytes are kept."""
    tasks = list(workshop.tasks.values())[-KEPT_TASKS:]
    names: set[str] = set()
    for task in tasks:
        for result in task.results:
            names.add(result.picture_id)
            cellar.write_bytes(result.picture_id, result.content)
        if task.pending:
            names.add(_sent_name(task.task_id))
            cellar.write_bytes(_sent_name(task.task_id), json.dumps(task.sent, default=float).encode())
    content: Payload = {
        "balance_micros": workshop.balance_micros,
        "billed": workshop.billed,
        "tasks": [_entry(task) for task in tasks],
    }
    cellar.write(name, content)
    return names


def _entry(task: Task) -> Payload:
    return {
        "task_id": task.task_id,
        "order": asdict(task.order),
        "origin": task.origin,
        "body": task.body,
        "stage": task.stage,
        "results": [asdict(replace(result, content=b"")) | {"content": None} for result in task.results],
        "mishaps": [asdict(mishap) for mishap in task.mishaps],
    }


def _task(entry: Payload, cellar: Cellar) -> Task:
    results = [
        Result(**{**result, "content": cellar.read_bytes(result["picture_id"])})
        for result in entry["results"]
    ]
    sent = cellar.read_bytes(_sent_name(entry["task_id"]))
    return Task(
        task_id=entry["task_id"],
        order=Order(**entry["order"]),
        origin=entry["origin"],
        body=entry["body"],
        sent=json.loads(sent) if sent else None,
        stage=Stage(entry["stage"]),
        results=results,
        mishaps=[Mishap(**mishap) for mishap in entry["mishaps"]],
    )


def _sent_name(task_id: str) -> str:
    return f"{task_id}.request"
