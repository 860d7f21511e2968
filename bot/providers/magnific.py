"""Magnific (formerly Freepik): Ideogram Inpainting, one result per task, no idempotency key, no cost named.

Source: the vendor's page "Ideogram Inpainting" and its endpoint reference, read 2026-11-20.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

import httpx

from bot.catalogue import Field, Kind, Value
from bot.errors import BotError, CallbackRefused, Reason
from bot.providers import wire
from bot.providers.base import CallbackHint, Failure, Found, Outcome, Submission
from bot.providers.downloads import download
from bot.providers.http import Answer, Patience, read_json, repeat, send_once, send_question
from bot.providers.magnific_answers import (
    check_accepted,
    check_answered,
    is_under_way,
    read_outcome,
    read_task,
    read_task_ids,
)
from bot.providers.magnific_signature import MIN_KEY_BYTES, check_signature, derive_keys
from bot.reading.hosts import is_loopback_url

PATH = "/v1/ai/ideogram-image-edit"

_SINGLE_PICTURES = frozenset({"image", "mask"})


class Magnific:
    """The service as a ``Provider``. A lost submit is found by its callback, or in the list of tasks."""

    max_picture_bytes: int | None = wire.MAX_PICTURE_BYTES

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        api_url: str,
        api_key: str,
        key_header: str = "x-magnific-api-key",
        webhook_secret: str | None = None,
        mask_edit: Literal["white", "black"] = "black",
        patience: Patience | None = None,
    ) -> None:
        self._http = http
        self._url = api_url.rstrip("/") + PATH
        self._headers = {key_header: api_key}
        self._webhook_keys = derive_keys(webhook_secret) if webhook_secret else {}
        if webhook_secret and not self._webhook_keys:
            raise BotError(f"MAGNIFIC_WEBHOOK_SECRET is shorter than {MIN_KEY_BYTES} bytes.")
        self._mask_edit = mask_edit
        self._patience = patience or Patience()
        self._encoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="magnific")

    def provider_task_id(self, task_uuid: UUID) -> str | None:
        """Not ours to choose."""
        return None

    async def fetch_balance_micros(self) -> int | None:
        """Not to be had: Magnific has no such question."""
        return None

    async def bookmark(self) -> str | None:
        """The tasks the service lists now, as JSON; None where it shows no list.

        Raises:
            ProviderUnavailable: the list cannot be had now.
        """
        listed = await self._fetch_task_ids()
        return None if listed is None else json.dumps(listed)

    async def submit(self, submission: Submission) -> str:
        """Send one task, once."""
        body = await asyncio.get_running_loop().run_in_executor(
            self._encoder, lambda: json.dumps(to_wire(submission, mask_edit=self._mask_edit)).encode()
        )
        request = self._http.build_request(
            "POST",
            self._url,
            content=body,
            headers={**self._headers, "Content-Type": "application/json"},
            timeout=self._patience.timeout,
        )
        return check_accepted(await send_once(self._http, request, patience=self._patience))

    async def find_submitted(
        self, task_uuid: UUID, *, bookmark: str | None, known_ids: Sequence[str]
    ) -> Found:
        """The one task that is listed now, was not listed before and is nobody else's; never a certain no."""
        if bookmark is None:
            return Found()
        listed = await self._fetch_task_ids()
        strangers = set(listed or ()) - set(json.loads(bookmark)) - set(known_ids)
        return Found(provider_task_id=strangers.pop() if len(strangers) == 1 else None)

    async def ask(self, provider_task_id: str, *, expected: int) -> Outcome:
        """The state of a task, which has one result."""

        async def attempt() -> Outcome:
            answer = await self._question(f"{self._url}/{provider_task_id}")
            if answer.status == 404:
                failure = Failure(reason=Reason.UNKNOWN_TASK, message="status 404")
                return Outcome(is_final=False, failures=(failure,), raw=answer.text)
            task = read_task(check_answered(answer))
            return (
                Outcome(is_final=False, raw=answer.text)
                if task is None
                else read_outcome(task, raw=answer.text)
            )

        return await repeat(attempt, patience=self._patience)

    async def fetch(self, url: str, *, max_bytes: int) -> bytes:
        """Download a result, without the key."""
        return await download(
            self._http,
            url,
            max_bytes=max_bytes,
            allow_private=is_loopback_url(self._url),
            patience=self._patience,
        )

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, now: float) -> CallbackHint:
        """Check the signature if a secret is set, then read which task is named.

        Every change of state is told, so most callbacks are progress notes.
        """
        if self._webhook_keys:
            check_signature(headers, body, keys=self._webhook_keys, now=now)
        task = read_task(read_json(body))
        if task is None:
            raise CallbackRefused("A callback names no task.")
        return CallbackHint(
            provider_task_id=str(task["task_id"]),
            is_worth_asking=not is_under_way(task),
            event_key=sha256(body).hexdigest(),
        )

    async def check_access(self) -> None:
        """Return if the service answers and takes our key; costs nothing.

        Raises:
            ProviderUnavailable: with the reason ``ACCESS`` where the key is refused.
        """
        await self._fetch_task_ids()

    async def _fetch_task_ids(self) -> list[str] | None:
        async def attempt() -> list[str] | None:
            return read_task_ids(check_answered(await self._question(self._url)))

        return await repeat(attempt, patience=self._patience)

    async def _question(self, url: str) -> Answer:
        request = self._http.build_request("GET", url, headers=self._headers, timeout=self._patience.timeout)
        return await send_question(self._http, request, patience=self._patience)


def to_wire(submission: Submission, *, mask_edit: Literal["white", "black"]) -> dict[str, Any]:
    """The JSON body of one submit, with pictures as bare base64.

    Masks arrive with 255 meaning "may change"; Magnific's pages say that black is edited, so they are
    inverted unless a setting says otherwise.
    """
    pictures = wire.pictures_of(submission, is_mask_black=mask_edit == "black")
    values: dict[Field, Value] = {**submission.parameters, Field.PROMPT: submission.prompt}
    body: dict[str, Any] = {}
    for name, parameter in submission.model.parameters.items():
        if not parameter.wire:
            continue
        if name in pictures:
            texts = [wire.bare_base64(content) for content in pictures[name]]
            wire.put(body, parameter.wire, texts[0] if parameter.wire in _SINGLE_PICTURES else texts)
        elif name in values:
            value = values[name]
            wire.put(
                body, parameter.wire, _palette(value) if parameter.kind is Kind.PALETTE else _plain(value)
            )
    if submission.callback_url is not None:
        body["webhook_url"] = submission.callback_url
    return body


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def _palette(value: Value) -> dict[str, Any]:
    palette = wire.read_palette(value)
    if isinstance(palette, str):
        return {"name": palette}
    return {
        "members": [
            {"color_hex": each.color_hex}
            | ({} if each.color_weight is None else {"color_weight": each.color_weight})
            for each in palette
        ]
    }
