"""The stand-in's installation pages and token exchange are as strict as Slack's are said to be."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.demo.campus import Campus
from bot.demo.slack.grants import CODE_SECONDS
from tests.flows.campus_house import BRIDGE, NORTH, SOUTH, STARSHIP, TEAMS, decide, query_of
from tests.flows.house import MANIFEST

APP_URL = "http://127.0.0.1:9"
REDIRECT = f"{APP_URL}/slack/oauth_redirect"


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def campus(clock: Clock) -> AsyncIterator[Campus]:
    async with Campus(TEAMS, manifest=MANIFEST, app_url=APP_URL, clock=clock) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def question(campus: Campus, **changes: str) -> str:
    """The address that an app sends a browser to."""
    asked = {
        "client_id": campus.app.client_id,
        "scope": "chat:write,commands",
        "user_scope": "",
        "redirect_uri": REDIRECT,
        "state": "s",
    }
    return f"{campus.url}/oauth/v2/authorize?{urlencode(asked | changes)}"


async def new_code(campus: Campus, browser: aiohttp.ClientSession, place: str = NORTH) -> str:
    return query_of(await decide(browser, question(campus), place=place))["code"]


async def access(campus: Campus, browser: aiohttp.ClientSession, **given: str) -> dict[str, Any]:
    """``oauth.v2.access`` with the app's own credentials, unless others are given."""
    own = {"client_id": campus.app.client_id, "client_secret": campus.app.client_secret}
    async with browser.post(f"{campus.api_url}oauth.v2.access", data=own | given) as answer:
        return dict(await answer.json())


async def call(campus: Campus, browser: aiohttp.ClientSession, method: str, token: str, **given: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    async with browser.post(f"{campus.api_url}{method}", data=given, headers=headers) as answer:
        return await answer.json()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "chat:write,admin"}, "invalid_scope"),
        ({"redirect_uri": "https://elsewhere.example/slack/oauth_redirect"}, "bad_redirect_uri"),
        ({"redirect_uri": f"{REDIRECT}.elsewhere.example"}, "bad_redirect_uri"),
    ],
)
async def test_a_faulty_question_is_told_on_the_page_and_nobody_is_sent_anywhere(
    campus: Campus, browser: aiohttp.ClientSession, changes: dict[str, str], error: str
) -> None:
    async with browser.get(question(campus, **changes), allow_redirects=False) as answer:
        text = await answer.text()

    assert (answer.status, error in text) == (400, True)


async def test_the_answer_goes_back_with_the_state_that_came(
    campus: Campus, browser: aiohttp.ClientSession
) -> None:
    allowed = await decide(browser, question(campus, state='a"b&c'), place=NORTH)
    denied = await decide(browser, question(campus), place=NORTH, decision="cancel")

    assert allowed.partition("?")[0] == REDIRECT
    assert query_of(allowed)["state"] == 'a"b&c'
    assert query_of(denied) == {"error": "access_denied", "state": "s"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"code": "guessed"}, "invalid_code"),
        ({"redirect_uri": f"{REDIRECT}/more"}, "bad_redirect_uri"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "guessed"}, "invalid_refresh_token"),
    ],
)
async def test_a_faulty_exchange_gives_nothing(
    campus: Campus, browser: aiohttp.ClientSession, changes: dict[str, str], error: str
) -> None:
    code = await new_code(campus, browser)

    answer = await access(campus, browser, **({"code": code, "redirect_uri": REDIRECT} | changes))

    assert answer == {"ok": False, "error": error}
    assert campus.grants.tokens == {}


async def test_a_code_is_good_once_and_for_ten_minutes(
    campus: Campus, browser: aiohttp.ClientSession, clock: Clock
) -> None:
    code, late = await new_code(campus, browser), await new_code(campus, browser)

    first, again = [await access(campus, browser, code=code, redirect_uri=REDIRECT) for _ in range(2)]
    clock.now += CODE_SECONDS + 1
    too_late = await access(campus, browser, code=late, redirect_uri=REDIRECT)

    assert (first["ok"], first["team"]) == (True, {"id": NORTH, "name": "North & Sons"})
    assert (again["error"], too_late["error"]) == ("code_already_used", "invalid_code")


async def test_a_refresh_token_is_good_once_and_two_tokens_work_at_a_time(
    campus: Campus, browser: aiohttp.ClientSession, clock: Clock
) -> None:
    pairs = [await access(campus, browser, code=await new_code(campus, browser), redirect_uri=REDIRECT)]
    for _ in range(2):
        refresh = {"grant_type": "refresh_token", "refresh_token": pairs[-1]["refresh_token"]}
        pairs.append(await access(campus, browser, **refresh))

    again = await access(campus, browser, **refresh)
    faults = [campus.grants.fault_of(pair["access_token"]) for pair in pairs]
    clock.now += pairs[-1]["expires_in"]

    assert again["error"] == "invalid_refresh_token"
    assert faults == ["token_revoked", "", ""]
    assert campus.grants.fault_of(pairs[-1]["access_token"]) == "token_expired"


async def test_a_token_works_where_it_was_given_and_nowhere_after_the_end(
    campus: Campus, browser: aiohttp.ClientSession
) -> None:
    code = await new_code(campus, browser)
    token = (await access(campus, browser, code=code, redirect_uri=REDIRECT))["access_token"]

    own = await call(campus, browser, "auth.test", token)
    elsewhere = campus.workspaces[SOUTH]
    async with browser.post(f"{elsewhere.api_url}auth.test", data={"token": token}) as answer:
        foreign = await answer.json()
    campus.grants.end(NORTH)
    ended = await call(campus, browser, "auth.test", token)

    assert (own["team_id"], foreign["error"], ended["error"]) == (NORTH, "invalid_auth", "account_inactive")


async def test_an_organisations_token_has_to_say_which_workspace_it_means(
    campus: Campus, browser: aiohttp.ClientSession
) -> None:
    code = await new_code(campus, browser, STARSHIP.enterprise_id)
    given = await access(campus, browser, code=code, redirect_uri=REDIRECT)
    token = given["access_token"]

    unnamed = await call(campus, browser, "users.list", token)
    foreign = await call(campus, browser, "users.list", token, team_id=NORTH)
    own = await call(campus, browser, "users.list", token, team_id=BRIDGE)

    assert (given["team"], given["is_enterprise_install"]) == (None, True)
    assert (unnamed["error"], foreign["error"]) == ("missing_argument", "team_access_not_granted")
    assert {member["team_id"] for member in own["members"]} == {BRIDGE, "T0FOREIGN"}
