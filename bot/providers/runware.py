"""Runware: three Ideogram models behind one address that takes a list of tasks.

Source: Runware's model pages for Ideogram 2.0 Edit, 3.0 Edit and 2.0 Remix and its platform pages, read
2026-11-20. A key that a model does not declare is refused, so nothing is sent that the catalogue lacks.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Literal
from uuid import UUID, uuid4

import httpx

from bot.errors import CallbackRefused, Reason
from bot.providers import wire
from bot.providers.base import CallbackHint, Failure, Found, Outcome, Submission
from bot.providers.downloads import download
from bot.providers.http import (
    MAX_ANSWER_BYTES,
    Answer,
    Patience,
    read_json,
    repeat,
    send_once,
    send_question,
)
from bot.providers.runware_answers import (
    Envelope,
    read_balance_micros,
    read_cost_micros,
    read_envelope,
    read_outcome,
    read_stored_answer,
)
from bot.providers.runware_faults import Fault
from bot.providers.runware_verdicts import check_accepted, check_answered, check_approved
from bot.providers.runware_wire import to_wire
from bot.reading.hosts import is_loopback_url

MAX_STORED_ANSWER_BYTES = 64 * 1024 * 1024  # task details repeat the request, pictures and all


class Runware:
    """The service as a ``Provider``. Tasks carry our own UUID, so a lost submit can always be asked about."""

    max_picture_bytes: int | None = wire.MAX_PICTURE_BYTES

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        api_url: str,
        api_key: str,
        mask_edit: Literal["white", "black"] = "white",
        patience: Patience | None = None,
    ) -> None:
        self._http = http
        self._api_url = api_url
        self._api_key = api_key
        self._mask_edit = mask_edit
        self._patience = patience or Patience()
        self._encoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="runware")

    def provider_task_id(self, task_uuid: UUID) -> str | None:
        """Ours: Runware knows a task by the UUID that came with it."""
        return str(task_uuid)

    async def bookmark(self) -> str | None:
        """Nothing to remember; the UUID finds the task."""
        return None

    async def submit(self, submission: Submission) -> str:
        """Send one task, once."""
        request = self._request(await self._encode(submission))
        answer = await send_once(self._http, request, patience=self._patience)
        task_id = str(submission.task_uuid)
        check_accepted(answer, task_id)
        return task_id

    async def find_submitted(
        self, task_uuid: UUID, *, bookmark: str | None, known_ids: Sequence[str]
    ) -> Found:
        """Ask for the result, then for the task itself; only a plain "no such task" to both is a no."""
        task_id = str(task_uuid)
        return await repeat(lambda: self._find(task_id), patience=self._patience)

    async def ask(self, provider_task_id: str, *, expected: int) -> Outcome:
        """The state of a task; where results are no longer pollable, from the service's own records.

        A task that is unknown gives an outcome that is not final, with the one failure ``UNKNOWN_TASK``.
        """
        return await repeat(lambda: self._ask(provider_task_id, expected=expected), patience=self._patience)

    async def fetch(self, url: str, *, max_bytes: int) -> bytes:
        """Download a result, from anywhere public."""
        return await download(
            self._http,
            url,
            max_bytes=max_bytes,
            allow_private=is_loopback_url(self._api_url),
            patience=self._patience,
        )

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, now: float) -> CallbackHint:
        """Which task a callback names. Runware signs nothing; the token in the address is the guard."""
        try:
            [named] = map(UUID, read_envelope(read_json(body)).task_uuids)
        except ValueError as error:
            raise CallbackRefused("A callback names no task, or several.") from error
        return CallbackHint(provider_task_id=str(named), event_key=sha256(body).hexdigest())

    async def fetch_balance_micros(self) -> int | None:
        """What is left on the account; None where the answer does not say.

        Raises:
            ProviderUnavailable: with the reason ``ACCESS`` where the key is wrong.
        """

        async def attempt() -> int | None:
            task = {"taskType": "accountManagement", "taskUUID": str(uuid4()), "operation": "getDetails"}
            answer, envelope = await self._question(task)
            check_answered(answer, envelope)
            return read_balance_micros(envelope)

        return await repeat(attempt, patience=self._patience)

    async def dry_run(self, submission: Submission) -> int | None:
        """Have a task checked and priced without running it; micro-dollars where the answer names a price.

        Raises:
            ProviderRejected: it would be refused.
            ProviderUnavailable: cannot be asked now.
        """
        request = self._request(await self._encode(submission), dry_run=True)
        envelope = check_approved(await send_question(self._http, request, patience=self._patience))
        costs = [read_cost_micros(item.get("cost")) for item in envelope.items]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if known else None

    async def _encode(self, submission: Submission) -> bytes:
        """Pictures of megabytes are turned into text in a thread of our own."""

        def encode() -> bytes:
            return json.dumps(to_wire(submission, mask_edit=self._mask_edit)).encode()

        return await asyncio.get_running_loop().run_in_executor(self._encoder, encode)

    def _request(self, body: bytes, *, dry_run: bool = False) -> httpx.Request:
        headers = {"Authorization": f"Bearer {self._api_key}", "Content-Type": "application/json"}
        if dry_run:
            headers["X-Runware-Dry-Run"] = "1"
        return self._http.build_request(
            "POST", self._api_url, content=body, headers=headers, timeout=self._patience.timeout
        )

    async def _question(
        self, task: dict[str, str], *, max_bytes: int = MAX_ANSWER_BYTES
    ) -> tuple[Answer, Envelope]:
        request = self._request(json.dumps([task]).encode())
        answer = await send_question(self._http, request, patience=self._patience, max_bytes=max_bytes)
        return answer, read_envelope(read_json(answer.body)).about(task["taskUUID"])

    async def _ask(self, task_id: str, *, expected: int) -> Outcome:
        answer, envelope = await self._question({"taskType": "getResponse", "taskUUID": task_id})
        unknown = _unknown_task(envelope)
        if unknown is None:
            check_answered(answer, envelope)
            return read_outcome(envelope, expected=expected, raw=answer.text)
        stored = read_stored_answer(await self._details(task_id))
        if stored is None:
            failure = Failure(reason=Reason.UNKNOWN_TASK, message=unknown.words)
            return Outcome(is_final=unknown.remembers_task, failures=(failure,), raw=answer.text)
        return read_outcome(
            read_envelope(stored).about(task_id), expected=expected, raw=json.dumps(stored, default=str)
        )

    async def _find(self, task_id: str) -> Found:
        answer, envelope = await self._question({"taskType": "getResponse", "taskUUID": task_id})
        unknown = _unknown_task(envelope)
        if unknown is None:
            check_answered(answer, envelope)
            is_known = task_id in envelope.task_uuids
            return Found(provider_task_id=task_id if is_known else None)
        if unknown.remembers_task:
            return Found(provider_task_id=task_id)
        details = await self._details(task_id)
        if details.lists(task_id):
            return Found(provider_task_id=task_id)
        return Found(is_certainly_absent=any(fault.denies_task for fault in details.faults))

    async def _details(self, task_id: str) -> Envelope:
        answer, envelope = await self._question(
            {"taskType": "getTaskDetails", "taskUUID": task_id}, max_bytes=MAX_STORED_ANSWER_BYTES
        )
        if _unknown_task(envelope) is None:
            check_answered(answer, envelope)
        return envelope


def _unknown_task(envelope: Envelope) -> Fault | None:
    if envelope.items:
        return None
    return next((fault for fault in envelope.faults if fault.reason is Reason.UNKNOWN_TASK), None)
