"""Fetching what people attached: hosts, redirects, token, bounds, and a sentence for everything else."""

from collections.abc import Callable

import pytest
from aiohttp import web

from bot.errors import AnnouncementDelayed, AnnouncementFailed, RequestError
from handlers.threads import SlackAnnouncer
from tests.handlers_out.scripted_slack import ScriptedSlack, refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 100


def file_answer(address: str | None, **changes: object) -> dict[str, object]:
    file = {
        "id": "F1",
        "name": "a.png",
        "mimetype": "image/png",
        "mode": "hosted",
        "size": len(PNG),
        "file_access": "visible",
        "url_private_download": address,
    }
    return {"ok": True, "file": {**file, **changes}}


def redirect_to(address: str) -> Callable[[web.Request], web.Response]:
    return lambda _: web.Response(status=302, headers={"Location": address})


async def fetch(announcer: SlackAnnouncer, *, max_bytes: int = 1_000_000) -> bytes:
    return await announcer.fetch_file(team_id="T1", file_id="F1", max_bytes=max_bytes)


async def sentence(announcer: SlackAnnouncer, *, max_bytes: int = 1_000_000) -> str:
    with pytest.raises(RequestError) as caught:
        await fetch(announcer, max_bytes=max_bytes)
    assert "Nothing was charged." in caught.value.user_text
    return caught.value.user_text


async def test_the_bytes_come_with_our_token(announcer: SlackAnnouncer, slack: ScriptedSlack):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = lambda _: web.Response(body=PNG, content_type="image/png")

    content = await fetch(announcer)

    assert content == PNG
    assert slack.called("files.info") == [{"file": "F1"}]
    assert slack.requests[0].headers["Authorization"] == "Bearer xoxb-secret"


async def test_a_file_without_a_download_address_is_fetched_from_its_private_one(
    announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(None, url_private=f"{slack.url}/f"))
    slack.pages["f"] = lambda _: web.Response(body=PNG)

    content = await fetch(announcer)

    assert content == PNG


async def test_a_redirect_among_allowed_hosts_is_followed_with_the_token(
    announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = redirect_to("/g")
    slack.pages["g"] = lambda _: web.Response(body=PNG)

    content = await fetch(announcer)

    assert content == PNG
    assert [request.headers["Authorization"] for request in slack.requests] == ["Bearer xoxb-secret"] * 2


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:{port}/g",
        "http://127.0.0.2:{port}/g",
        "https://evil.example/g",
        "file:///etc/passwd",
        "https://[",
    ],
)
async def test_no_redirect_leads_away_from_the_allowed_hosts(
    address: str, announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = redirect_to(address.format(port=slack.url.rsplit(":", 1)[1]))
    slack.pages["g"] = lambda _: web.Response(body=PNG)

    told = await sentence(announcer)

    assert told.startswith("Slack does not let Retouch open that file.")
    assert [request.path for request in slack.requests] == ["/f"]


async def test_redirects_in_a_circle_come_to_an_end(announcer: SlackAnnouncer, slack: ScriptedSlack):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = redirect_to("/f")

    await sentence(announcer)

    assert len(slack.requests) == 4


@pytest.mark.parametrize("address", ["http://localhost:1/f", "https://evil.example/f", "not an address"])
async def test_a_file_on_a_host_nobody_named_is_never_asked_for(
    address: str, announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(address))

    told = await sentence(announcer)

    assert told.startswith("Slack does not let Retouch open that file.")
    assert slack.requests == []


@pytest.mark.parametrize(
    "page",
    [
        web.Response(text="<!DOCTYPE html><html>Sign in</html>", content_type="text/html"),
        web.Response(body=b"\xef\xbb\xbf \n<!doctype HTML>", content_type="image/png"),
        web.Response(status=401),
        web.Response(status=403),
    ],
)
async def test_a_login_page_is_no_picture(
    page: web.Response, announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = lambda _: page

    told = await sentence(announcer)

    assert told.startswith("Slack does not let Retouch open that file.")


async def test_an_attached_web_page_is_called_one(announcer: SlackAnnouncer, slack: ScriptedSlack):
    slack.says("files.info", file_answer(f"{slack.url}/f", mimetype="text/html"))
    slack.pages["f"] = lambda _: web.Response(text="<html>", content_type="text/html")

    told = await sentence(announcer)

    assert told.startswith("That file is a web page, not a picture.")


async def test_a_file_that_says_it_is_too_large_is_not_fetched(
    announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(f"{slack.url}/f", size=2_000_001))

    told = await sentence(announcer, max_bytes=2_000_000)

    assert told.startswith("That file is larger than 2 MB.")
    assert slack.requests == []


async def test_a_file_that_turns_out_too_large_is_given_up_while_it_comes(
    announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(f"{slack.url}/f", size=10))
    slack.pages["f"] = lambda _: web.Response(body=b"x" * 3_000_000)

    told = await sentence(announcer, max_bytes=1 << 21)

    assert told.startswith("That file is larger than 2 MB.")


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        (refusal("file_not_found"), "That file is no longer in Slack."),
        (refusal("file_deleted"), "That file is no longer in Slack."),
        (refusal("access_denied"), "Slack does not let Retouch open that file."),
        (file_answer(None, mode="tombstone"), "That file is no longer in Slack."),
        (file_answer(None, mode="hidden_by_limit"), "That file is no longer in Slack."),
        (file_answer(None, file_access="check_file_info"), "Slack does not let Retouch open that file."),
        (file_answer("https://x.example", mode="external"), "That file is only linked"),
        ({"ok": True}, "Slack does not let Retouch open that file."),
    ],
)
async def test_each_way_a_file_can_be_missing_has_its_sentence(
    answer: dict[str, object], start: str, announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", answer)

    told = await sentence(announcer)

    assert told.startswith(start)


@pytest.mark.parametrize(("status", "start"), [(404, "That file is no longer"), (418, "Slack does not let")])
async def test_a_download_that_fails_for_good_has_a_sentence(
    status: int, start: str, announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = lambda _: web.Response(status=status)

    told = await sentence(announcer)

    assert told.startswith(start)


async def test_a_download_that_may_work_later_says_when(announcer: SlackAnnouncer, slack: ScriptedSlack):
    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = lambda _: web.Response(status=429, headers={"Retry-After": "12"})

    with pytest.raises(AnnouncementDelayed) as caught:
        await fetch(announcer)

    assert caught.value.retry_after_seconds == 12


async def test_a_download_cut_short_may_be_tried_again(announcer: SlackAnnouncer, slack: ScriptedSlack):
    def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    slack.says("files.info", file_answer(f"{slack.url}/f"))
    slack.pages["f"] = hang_up

    with pytest.raises(AnnouncementDelayed):
        await fetch(announcer)


async def test_a_workspace_that_lets_us_read_no_files_is_no_fault_of_the_person(
    announcer: SlackAnnouncer, slack: ScriptedSlack
):
    slack.says("files.info", refusal("missing_scope"))

    with pytest.raises(AnnouncementFailed):
        await fetch(announcer)
