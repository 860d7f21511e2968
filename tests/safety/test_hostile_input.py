"""Any request to any address of ours: never a 500, and nothing is changed by it."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flows.forgeries import everything_written
from tests.flows.house import House, open_house

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PATHS = st.one_of(
    st.sampled_from(
        [
            "slack/events",
            "slack/install",
            "slack/oauth_redirect",
            "healthz",
            "readyz",
            "metrics",
            "mask/static/x",
        ]
    ),
    st.builds("callbacks/{}/{}".format, st.sampled_from(["runware", "magnific", "other"]), TEXT),
    st.builds("mask/{}/{}".format, TEXT, st.sampled_from(["", "state", "picture", "last", "wish"])),
    TEXT,
)
# What a header may hold at all; anything else the server's own parser refuses.
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "X-Slack-Signature",
            "X-Slack-Request-Timestamp",
            "X-Slack-Retry-Num",
            "Content-Type",
            "Cookie",
            "Authorization",
            "X-Forwarded-For",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ]
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40),
    max_size=4,
)
QUERIES = st.dictionaries(st.sampled_from(["code", "state", "error", "x"]), TEXT, max_size=3)


def draw_requests(count: int) -> list[dict[str, Any]]:
    """Drawn before the app runs: its own use of chance would disturb the drawing."""
    drawn: list[dict[str, Any]] = []

    @settings(max_examples=count, deadline=None, database=None)
    @given(
        st.fixed_dictionaries(
            {
                "method": st.sampled_from(["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"]),
                "path": PATHS,
                "params": QUERIES,
                "headers": HEADERS,
                "data": st.binary(max_size=300),
            }
        )
    )
    def draw(request: dict[str, Any]) -> None:
        drawn.append(request)

    draw()
    return drawn


async def test_no_request_of_a_stranger_breaks_or_changes_anything(tmp_path: Path) -> None:
    requests = draw_requests(200)

    async with (
        open_house(tmp_path) as house,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        # Its first pixel workers may still be starting, and until then it says that it is not ready.
        while await answer_to(session, house.app_url, method="GET", path="readyz") != HTTPStatus.OK:
            pass
        before = everything_written(tmp_path)
        statuses = [await answer_to(session, house.app_url, **request) for request in requests]
        after, bought = everything_written(tmp_path), house.submits() + house.submits("magnific")

    assert max(statuses) < 500
    assert (after, bought) == (before, 0)


async def answer_to(
    session: aiohttp.ClientSession, app_url: str, *, method: str, path: str, **request: Any
) -> int:
    async with session.request(method, f"{app_url}/{path}", allow_redirects=False, **request) as answer:
        return answer.status


async def test_memory_does_not_grow_with_what_is_refused(house: House) -> None:
    body = b"x" * 900_000

    async def send() -> int:
        headers = {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{house.app_url}/slack/events", data=body, headers=headers) as answer,
        ):
            return answer.status

    statuses = await asyncio.gather(*(send() for _ in range(20)))
    settled = resident_bytes()
    for _ in range(5):
        statuses += await asyncio.gather(*(send() for _ in range(20)))

    assert set(statuses) == {401}
    assert resident_bytes() - settled < 30_000_000  # a hundred bodies kept would be three times as much


def resident_bytes() -> int:
    """This process's memory now; Linux says it in pages."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
