"""What Slack refuses, the workspace refuses, under Slack's own name and at the place Slack points to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from tests.demo_workspace.forms import actions, button, option, plain, section
from tests.demo_workspace.rules import blocks, conversations, elements, files, messages, views
from tests.demo_workspace.rules.blocks import IMAGE
from tests.demo_workspace.rules.elements import CONFIRM, choices, menu
from tests.demo_workspace.rules.rule import Rule, Scene

RULES = (
    *messages.RULES,
    *blocks.RULES,
    *elements.RULES,
    *views.RULES,
    *files.RULES,
    *conversations.RULES,
)

AT_THE_LIMIT: dict[str, list[dict[str, Any]]] = {
    "a section of 3,000 characters": [section("x" * 3000)],
    "fields of 2,000 characters": [{"type": "section", "fields": [plain("x" * 2000)] * 6}],
    "a header of 150 characters": [{"type": "header", "text": plain("x" * 150)}],
    "50 blocks": [{"type": "divider"}] * 50,
    "25 buttons": [actions(*[button(f"b{number}") for number in range(25)])],
    "a button with everything": [actions(button("b", value="x" * 2000, style="danger", confirm=CONFIRM))],
    "5 entries in a menu": [actions(menu(5))],
    "100 options": [actions(choices("static_select", 100))],
    "10 elements in a context": [{"type": "context", "elements": [plain("x")] * 9 + [IMAGE]}],
    "a picture beside a text": [IMAGE, section("x", accessory=IMAGE)],
    "a button beside a text": [section("x", accessory=button("b"))],
    "12,000 characters of markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "an option's longest value": [actions({**menu(1), "options": [{**option("a"), "value": "a" * 150}]})],
}


@pytest.fixture
async def scene(png: bytes) -> AsyncIterator[Scene]:
    """No app lives here: nothing is asked of one before Slack has refused."""
    async with Workspace(processing_seconds=0.01) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        yield Scene(workspace=workspace, client=client, png=png)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
async def test_slack_refuses(scene: Scene, rule: Rule) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await rule.attempt(scene)

    answer = refusal.value.response
    assert (answer.status_code, answer["ok"], answer["error"]) == (200, False, rule.error)
    if rule.at:
        assert f"{rule.at}]" in answer["response_metadata"]["messages"][0]


@pytest.mark.parametrize("allowed", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
async def test_slack_takes_what_is_just_within_its_limits(
    scene: Scene, allowed: list[dict[str, Any]]
) -> None:
    assert (await scene.client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=allowed))["ok"]


def test_no_rule_is_named_twice() -> None:
    names = [rule.says for rule in RULES]

    assert len(set(names)) == len(names)
