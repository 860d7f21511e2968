"""Any provider, with its calls timed and its failures counted."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from bot.meters import Meters
from bot.providers.base import CallbackHint, Found, Outcome, Provider, Submission


class Metered:
    """Stands before a provider and changes nothing; fulfils ``Provider`` itself."""

    def __init__(self, provider: Provider, *, service: str, meters: Meters) -> None:
        self.max_picture_bytes = provider.max_picture_bytes
        self._provider = provider
        self._service = service
        self._meters = meters

    def provider_task_id(self, task_uuid: UUID) -> str | None:
        return self._provider.provider_task_id(task_uuid)

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, now: float) -> CallbackHint:
        return self._provider.read_callback(headers, body, now=now)

    async def fetch_balance_micros(self) -> int | None:
        with self._meters.service_call(self._service, "balance"):
            return await self._provider.fetch_balance_micros()

    async def bookmark(self) -> str | None:
        with self._meters.service_call(self._service, "bookmark"):
            return await self._provider.bookmark()

    async def submit(self, submission: Submission) -> str:
        with self._meters.service_call(self._service, "submit"):
            return await self._provider.submit(submission)

    async def find_submitted(
        self, task_uuid: UUID, *, bookmark: str | None, known_ids: Sequence[str]
    ) -> Found:
        with self._meters.service_call(self._service, "find_submitted"):
            return await self._provider.find_submitted(task_uuid, bookmark=bookmark, known_ids=known_ids)

    async def ask(self, provider_task_id: str, *, expected: int) -> Outcome:
        with self._meters.service_call(self._service, "ask"):
            return await self._provider.ask(provider_task_id, expected=expected)

    async def fetch(self, url: str, *, max_bytes: int) -> bytes:
        with self._meters.service_call(self._service, "fetch"):
            return await self._provider.fetch(url, max_bytes=max_bytes)
