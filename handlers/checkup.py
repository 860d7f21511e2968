"""Looks at Slack: is the token a bot's, has it all scopes, can Slack reach us, are the admins there?"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from string import hexdigits

import aiohttp

from bot.checkup.check import Check, failed, is_plain, passed
from bot.manifest import read_manifest
from handlers.answers import Answer
from handlers.clients import open_session

TOKEN = "Slack token"  # noqa: S105 (the name of a check)
SCOPES = "Slack scopes"
DOOR = "Slack requests"
ADMINS = "Admins"
CLOCK = "Clock"
MOST_OFF_SECONDS = 60
_SECRET_LENGTH = 32

_COPY_BOT = "Copy the Bot User OAuth Token (xoxb-…) from Install App into SLACK_BOT_TOKEN."
_COPY_APP = (
    "Switch Socket Mode on, make an app-level token with connections:write under Basic Information, and copy "
    "it into SLACK_APP_TOKEN."
)
_COPY_SIGNING = "Copy the signing secret from Basic Information into SLACK_SIGNING_SECRET"
_SET_CLOCK = (
    "Let this machine keep its time by NTP: past five minutes every request of Slack's is refused as too old, and "
    "deadlines are wrong."
)
_NAME_ADMINS = "Put member ids (in Slack: profile, three dots, Copy member ID) into ADMIN_USERS."
_REINSTALL = (
    "Add what is missing under OAuth & Permissions, or paste the output of `retouch manifest` into App Manifest; "
    "then reinstall the app and restart Retouch."
)
# What stands in the wrong place, by how it begins.
_WRONG_TOKENS = {
    "xoxp-": "SLACK_BOT_TOKEN is a person's token, not the app's.",
    "xapp-": "SLACK_BOT_TOKEN is the app-level token, not the bot's.",
    "xoxe": "SLACK_BOT_TOKEN is one that expires within hours.",
}
_TOKEN_MENDS = {
    "account_inactive": "The app was removed from the workspace: install it again and copy the new token.",
    "token_revoked": "The app was removed from the workspace: install it again and copy the new token.",
    "token_expired": "Retouch needs a token that does not expire: make the app anew without token rotation.",
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came of one call: an answer, or Slack's word for why not, empty where no answer came.

    ``scopes`` are the token's, which Slack lists in a header of every answer (its pages, read 2026-11-20);
    ``said_at`` is the time that its machine put on the answer.
    """

    answer: Answer | None = None
    scopes: str | None = None
    said_at: datetime | None = None
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """The way to Slack's API without the SDK, which stumbles over an answer that is no JSON."""

    session: aiohttp.ClientSession
    api_url: str

    async def ask(self, method: str, token: str | None, **arguments: str) -> Reply:
        """Call a method with one of the tokens, or with none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            async with self.session.post(
                f"{self.api_url.rstrip('/')}/{method}",
                data=arguments,
                headers=headers,
                allow_redirects=False,
            ) as response:
                answer = await response.json(content_type=None)
                scopes = response.headers.get("X-OAuth-Scopes")
                said_at = _read_time(response.headers.get("Date", ""))
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return Reply()
        if not isinstance(answer, Mapping):
            return Reply()
        if answer.get("ok") is True:
            return Reply(answer=answer, scopes=scopes, said_at=said_at)
        refusal = answer.get("error")
        return Reply(refusal=refusal if isinstance(refusal, str) else "", said_at=said_at)


def _read_time(text: str) -> datetime | None:
    try:
        time = parsedate_to_datetime(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None


async def examine_slack(
    *,
    bot_token: str | None,
    signing_secret: str | None,
    app_token: str | None,
    api_url: str,
    admin_user_ids: Sequence[str],
    now: datetime,
) -> Sequence[Check]:
    """Ask Slack about both tokens and about the admins; posts nothing and opens no connection."""
    async with open_session() as session:
        line = Line(session=session, api_url=api_url)
        identity, door = await asyncio.gather(
            _examine_token(line, bot_token, admin_user_ids=admin_user_ids, now=now),
            examine_door(line, app_token, signing_secret=signing_secret),
        )
    token, *others = identity
    return [token, door, *others]


async def _examine_token(
    line: Line, bot_token: str | None, *, admin_user_ids: Sequence[str], now: datetime
) -> list[Check]:
    """The token's own check first; its scopes and the admins only where Slack knows the token."""
    if bot_token is None:
        return [failed(TOKEN, "SLACK_BOT_TOKEN is not set.", mend=_COPY_BOT)]
    wrong = [says for start, says in _WRONG_TOKENS.items() if bot_token.startswith(start)]
    if wrong or not is_plain(bot_token):
        says = wrong[0] if wrong else "SLACK_BOT_TOKEN holds a character that no token has."
        return [failed(TOKEN, says, mend=_COPY_BOT)]
    reply = await line.ask("auth.test", bot_token)
    if reply.answer is None:
        mend = _TOKEN_MENDS.get(reply.refusal, _COPY_BOT)
        return [unanswered(TOKEN, reply, setting="SLACK_BOT_TOKEN", mend=mend)]
    user, team = reply.answer.get("user"), reply.answer.get("team")
    return [
        passed(TOKEN, f"We are @{user} in {team}."),
        judge_scopes(reply.scopes),
        judge_clock(reply.said_at, now=now),
        await _examine_admins(line, bot_token, user_ids=admin_user_ids),
    ]


def judge_scopes(granted: str | None) -> Check:
    """Whether the token may do all that the manifest asks for."""
    if granted is None:
        return passed(SCOPES, "Slack did not list the token's scopes, so they were not compared.")
    scopes: list[str] = read_manifest()["oauth_config"]["scopes"]["bot"]
    missing = [scope for scope in scopes if scope not in {part.strip() for part in granted.split(",")}]
    if missing:
        return failed(SCOPES, f"The token lacks {', '.join(missing)}.", mend=_REINSTALL)
    return passed(SCOPES, f"The token has all {len(scopes)}.")


def judge_clock(said_at: datetime | None, *, now: datetime) -> Check:
    """Whether our clock goes as Slack's does, which signs each request with the time."""
    if said_at is None:
        return passed(CLOCK, "Slack did not say what time it is, so it was not compared.")
    off_seconds = round((now - said_at).total_seconds())
    if abs(off_seconds) <= MOST_OFF_SECONDS:
        return passed(CLOCK, "It agrees with Slack's.")
    says = f"It is {abs(off_seconds):,} seconds {'ahead of' if off_seconds > 0 else 'behind'} Slack's."
    return failed(CLOCK, says, mend=_SET_CLOCK)


async def _examine_admins(line: Line, bot_token: str, *, user_ids: Sequence[str]) -> Check:
    """Whether those who are told about trouble with money exist."""
    if not user_ids:
        says = "ADMIN_USERS is empty, so nobody is told when credits run out or a charge has to be checked."
        return failed(ADMINS, says, mend=_NAME_ADMINS)
    replies = await asyncio.gather(*(line.ask("users.info", bot_token, user=user_id) for user_id in user_ids))
    absent = [user_id for user_id, reply in zip(user_ids, replies, strict=True) if is_absent(reply)]
    if absent:
        says = f"Nobody active in this workspace is {', '.join(absent)}."
        return failed(ADMINS, says, mend=_NAME_ADMINS)
    if any(reply.answer is None for reply in replies):
        return passed(ADMINS, f"{len(user_ids)} named; Slack did not say who they are.")
    return passed(ADMINS, f"{len(user_ids)} named, all known to Slack.")


def is_absent(reply: Reply) -> bool:
    """Whether Slack says that nobody active has this id."""
    if reply.answer is None:
        return reply.refusal in {"user_not_found", "user_not_visible", "users_not_found"}
    user = reply.answer.get("user")
    return isinstance(user, Mapping) and bool(user.get("deleted") or user.get("is_bot"))


async def examine_door(line: Line, app_token: str | None, *, signing_secret: str | None) -> Check:
    """How Slack's requests come in: Socket Mode where there is an app token, else HTTP and a secret."""
    if app_token is not None:
        if not is_plain(app_token):
            return failed(DOOR, "SLACK_APP_TOKEN holds a character that no token has.", mend=_COPY_APP)
        reply = await line.ask("apps.connections.open", app_token)
        if reply.answer is None:
            return unanswered(DOOR, reply, setting="SLACK_APP_TOKEN", mend=_COPY_APP)
        return passed(DOOR, "They come by Socket Mode.")
    if signing_secret is None:
        mend = f"{_COPY_SIGNING}, or use Socket Mode: {_COPY_APP}"
        return failed(DOOR, "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.", mend=mend)
    if signing_secret.startswith(("xoxb-", "xoxe", "xapp-")):
        return failed(DOOR, "SLACK_SIGNING_SECRET is a token, not the secret.", mend=f"{_COPY_SIGNING}.")
    if len(signing_secret) != _SECRET_LENGTH or not set(signing_secret) <= set(hexdigits):
        says = "SLACK_SIGNING_SECRET is not one of Slack's, which have 32 digits and letters from a to f."
        return failed(DOOR, says, mend=f"{_COPY_SIGNING}.")
    return passed(DOOR, "They come by HTTP, checked with SLACK_SIGNING_SECRET.")


def unanswered(name: str, reply: Reply, *, setting: str, mend: str) -> Check:
    """What it means that Slack gave no answer, or a no."""
    if not reply.refusal:
        mend = "See that this machine may reach slack.com, or what SLACK_API_URL names, then run this again."
        return failed(name, "Slack gave no usable answer.", mend=mend)
    if reply.refusal in {"ratelimited", "rate_limited"}:
        return failed(name, "Slack asks for patience.", mend="Run this again in a minute.")
    return failed(name, f"Slack does not take {setting} ({reply.refusal}).", mend=mend)
