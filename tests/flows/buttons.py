"""Messages with the app's buttons, as an earlier release, a stale screen or a forger would have them."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace

ORDERS = ("again", "change", "redraw_mask", "compare")
MENU = ("final_quality", "remix_this", "details", "original", "delete")


async def post(
    workspace: Workspace, *elements: dict[str, Any], text: str, thread_ts: str | None = None
) -> str:
    """Have the app's own token say something in #design; its ts."""
    client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
    blocks = (
        [{"type": "actions", "block_id": "result_buttons", "elements": list(elements)}] if elements else None
    )
    answer = await client.chat_postMessage(channel="C0DESIGN1", text=text, blocks=blocks, thread_ts=thread_ts)
    return str(answer["ts"])


def button(action_id: str, value: object) -> dict[str, Any]:
    """One of them."""
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": action_id},
        "value": str(value),
    }


def result_row(version_id: object) -> list[dict[str, Any]]:
    """The buttons and the menu below a result."""
    options = [
        {"text": {"type": "plain_text", "text": name}, "value": f"{name}:{version_id}"} for name in MENU
    ]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    return [*(button(name, version_id) for name in ORDERS), menu]
