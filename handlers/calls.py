"""One call to Slack's web API: its turn in the channel, Retry-After, and what each failure means."""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import aiohttp
import stamina
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import AnnouncementDelayed, AnnouncementFailed
from handlers.answers import Answer
from handlers.pacing import Pacer

ClientFor = Callable[[str], Awaitable[AsyncWebClient]]
"""The client with a workspace's current token, by team id."""

ReplaceToken = Callable[[str, str], Awaitable[bool]]
"""Told the team id and a token that Slack did not take: whether there is another one now."""

NoteError = Callable[[str, str], None]
"""Told the method and Slack's word, or ours, of every call that failed."""

# Longer than this nobody waits inside a call: the caller is told and comes back later.
PATIENCE_SECONDS = 30.0

_ATTEMPTS = 4
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
# Words for a token that may have been exchanged, here or by another process, since the call began.
_STALE_TOKEN = frozenset({"token_expired", "token_revoked", "invalid_auth"})
# Slack's own troubles. Source: the errors each method's page lists, read 2026-11-20; of fatal_error it
# says that some of the operation may have succeeded, so none of them is proof that nothing happened.
_TROUBLES = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})

_NOT_INVITED = (
    "Retouch is not in this channel. Nothing was charged. Please write /invite @Retouch there and ask again."
)
_NO_POSTING = (
    "This channel does not let Retouch post. Nothing was charged. "
    "Please ask in another channel, or talk to an admin."
)
_ARCHIVED = "This channel is archived. Nothing was charged. Please ask in another channel."
# A private channel without us looks to us as if it did not exist.
_SENTENCES = {
    "not_in_channel": _NOT_INVITED,
    "channel_not_found": _NOT_INVITED,
    "is_archived": _ARCHIVED,
    "is_inactive": _ARCHIVED,
    "posting_to_channel_denied": _NO_POSTING,
    "restricted_action": _NO_POSTING,
    "restricted_action_read_only_channel": _NO_POSTING,
    "restricted_action_thread_only_channel": _NO_POSTING,
    "restricted_action_thread_locked": "This thread is locked, so Retouch cannot answer in it. Nothing was charged. "
    "Please ask outside this thread.",
    "restricted_action_non_threadable_channel": _NO_POSTING,
    "thread_not_found": "The message this belongs to was deleted, so there is no thread to answer in. "
    "Nothing was charged. Please post it again.",
    "file_uploads_disabled": "This workspace does not allow file uploads. Nothing was charged. "
    "Please talk to an admin.",
}

_log = structlog.get_logger(__name__)


class SlackRefused(AnnouncementFailed):
    """Slack answered that it will not; ``code`` is its word for why."""

    def __init__(self, method: str, *, code: str) -> None:
        super().__init__(f"{method}: {code}", user_text=_SENTENCES.get(code))
        self.code = code


class AnswerLost(AnnouncementDelayed):
    """The call went out and no usable answer came: Slack may have done it or not."""


class SlackCalls:
    """The way out to Slack that all messages and files of ours share."""

    def __init__(
        self,
        client_for: ClientFor,
        *,
        pacer: Pacer,
        note_error: NoteError = lambda _method, _code: None,
        replace_token: ReplaceToken | None = None,
    ) -> None:
        self._client_for = client_for
        self._replace_token = replace_token
        self._pacer = pacer
        self._note_error = note_error

    async def client(self, team_id: str) -> AsyncWebClient:
        """The client itself, for its token and address."""
        return await self._client_for(team_id)

    async def is_busy(self, team_id: str, method: str, *, channel_id: str) -> bool:
        """Whether a call in this channel would have to wait now."""
        is_held = await self._pacer.held_seconds(team_id, method) > 0
        return is_held or await self._pacer.wait_seconds(team_id, channel_id) > 0

    async def send(
        self,
        team_id: str,
        method: str,
        *,
        arguments: Mapping[str, object],
        channel_id: str | None = None,
        is_repeatable: bool = False,
    ) -> Answer:
        """Call a method and return what it answered.

        ``channel_id`` names the channel whose turns the call takes, None for calls that post nothing.
        ``is_repeatable`` allows a second try after a lost answer; posting is not repeatable.

        Raises:
            SlackRefused: a no that stays a no.
            AnswerLost: it may have happened.
            AnnouncementDelayed: it certainly has not happened, later it may.
        """

        def may_try_again(error: Exception) -> bool:
            if isinstance(error, AnswerLost):
                return is_repeatable
            return (
                isinstance(error, AnnouncementDelayed)
                and (error.retry_after_seconds or 0) <= PATIENCE_SECONDS
            )

        async for attempt in stamina.retry_context(
            on=may_try_again,
            attempts=_ATTEMPTS,
            timeout=2 * PATIENCE_SECONDS,
            wait_initial=0.2,
            wait_jitter=0.2,
        ):
            with attempt:
                await self._wait_for_turn(team_id, method, channel_id=channel_id)
                return await self._send_once(team_id, method, arguments=arguments)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _wait_for_turn(self, team_id: str, method: str, *, channel_id: str | None) -> None:
        held_seconds = await self._pacer.held_seconds(team_id, method)
        if held_seconds > PATIENCE_SECONDS:
            raise AnnouncementDelayed(f"{method}: on hold", retry_after_seconds=held_seconds)
        await self._pacer.until_free(team_id, method)
        if channel_id is not None:
            await self._pacer.turn_in_channel(team_id, channel_id)

    async def _send_once(self, team_id: str, method: str, *, arguments: Mapping[str, object]) -> Answer:
        client = await self._client_for(team_id)
        try:
            # Every method takes a form, also those that read; query strings would end up in logs.
            response = await client.api_call(method, data=_form(arguments))
        except SlackApiError as error:
            if await self._has_new_token(team_id, error, refused=client.token):
                raise AnnouncementDelayed(f"{method}: the token was exchanged") from error
            raise await self._failure(team_id, method, error=error) from error
        except aiohttp.ClientConnectorError as error:
            self._note_error(method, "no_connection")
            raise AnnouncementDelayed(f"{method}: no connection") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note_error(method, "answer_lost")
            raise AnswerLost(f"{method}: {type(error).__name__}") from error
        return response.data if isinstance(response.data, dict) else {}

    async def _has_new_token(self, team_id: str, error: SlackApiError, *, refused: str | None) -> bool:
        """Whether the call failed for its token alone, and there is another by now."""
        if (
            self._replace_token is None
            or refused is None
            or not isinstance(error.response, AsyncSlackResponse)
        ):
            return False
        return _code(error.response) in _STALE_TOKEN and await self._replace_token(team_id, refused)

    async def _failure(
        self, team_id: str, method: str, *, error: SlackApiError
    ) -> AnnouncementFailed | AnnouncementDelayed:
        response = error.response
        if not isinstance(response, AsyncSlackResponse):
            self._note_error(method, "unreadable")
            return AnswerLost(f"{method}: unreadable answer")
        code = _code(response)
        self._note_error(method, code or f"http_{response.status_code}")
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or code in _RATE_LIMITED:
            seconds = read_retry_after(response.headers)
            await self._pacer.hold(team_id, method, seconds=seconds)
            _log.warning("slack asks for patience", method=method, seconds=seconds)
            return AnnouncementDelayed(f"{method}: rate limited", retry_after_seconds=seconds)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _TROUBLES or not code:
            return AnswerLost(f"{method}: status {response.status_code} {code}".rstrip())
        return SlackRefused(method, code=code)


def read_retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait, at most an hour; one where Slack names none or nonsense."""
    values = [value for name, value in headers.items() if name.lower() == "retry-after"]
    try:
        seconds = float(values[0])
    except (IndexError, ValueError):
        return 1.0
    return min(seconds, 3600.0) if seconds >= 0 else 1.0


def _code(response: AsyncSlackResponse) -> str:
    code = response.data.get("error") if isinstance(response.data, dict) else None
    return code if isinstance(code, str) else ""


def _form(arguments: Mapping[str, object]) -> dict[str, str]:
    """What is None is left out; texts go as they are, everything else as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in arguments.items()
        if value is not None
    }
