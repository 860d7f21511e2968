"""The way of a file: reserved, sent, completed once, looked through, shared, shown, fetched, removed."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import faults
from bot.demo.slack.file_kinds import find_kind
from bot.demo.workspace import Workspace
from tests.demo_workspace.forms import actions, button
from tests.demo_workspace.uploads import put_up


async def fetch(url: str, token: str) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_picture_and_its_buttons_are_one_message(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    file_id = await put_up(client, png)

    await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": "Result"}],
        channel_id="C0DESIGN1",
        blocks=json.dumps([actions(button("again", value="one"))]),
    )

    (message,) = await workspace.wait_for(lambda: workspace.messages("design"))
    assert message["files"][0]["title"] == "Result"
    assert message["blocks"][0]["elements"][0]["action_id"] == "again"


async def test_an_upload_is_completed_once_only(client: AsyncWebClient, png: bytes) -> None:
    file_id = await put_up(client, png)
    await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0DESIGN1")

    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0DESIGN1")


async def test_an_upload_never_completed_does_not_exist(client: AsyncWebClient, png: bytes) -> None:
    file_id = await put_up(client, png)

    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file=file_id)


async def test_an_upload_left_lying_for_an_hour_is_thrown_away(png: bytes) -> None:
    now = [1_800_000_000.0]
    async with Workspace(clock=lambda: now[0]) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        file_id = await put_up(client, png)
        now[0] += 3601

        with pytest.raises(SlackApiError, match="file_not_found"):
            await client.files_completeUploadExternal(files=[{"id": file_id}])


async def test_an_upload_without_its_bytes_cannot_be_completed(client: AsyncWebClient) -> None:
    reserved = await client.files_getUploadURLExternal(filename="a.png", length=10)

    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": reserved["file_id"]}])


async def test_an_upload_of_another_length_is_refused(client: AsyncWebClient) -> None:
    reserved = await client.files_getUploadURLExternal(filename="a.png", length=10)

    async with (
        aiohttp.ClientSession() as session,
        session.post(reserved["upload_url"], data=b"short") as answer,
    ):
        assert answer.status == 400


async def test_bytes_may_come_as_a_multipart_form(client: AsyncWebClient, png: bytes) -> None:
    reserved = await client.files_getUploadURLExternal(filename="a.png", length=len(png))
    form = aiohttp.FormData()
    form.add_field("file", png, filename="a.png")

    async with (
        aiohttp.ClientSession() as session,
        session.post(reserved["upload_url"], data=form) as answer,
    ):
        assert answer.status == 200


async def test_alt_text_silently_keeps_a_file_from_being_shared(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    quiet = await put_up(client, png, alt_txt="a picture")
    loud = await put_up(client, png)

    completed = await client.files_completeUploadExternal(files=[{"id": quiet}], channel_id="C0DESIGN1")
    await client.files_completeUploadExternal(files=[{"id": loud}], channel_id="C0DESIGN1")

    assert completed["ok"]
    (message,) = await workspace.wait_for(lambda: workspace.messages("design"))
    assert [file["id"] for file in message["files"]] == [loud]
    assert (await client.files_info(file=quiet))["file"]["shares"] == {}


async def test_a_share_can_get_lost_although_all_was_well(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    workspace.fault(faults.SHARE, "lost")
    lost, shared = await put_up(client, png), await put_up(client, png)

    await client.files_completeUploadExternal(files=[{"id": lost}], channel_id="C0DESIGN1")
    await client.files_completeUploadExternal(files=[{"id": shared}], channel_id="C0DESIGN1")

    (message,) = await workspace.wait_for(lambda: workspace.messages("design"))
    assert message["files"][0]["id"] == shared


async def test_a_block_shows_a_file_once_it_was_looked_through(png: bytes) -> None:
    async with Workspace(processing_seconds=1.0) as slow:
        client = AsyncWebClient(token=slow.bot_token, base_url=slow.api_url)
        file_id = await put_up(client, png)
        blocks = [{"type": "image", "alt_text": "x", "slack_file": {"id": file_id}}]
        await client.files_completeUploadExternal(files=[{"id": file_id}])

        with pytest.raises(SlackApiError, match="invalid_blocks") as refusal:
            await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=blocks)
        await slow.wait_for(lambda: slow.hub.files.get(file_id).kind)
        posted = await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=blocks)

    assert "invalid slack file [json-pointer:/blocks/0/slack_file]" in str(refusal.value.response)
    assert posted["ok"]


async def test_a_block_does_not_show_a_webp(
    workspace: Workspace, client: AsyncWebClient, webp: bytes
) -> None:
    said = await workspace.say("ben", "design", files=[("a.webp", webp)])
    blocks = [{"type": "image", "alt_text": "x", "slack_file": {"id": said["files"][0]["id"]}}]

    with pytest.raises(SlackApiError, match="invalid slack file"):
        await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=blocks)


async def test_a_file_is_fetched_with_the_token_and_is_a_login_page_without(
    workspace: Workspace, png: bytes
) -> None:
    said = await workspace.say("ben", "design", files=[("my photo (1).png", png)])
    address = said["files"][0]["url_private_download"]

    with_token = await fetch(address, workspace.bot_token)
    without = await fetch(address, "xoxb-wrong")

    assert with_token == (200, "image/png", png)
    assert without[:2] == (200, "text/html")
    assert without[2].startswith(b"<!DOCTYPE html>")


async def test_a_thumbnail_is_small_and_upright(workspace: Workspace, png: bytes) -> None:
    said = await workspace.say("ben", "design", files=[("a.png", png)])

    status, kind, content = await fetch(said["files"][0]["thumb_64"], workspace.bot_token)

    assert (status, kind) == (200, "image/png")
    assert max(find_kind(content).width or 0, find_kind(content).height or 0) <= 64


async def test_files_where_the_app_is_not_are_out_of_its_reach(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    said = await workspace.say("ben", "random", files=[("a.png", png)])
    file = said["files"][0]

    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file=file["id"])
    assert (await fetch(file["url_private_download"], workspace.bot_token))[1] == "text/html"


async def test_a_removed_file_takes_its_message_along(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    file_id = await put_up(client, png)
    await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0DESIGN1")
    await workspace.wait_for(lambda: workspace.messages("design"))

    await client.files_delete(file=file_id)

    assert workspace.messages("design") == []
    with pytest.raises(SlackApiError, match="file_deleted"):
        await client.files_info(file=file_id)


async def test_somebody_elses_file_cannot_be_removed(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    said = await workspace.say("ben", "design", files=[("a.png", png)])

    with pytest.raises(SlackApiError, match="cant_delete_file"):
        await client.files_delete(file=said["files"][0]["id"])


@pytest.mark.parametrize(
    ("content", "mimetype"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"%PDF-1.7", "application/pdf"),
        (b"just words", "text/plain"),
        (b"\x89PNG\r\n\x1a\n broken", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_bytes_say_what_a_file_is(content: bytes, mimetype: str) -> None:
    assert find_kind(content).mimetype == mimetype
