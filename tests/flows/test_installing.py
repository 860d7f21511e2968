"""Workspaces and an organisation install the app through Slack's pages, and only as they should."""

import json
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.demo.slack.cast import BOT_USER_ID
from bot.demo.slack.hub import Posting
from tests.flows.campus_house import (
    ENGINE,
    NORTH,
    SOUTH,
    STARSHIP,
    CampusHouse,
    Page,
    decide,
    edit,
    get_page,
    open_campus,
    query_of,
)
from tests.flows.house import House, picture, text_of

pytestmark = pytest.mark.long

PLACES = (NORTH, SOUTH, ENGINE)


async def told_by(house: House, command: str, text: str, *, user: str = "ada") -> str:
    """What a command tells the person who wrote it."""
    before = len(house.workspace.ephemerals(user))
    await house.workspace.command(user, "design", command, text)
    await house.wait_for(lambda: len(house.workspace.ephemerals(user)) > before)
    return text_of(house.workspace.ephemerals(user)[-1])


async def test_two_workspaces_and_an_organisation_install_it_and_see_nothing_of_each_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logged:
        async with open_campus(tmp_path) as campus:
            await use_it_side_by_side(campus)
            written = f"{logged}{caplog.text}"
            assert "Installed" in written
            assert_no_token_in_the_clear(campus, tmp_path, written)


async def use_it_side_by_side(campus: CampusHouse) -> None:
    before = await told_by(campus.at(NORTH), "/usage", "")
    pages = [await campus.install(place) for place in (NORTH, SOUTH, STARSHIP.enterprise_id)]

    threads = {place: await edit(campus.at(place), f"a door for {place}") for place in PLACES}

    assert "not installed" in before
    assert [page.status for page in pages] == [200, 200, 200]
    assert "Retouch is installed in North &amp; Sons" in pages[0].text
    assert "adds it to the workspaces" in pages[2].text
    for place in PLACES:
        assert len(campus.at(place).results("design", threads[place])) == 1
        await see_only_its_own(campus.at(place), others=[other for other in PLACES if other != place])
    await press_what_belongs_to_others(campus, threads)
    await begin_without_the_picture_of_another(campus)


async def see_only_its_own(house: House, *, others: list[str]) -> None:
    """People and channels have the same ids everywhere, so nothing but the workspace tells them apart."""
    seen = [
        await told_by(house, "/edit", "history"),
        await told_by(house, "/usage", ""),
        await told_by(house, "/usage", "team"),
    ]
    await house.workspace.open_home("ada")
    home = house.workspace.home("ada")
    assert home is not None
    seen.append(text_of(home))
    assert [other for other in others if any(f"a door for {other}" in text for text in seen)] == []
    assert "a door for" in seen[0]
    assert ["$0.06" in text for text in seen[1:]] == [True, True, True]
    assert not any("$0.12" in text or "$0.18" in text for text in seen)


async def press_what_belongs_to_others(campus: CampusHouse, threads: dict[str, str]) -> None:
    """A message of one workspace, as if it had been posted in another: its buttons do nothing there."""
    [theirs] = campus.at(NORTH).results("design", threads[NORTH])
    south = campus.at(SOUTH)
    channel = south.workspace.hub.conversations.get_channel("design")
    message = south.workspace.hub.app_posts(
        channel, Posting(author_id=BOT_USER_ID, text="v1", blocks=theirs["blocks"])
    )
    submits = south.submits()

    for button in ("again", "compare"):
        told = len(south.workspace.ephemerals("ada"))
        await south.workspace.click("ada", message["ts"], button)
        await south.wait_for(lambda told=told: len(south.workspace.ephemerals("ada")) > told)  # type: ignore[misc]
        assert "Nothing was charged" in text_of(south.workspace.ephemerals("ada")[-1])
    assert south.submits() == submits


async def begin_without_the_picture_of_another(campus: CampusHouse) -> None:
    north, south = campus.at(NORTH).workspace, campus.at(SOUTH).workspace
    await north.say("ben", "design", "look", files=[("north.png", picture())])

    await north.command("ben", "design", "/edit", "")
    await south.command("ben", "design", "/edit", "")

    kept = [json.loads(each.views("ben")[-1]["private_metadata"])["kept"] for each in (north, south)]
    assert [len(each) for each in kept] == [1, 0]


def assert_no_token_in_the_clear(campus: CampusHouse, folder: Path, logged: str) -> None:
    secrets = [*campus.campus.grants.tokens, campus.campus.app.client_secret, "xoxe"]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert [secret for secret in secrets if any(secret.encode() in content for content in files)] == []
    assert [secret for secret in secrets if secret in logged] == []


async def test_an_installation_that_was_not_begun_here_or_not_allowed_installs_nothing(
    tmp_path: Path,
) -> None:
    async with open_campus(tmp_path) as campus, aiohttp.ClientSession() as browser:
        app_url = campus.house.app_url
        asked = await get_page(browser, f"{app_url}/slack/install?team={NORTH}")
        odd = await get_page(browser, f"{app_url}/slack/install?team=%0d%0aSet-Cookie:%20a=b&team=T%26x")
        other = await get_page(browser, f"{app_url}/slack/install")
        back = await decide(browser, asked.headers["Location"], place=NORTH)
        code, state = query_of(back)["code"], query_of(back)["state"]
        forged = f"{state[:-4]}AAAA"
        there = f"{app_url}/slack/oauth_redirect"

        pages: dict[str, Page] = {}
        for name, (address, cookie) in {
            "no cookie": (back, ""),
            "another browser": (back, other.cookie),
            "a forged state": (f"{there}?code={code}&state={forged}", f"slack-app-oauth-state={forged}"),
            "no state": (f"{there}?code={code}", asked.cookie),
            "no code": (f"{there}?state={state}", asked.cookie),
            "a guessed code": (f"{there}?code=1.2.3&state={state}", asked.cookie),
            "nonsense": (f"{there}?code=%00&state=%ff%0a&error=", asked.cookie),
            "denied": (f"{there}?error=access_denied&state={state}", asked.cookie),
        }.items():
            pages[name] = await get_page(browser, address, cookie=cookie)
        installed = dict(campus.campus.grants.tokens)
        good = await get_page(browser, back, cookie=asked.cookie)
        again = await get_page(browser, back, cookie=asked.cookie)

        assert installed == {}
        assert {name: page.status for name, page in pages.items()} == {
            "no cookie": 400,
            "another browser": 400,
            "a forged state": 401,
            "no state": 400,
            "no code": 401,
            "a guessed code": 401,
            "nonsense": 200,
            "denied": 200,
        }
        assert all("Retouch was not installed" in page.text for page in pages.values())
        assert all(page.headers["Cache-Control"] == "no-store" for page in (*pages.values(), good))
        assert [word in asked.headers["Set-Cookie"] for word in ("HttpOnly", "Secure")] == [True, True]
        assert (good.status, again.status) == (200, 401)
        assert query_of(asked.headers["Location"])["redirect_uri"] == there
        assert query_of(asked.headers["Location"])["team"] == NORTH
        assert (odd.status, "team" in query_of(odd.headers["Location"])) == (302, False)
