"""Forms: what stays typed, what is marked, what the client refuses, what the app's answer does."""

from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack.forms import FormRefused
from bot.demo.slack.wire import SlackError
from bot.demo.workspace import Workspace
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import edit_form, input_block, modal, option, section


async def open_form(workspace: Workspace, client: AsyncWebClient, view: dict[str, Any]) -> str:
    trigger_id = workspace.hub.views.new_trigger("U0BEN0002")
    return str((await client.views_open(trigger_id=trigger_id, view=view))["view"]["id"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prompt", ""),
        ("prompt", "x" * 21),
        ("seed", "10"),
        ("seed", "-1"),
        ("seed", "1.5"),
        ("seed", "many"),
        ("seed_image", []),
        ("seed_image", [("a.gif", b"GIF89a")]),
        ("seed_image", [("a.png", b"x"), ("b.png", b"x")]),
        ("seed_image", [("a.png", b"x" * (10 * 1024 * 1024 + 1))]),
    ],
)
async def test_what_slacks_client_refuses_never_reaches_the_app(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp, field: str, value: Any
) -> None:
    view_id = await open_form(workspace, client, edit_form())
    fine = {"prompt": "a fox", "seed_image": [("a.png", b"x")]}

    with pytest.raises(FormRefused) as refusal:
        await workspace.submit("ben", view_id, {**fine, field: value})

    assert list(refusal.value.errors) == [field]
    assert workspace.views("ben")[0]["errors"] == refusal.value.errors
    assert app.received == []


async def test_errors_are_marked_at_their_fields_and_the_form_stays(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    view_id = await open_form(workspace, client, edit_form())
    reply = {"response_action": "errors", "errors": {"prompt": "Too plain."}}
    app.answers = [web.json_response(reply)]

    await workspace.submit("ben", view_id, {"prompt": "a fox", "seed_image": [("a.png", b"x")]})
    marked = workspace.views("ben")[0]["errors"]
    await workspace.submit("ben", view_id, {"prompt": "a better fox"})

    assert marked == {"prompt": "Too plain."}
    assert workspace.views("ben") == []


async def test_an_error_at_a_field_that_is_not_there_is_trouble(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    view_id = await open_form(workspace, client, modal(input_block("prompt", {"type": "plain_text_input"})))
    app.answers = [web.json_response({"response_action": "errors", "errors": {"mask_image": "?"}})]

    with pytest.raises(SlackError, match="invalid_errors"):
        await workspace.submit("ben", view_id, {"prompt": "a fox"})

    assert "trouble connecting" in workspace.views("ben")[0]["errors"][""]


@pytest.mark.parametrize("body", ["ok", '{"ok": true}', '{"response_action": "shout"}', "[]"])
async def test_any_other_answer_to_a_form_is_trouble(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp, body: str
) -> None:
    view_id = await open_form(workspace, client, modal())
    app.answers = [web.Response(text=body, content_type="application/json")]

    with pytest.raises(SlackError, match="invalid_response_action"):
        await workspace.submit("ben", view_id)

    assert "trouble connecting" in workspace.views("ben")[0]["errors"][""]


async def test_an_answer_can_replace_or_cover_or_clear_the_form(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    view_id = await open_form(workspace, client, modal(callback_id="first"))
    app.answers = [
        web.json_response({"response_action": "update", "view": modal(callback_id="second")}),
        web.json_response({"response_action": "push", "view": modal(callback_id="third")}),
        web.json_response({"response_action": "clear"}),
    ]

    await workspace.submit("ben", view_id)
    replaced = [view["callback_id"] for view in workspace.views("ben")]
    await workspace.submit("ben", view_id)
    covered = [view["callback_id"] for view in workspace.views("ben")]
    await workspace.submit("ben", workspace.views("ben")[-1]["id"])

    assert replaced == ["second"]
    assert covered == ["second", "third"]
    assert workspace.views("ben") == []


async def test_a_form_stays_open_when_the_app_is_gone(workspace: Workspace, client: AsyncWebClient) -> None:
    view_id = await open_form(workspace, client, modal())
    workspace.send_to("http://127.0.0.1:1/")

    answer = await workspace.submit("ben", view_id)

    assert answer.status is None
    assert "trouble connecting" in workspace.views("ben")[0]["errors"][""]


async def test_what_was_typed_survives_an_update_under_the_same_names(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    view_id = await open_form(workspace, client, edit_form())
    await workspace.choose("ben", view_id, "prompt", "a fox")
    await workspace.choose("ben", view_id, "model", "2")
    fewer = {"type": "static_select", "options": [option("3")], "initial_option": option("3")}
    after = modal(
        input_block("prompt", {"type": "plain_text_input", "initial_value": "ignored"}),
        input_block("model", fewer),
        section("more"),
    )

    updated = await client.views_update(view_id=view_id, view=after)

    values = updated["view"]["state"]["values"]
    assert values["prompt"]["value"]["value"] == "a fox"
    assert values["model"]["value"]["selected_option"]["value"] == "3"


async def test_a_choice_is_told_at_once_only_where_the_input_says_so(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    view_id = await open_form(workspace, client, edit_form(private_metadata="here"))

    untold = await workspace.choose("ben", view_id, "prompt", "a fox")
    told = await workspace.choose("ben", view_id, "model", "2")

    assert untold is None
    assert told is not None
    (choice,) = app.payloads("block_actions")
    assert choice["actions"][0]["selected_option"]["value"] == "2"
    assert choice["view"]["state"]["values"]["prompt"]["value"]["value"] == "a fox"
    assert choice["view"]["private_metadata"] == "here"
    assert "channel" not in choice
    assert "response_url" not in choice


async def test_a_button_in_a_form_pushes_with_its_own_trigger(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    view_id = await open_form(workspace, client, edit_form())

    await workspace.click("ben", view_id, "more_options")
    (click,) = app.payloads("block_actions")
    await client.views_push(trigger_id=click["trigger_id"], view=modal(callback_id="top"))

    assert [view["callback_id"] for view in workspace.views("ben")] == ["form", "top"]
    assert workspace.views("ben")[1]["previous_view_id"] == view_id


async def test_a_closed_form_is_told_where_asked_for_and_gone(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    view_id = await open_form(workspace, client, modal(notify_on_close=True))

    await workspace.close_view("ben", view_id)

    assert app.payloads("view_closed")[0]["view"]["id"] == view_id
    assert workspace.views("ben") == []
    with pytest.raises(LookupError):
        await workspace.submit("ben", view_id)


async def test_a_field_or_a_choice_that_is_not_there_cannot_be_filled(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    view_id = await open_form(workspace, client, edit_form())

    with pytest.raises(LookupError, match="no input 'mask_image'"):
        await workspace.choose("ben", view_id, "mask_image", "x")
    with pytest.raises(LookupError, match="is not offered"):
        await workspace.choose("ben", view_id, "model", "4")


async def test_waiting_in_vain_says_what_happened_instead(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="C0DESIGN1", text="x")

    with pytest.raises(TimeoutError, match=r"chat\.postMessage"):
        await workspace.wait_for(lambda: workspace.views("ben"), timeout_seconds=0.02)
