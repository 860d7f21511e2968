"""The workspace misbehaves exactly as often as it was told to."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import faults
from bot.demo.workspace import Workspace


@pytest.fixture
def impatient(workspace: Workspace) -> AsyncWebClient:
    """The official client without its retries."""
    return AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, retry_handlers=[])


async def test_a_lost_answer_has_done_its_work(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault("chat.postMessage", faults.LOSE_ANSWER)

    with pytest.raises(aiohttp.ClientError):
        await impatient.chat_postMessage(channel="C0DESIGN1", text="there")

    assert [message["text"] for message in workspace.messages("design")] == ["there"]


async def test_a_dropped_call_has_done_nothing(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault("chat.postMessage", faults.DROP)

    with pytest.raises(aiohttp.ClientError):
        await impatient.chat_postMessage(channel="C0DESIGN1", text="nowhere")

    assert workspace.messages("design") == []


async def test_a_rate_limit_says_how_long_to_wait(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault("*", faults.RATE_LIMITED, times=2, seconds=7)

    for _ in range(2):
        with pytest.raises(SlackApiError) as limit:
            await impatient.auth_test()
        assert limit.value.response.headers["Retry-After"] == "7"
    assert (await impatient.auth_test())["ok"]


async def test_any_of_slacks_errors_can_be_given(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault("auth.test", "account_inactive")

    with pytest.raises(SlackApiError, match="account_inactive"):
        await impatient.auth_test()

    assert [call.error for call in workspace.calls] == ["account_inactive"]


async def test_a_server_error_is_not_json(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault("auth.test", faults.SERVER_ERROR)

    with pytest.raises(SlackApiError) as error:
        await impatient.auth_test()

    assert error.value.response.status_code == 500


async def test_a_slow_answer_still_comes(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault("auth.test", faults.SLOW, seconds=0.01)

    assert (await impatient.auth_test())["ok"]


async def test_an_upload_can_be_cut_off(workspace: Workspace, impatient: AsyncWebClient) -> None:
    workspace.fault(faults.UPLOAD, faults.DROP)

    with pytest.raises(aiohttp.ClientError):
        await impatient.files_upload_v2(content="text", filename="a.txt", channel="C0DESIGN1")
