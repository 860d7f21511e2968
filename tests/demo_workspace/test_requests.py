"""Who may ask at all, in which form and how often; and what an app's manifest has to do with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack.methods import METHODS
from bot.demo.slack.wire import SlackError
from bot.demo.workspace import Workspace
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import actions, button, modal
from tests.demo_workspace.rules.rule import Scene

MANIFEST = """
features:
  app_home: {{home_tab_enabled: {tabs}, messages_tab_enabled: {tabs}}}
  slash_commands: [{{command: /edit}}]
oauth_config: {{scopes: {{bot: [{scopes}]}}}}
settings:
  event_subscriptions: {{bot_events: [app_mention, message.channels, app_home_opened]}}
  interactivity: {{is_enabled: {is_interactive}}}
"""

Install = Callable[..., Any]


@pytest.fixture
def install(app: ListeningApp, tmp_path: Path) -> Install:
    """Opens a workspace whose app has these scopes and switches."""

    @asynccontextmanager
    async def installed(
        scopes: str, *, tabs: bool = True, is_interactive: bool = True
    ) -> AsyncIterator[tuple[Workspace, AsyncWebClient]]:
        manifest = tmp_path / "manifest.yml"
        switches = {"tabs": str(tabs).lower(), "is_interactive": str(is_interactive).lower()}
        manifest.write_text(MANIFEST.format(scopes=scopes, **switches))
        async with Workspace(app_url=app.url, manifest=manifest) as workspace:
            yield workspace, AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)

    return installed


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-somebody-else", "invalid_auth")])
async def test_a_wrong_token_is_refused(workspace: Workspace, token: str, error: str) -> None:
    stranger = AsyncWebClient(token=token, base_url=workspace.api_url)

    with pytest.raises(SlackApiError, match=error):
        await stranger.auth_test()


async def test_a_method_that_is_not_there_is_refused(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="unknown_method"):
        await client.api_call("no.such.method")


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.scope])
async def test_a_method_without_its_scope_is_refused(install: Install, name: str) -> None:
    async with install("commands, channels:history") as (_, client):
        with pytest.raises(SlackApiError) as refusal:
            await client.api_call(name)

    answer = refusal.value.response
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == METHODS[name].scope
    assert answer["provided"] == "channels:history,commands"


@pytest.mark.parametrize(
    ("name", "arguments", "needed"),
    [
        ("conversations.history", {"channel": "C0SECRET1"}, "groups:history"),
        ("conversations.replies", {"channel": "C0SECRET1", "ts": "1.000001"}, "groups:history"),
        ("conversations.info", {"channel": "C0DESIGN1"}, "channels:read"),
        ("conversations.members", {"channel": "C0DESIGN1"}, "channels:read"),
        ("conversations.list", {}, "channels:read"),
    ],
)
async def test_what_is_read_of_a_channel_needs_the_scope_for_its_kind(
    install: Install, name: str, arguments: dict[str, str], needed: str
) -> None:
    async with install("commands, channels:history") as (_, client):
        with pytest.raises(SlackApiError) as refusal:
            await client.api_call(name, data=arguments)

    assert refusal.value.response["needed"] == needed


async def test_events_and_commands_come_only_with_their_scopes(install: Install, app: ListeningApp) -> None:
    async with install("chat:write") as (workspace, _):
        await workspace.say("ben", "design", "@retouch hello")
        with pytest.raises(LookupError, match="/edit is not a valid command"):
            await workspace.command("ben", "design", "/edit")
        await workspace.open_home("ben")

    assert [received.payload["event"]["type"] for received in app.received] == ["app_home_opened"]


async def test_tabs_that_the_manifest_leaves_off_take_nothing(install: Install) -> None:
    async with install("chat:write", tabs=False) as (_, client):
        with pytest.raises(SlackApiError, match="messages_tab_disabled"):
            await client.chat_postMessage(channel="U0BEN0002", text="x")
        with pytest.raises(SlackApiError, match="not_enabled"):
            await client.views_publish(user_id="U0BEN0002", view={"type": "home", "blocks": []})


async def test_buttons_do_nothing_where_interactivity_is_off(install: Install, app: ListeningApp) -> None:
    async with install("chat:write", is_interactive=False) as (workspace, client):
        posted = await client.chat_postMessage(
            channel="C0DESIGN1", text="x", blocks=[actions(button("again"))]
        )

        with pytest.raises(LookupError, match="not configured to handle interactive responses"):
            await workspace.click("ben", posted["ts"], "again")

    assert app.received == []


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if not method.takes_json])
async def test_methods_that_read_forms_alone_find_nothing_in_json(
    workspace: Workspace, client: AsyncWebClient, name: str
) -> None:
    given = {"channel": "C0DESIGN1", "user": "U0BEN0002", "filename": "a.png", "length": 3, "limit": 0}

    await client.api_call(name, json=given) if name.endswith("list") else await _refused(client, name, given)

    assert workspace.calls[-1].arguments == {}


async def _refused(client: AsyncWebClient, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call(name, json=given)
    assert refusal.value.response["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<a/>", "application/xml", "invalid_post_type"),
    ],
)
async def test_a_body_of_another_form_is_refused(
    workspace: Workspace, body: bytes, content_type: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {workspace.bot_token}", "Content-Type": content_type}

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{workspace.api_url}auth.test", data=body, headers=headers) as answer,
    ):
        assert (await answer.json())["error"] == error


async def test_a_trigger_opens_a_view_within_three_seconds_only(png: bytes) -> None:
    now = [1_800_000_000.0]
    async with Workspace(clock=lambda: now[0]) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        scene = Scene(workspace=workspace, client=client, png=png)
        in_time, late = scene.trigger(), scene.trigger()

        now[0] += 2.9
        await client.views_open(trigger_id=in_time, view=modal())
        now[0] += 0.2
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client.views_open(trigger_id=late, view=modal())


async def test_about_one_message_a_second_is_taken_per_channel_where_it_is_minded() -> None:
    now = [1_800_000_000.0]
    async with Workspace(clock=lambda: now[0], posts_per_second=1.0) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        for number in range(5):
            await client.chat_postMessage(channel="C0DESIGN1", text=str(number))

        with pytest.raises(SlackApiError) as limit:
            await client.chat_postMessage(channel="C0DESIGN1", text="six")
        elsewhere = await client.chat_postMessage(channel="C0GENERAL", text="one")
        now[0] += 1
        after = await client.chat_postMessage(channel="C0DESIGN1", text="six")

    assert limit.value.response.status_code == 429
    assert limit.value.response["error"] == "ratelimited"
    assert limit.value.response.headers["Retry-After"] == "1"
    assert elsewhere["ok"]
    assert after["ok"]


async def test_a_method_is_answered_as_often_a_minute_as_its_tier_says() -> None:
    now = [1_800_000_000.0]
    async with Workspace(clock=lambda: now[0], minds_tiers=True) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        for _ in range(20):
            await client.users_list()

        with pytest.raises(SlackApiError) as limit:
            await client.users_list()
        other = await client.users_info(user="U0BEN0002")
        now[0] += 3
        after = await client.users_list()

    assert limit.value.response.status_code == 429
    assert limit.value.response.headers["Retry-After"] == "3"
    assert other["ok"]
    assert after["ok"]


async def test_long_text_is_cut_when_it_is_posted(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="x" * 40_001)

    assert len(posted["message"]["text"]) == 40_000


async def test_who_has_left_can_be_written_to_and_does_nothing_any_more(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    before = await client.chat_postMessage(channel="U0BEN0002", text="hello")
    workspace.admin.deactivate("ben")

    after = await client.chat_postMessage(channel="U0BEN0002", text="still there?")
    shown = await client.conversations_info(channel=before["channel"])
    person = await client.users_info(user="U0BEN0002")

    with pytest.raises(SlackError, match="account_inactive"):
        await workspace.say("ben", "@retouch", "no longer")
    assert after["channel"] == before["channel"]
    assert shown["channel"]["user"] == "U0BEN0002"
    assert person["user"]["deleted"]
