"""What one call to Slack's API does about rate limits, lost answers and refusals."""

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import AnnouncementDelayed
from handlers.calls import AnswerLost, SlackCalls, SlackRefused
from handlers.clients import announcer_client, listener_client
from handlers.pacing import OwnPace, Pacer
from tests.handlers_out.conftest import FakeTime
from tests.handlers_out.scripted_slack import ScriptedSlack, rate_limit, refusal

DONE = {"ok": True, "ts": "1.2"}


async def test_arguments_travel_as_a_form_and_nothing_as_null(calls: SlackCalls, slack: ScriptedSlack):
    arguments = {"text": "a & b", "blocks": [{"type": "divider"}], "flag": False, "thread_ts": None}

    await calls.send("T1", "chat.postMessage", arguments=arguments)

    assert slack.called("chat.postMessage") == [
        {"text": "a & b", "blocks": '[{"type": "divider"}]', "flag": "false"}
    ]


async def test_retry_after_is_obeyed_and_the_message_posted_once(
    calls: SlackCalls, slack: ScriptedSlack, fake_time: FakeTime
):
    slack.says("chat.postMessage", rate_limit("7"), DONE)

    answer = await calls.send("T1", "chat.postMessage", arguments={}, channel_id="C1")

    assert answer["ts"] == "1.2"
    assert len(slack.called("chat.postMessage")) == 2
    assert fake_time.slept == [pytest.approx(7.0)]


async def test_a_long_retry_after_is_left_to_the_caller_and_nobody_asks_meanwhile(
    calls: SlackCalls, slack: ScriptedSlack, fake_time: FakeTime
):
    slack.says("chat.postMessage", rate_limit("600"), DONE)

    for _ in range(2):
        with pytest.raises(AnnouncementDelayed) as caught:
            await calls.send("T1", "chat.postMessage", arguments={})

    assert caught.value.retry_after_seconds == pytest.approx(600)
    assert len(slack.called("chat.postMessage")) == 1
    assert fake_time.slept == []


async def test_a_hold_is_for_one_method_of_one_workspace(calls: SlackCalls, slack: ScriptedSlack):
    slack.says("chat.postMessage", rate_limit("600"), DONE)
    with pytest.raises(AnnouncementDelayed):
        await calls.send("T1", "chat.postMessage", arguments={})

    await calls.send("T1", "chat.update", arguments={})
    await calls.send("T2", "chat.postMessage", arguments={})

    assert len(slack.calls) == 3


@pytest.mark.parametrize("value", ["soon", "-3", ""])
async def test_a_senseless_retry_after_counts_as_a_second(
    value: str, calls: SlackCalls, slack: ScriptedSlack, fake_time: FakeTime
):
    slack.says("files.info", rate_limit(value), DONE)

    await calls.send("T1", "files.info", arguments={})

    assert fake_time.slept == [pytest.approx(1.0)]


@pytest.mark.parametrize(
    "trouble",
    [
        web.Response(status=503, text="<html>down</html>", content_type="text/html"),
        web.Response(status=500, text="oops", content_type="text/plain"),
        web.Response(status=200, text="{not json", content_type="application/json"),
        web.json_response(refusal("internal_error")),
        web.json_response(refusal("fatal_error")),
    ],
)
async def test_a_post_whose_answer_is_lost_is_not_repeated(
    trouble: web.Response, calls: SlackCalls, slack: ScriptedSlack
):
    slack.says("chat.postMessage", trouble, DONE)

    with pytest.raises(AnswerLost):
        await calls.send("T1", "chat.postMessage", arguments={})

    assert len(slack.called("chat.postMessage")) == 1


async def test_a_question_whose_answer_is_lost_is_asked_again(calls: SlackCalls, slack: ScriptedSlack):
    slack.says("files.info", web.Response(status=502), DONE)

    answer = await calls.send("T1", "files.info", arguments={}, is_repeatable=True)

    assert answer["ok"] is True
    assert len(slack.called("files.info")) == 2


async def test_a_refusal_keeps_slack_s_word_and_is_not_repeated(calls: SlackCalls, slack: ScriptedSlack):
    slack.says("chat.postMessage", refusal("is_archived"), DONE)

    with pytest.raises(SlackRefused) as caught:
        await calls.send("T1", "chat.postMessage", arguments={}, is_repeatable=True)

    assert caught.value.code == "is_archived"
    assert len(slack.calls) == 1


async def test_where_nothing_listens_nothing_has_happened(
    session: aiohttp.ClientSession, fake_time: FakeTime, unused_tcp_port: int
):
    client = announcer_client("xoxb-x", session=session, api_url=f"http://127.0.0.1:{unused_tcp_port}/api")

    async def client_for(team_id: str) -> AsyncWebClient:
        return client

    calls = SlackCalls(client_for, pacer=Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep))

    with pytest.raises(AnnouncementDelayed) as caught:
        await calls.send("T1", "chat.postMessage", arguments={})

    assert not isinstance(caught.value, AnswerLost)


async def test_clients_share_the_session_and_find_the_api_without_a_final_slash(
    session: aiohttp.ClientSession, slack: ScriptedSlack
):
    client = listener_client("xoxb-x", session=session, api_url=f"{slack.url}/api")

    await client.auth_test()

    assert client.session is session
    assert [method for method, _ in slack.calls] == ["auth.test"]


async def test_listeners_do_not_wait_for_a_rate_limit(session: aiohttp.ClientSession, slack: ScriptedSlack):
    slack.says("views.open", rate_limit("1"))
    client = listener_client("xoxb-x", session=session, api_url=slack.api_url)

    with pytest.raises(Exception, match="ratelimited"):
        await client.views_open(trigger_id="1", view={"type": "modal"})

    assert len(slack.called("views.open")) == 1
