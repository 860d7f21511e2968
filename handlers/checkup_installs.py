"""Looks at Slack where many workspaces install us: is the app theirs to install, and does each token work?"""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime

from bot.checkup.check import Check, failed, passed
from bot.errors import BotError
from bot.installing.installations import Installed
from handlers.checkup import (
    ADMINS,
    TOKEN,
    Line,
    Reply,
    examine_door,
    is_absent,
    judge_clock,
    judge_scopes,
    unanswered,
)
from handlers.clients import open_session
from handlers.installing import SlackApp

APP = "Slack app"
# Whoever has more of them sees in the metrics and the log which one fails.
MOST_SHOWN = 50

_COPY_CREDENTIALS = "Copy Client ID and Client Secret from Basic Information, App Credentials."
_INSTALL_AGAIN = "Let an admin of that workspace install it again."


async def examine_installs(
    app: SlackApp,
    installed: Awaitable[Sequence[Installed]],
    *,
    signing_secret: str | None,
    app_token: str | None,
    api_url: str,
    admin_user_ids: Sequence[str],
    now: datetime,
) -> Sequence[Check]:
    """Ask Slack about the app, the way in and each installation; exchanges no token and posts nothing."""
    try:
        found = await installed
    except BotError as error:
        mend = "Set the key they were sealed with, or install Retouch again in each workspace."
        return [failed(TOKEN, error.user_text, mend=mend)]
    async with open_session() as session:
        line = Line(session=session, api_url=api_url)
        app_check, clock = await _examine_app(line, app, now=now)
        door, *tokens = await asyncio.gather(
            examine_door(line, app_token, signing_secret=signing_secret),
            *(_examine_token(line, each, now=now) for each in found[:MOST_SHOWN]),
        )
        admins = await _examine_admins(line, found, admin_user_ids=admin_user_ids)
    if not found:
        tokens = [passed(TOKEN, f"Nobody has installed it yet; that begins at {app.install_url}.")]
    return [app_check, door, clock, *tokens, admins]


async def _examine_app(line: Line, app: SlackApp, *, now: datetime) -> tuple[Check, Check]:
    """Slack tells wrong credentials from a token that nobody was given; and what time it is."""
    reply = await line.ask(
        "oauth.v2.access",
        None,
        client_id=app.client_id,
        client_secret=app.client_secret,
        grant_type="refresh_token",
        refresh_token="xoxe-1-none",  # noqa: S106 (no token at all)
    )
    return _judge_app(reply, app), judge_clock(reply.said_at, now=now)


def _judge_app(reply: Reply, app: SlackApp) -> Check:
    if reply.refusal in {"invalid_client_id", "bad_client_secret"}:
        return failed(APP, f"Slack does not take its credentials ({reply.refusal}).", mend=_COPY_CREDENTIALS)
    if not reply.refusal:
        return unanswered(APP, reply, setting="SLACK_CLIENT_ID", mend=_COPY_CREDENTIALS)
    return passed(APP, f"Slack takes its credentials; workspaces install it at {app.install_url}.")


async def _examine_token(line: Line, installed: Installed, *, now: datetime) -> Check:
    at = installed.at
    where = f"{at.name or at.owner_id} ({at.owner_id})"
    if at.expires_at is not None and at.expires_at <= now:
        return passed(TOKEN, f"{where}: it has expired, and the next use renews it.")
    reply = await line.ask("auth.test", installed.tokens.bot)
    if reply.answer is None:
        return unanswered(TOKEN, reply, setting=f"the token of {where}", mend=_INSTALL_AGAIN)
    scopes = judge_scopes(reply.scopes)
    if not scopes.is_ok:
        return failed(TOKEN, f"{where}: {scopes.says}", mend=_INSTALL_AGAIN)
    return passed(TOKEN, f"{where}: Slack takes it.")


async def _examine_admins(line: Line, found: Sequence[Installed], *, admin_user_ids: Sequence[str]) -> Check:
    """Whether those whom the settings name are where the settings say."""
    if not admin_user_ids:
        return passed(ADMINS, "Each workspace's own admins and owners.")
    tokens = {each.at.owner_id: each.tokens.bot for each in found}
    # Which workspaces an organisation's installation serves is known to the app alone.
    may_be_org_wide = any(each.at.is_org_wide for each in found)
    absent = []
    for name in admin_user_ids:
        team_id, _, user_id = name.partition("/")
        if team_id in tokens:
            is_unknown = is_absent(await line.ask("users.info", tokens[team_id], user=user_id))
        else:
            is_unknown = not may_be_org_wide
        absent += [name] if is_unknown else []
    if absent:
        mend = "Write them as workspace/member, T0123ABCD/U0123ABCD, of a workspace that installed Retouch."
        return failed(ADMINS, f"Nobody active is {', '.join(absent)}.", mend=mend)
    return passed(ADMINS, f"{len(admin_user_ids)} named, all known to Slack, beside each workspace's own.")
