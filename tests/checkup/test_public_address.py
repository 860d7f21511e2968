"""Whether PUBLIC_URL leads to us, with proxies of a test's own in between."""

import pytest
from aiohttp import web

from bot.checkup.services import check_public_address
from tests.checkup.servers import NOWHERE, answering, as_we_do
from tests.loopback import Start

LISTENS_AT = "127.0.0.1:3000"
PATHS = {"/callbacks/runware/doctor": 404, "/slack/events": 401}


async def test_no_public_address_is_fine_and_says_what_that_means():
    found = await check_public_address(None, listens_at=LISTENS_AT, paths=PATHS)

    assert [check.is_ok for check in found] == [True]
    assert "asked" in found[0].says


async def test_a_public_address_is_ours_when_our_own_answer_comes_back(start: Start):
    asked: list[str] = []

    def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        return as_we_do(request)

    base = await start(answering(answer))

    found = await check_public_address(f"{base}/", listens_at=LISTENS_AT, paths=PATHS)

    assert [check.is_ok for check in found] == [True]
    assert asked == ["GET /healthz", "POST /callbacks/runware/doctor", "POST /slack/events"]


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(text="<html>ok</html>", content_type="text/html"),
        web.Response(status=502),
        web.Response(status=301, headers={"Location": "https://example.com/healthz"}),
    ],
    ids=["a page", "a proxy without us", "a redirect"],
)
async def test_somebody_else_at_the_public_address_is_a_failure(answer: web.Response, start: Start):
    base = await start(
        answering(lambda _: web.Response(status=answer.status, headers=answer.headers, body=answer.body))
    )

    found = await check_public_address(base, listens_at=LISTENS_AT, paths=PATHS)

    assert [check.is_ok for check in found] == [False]
    assert "retouch serve" in found[0].mend


async def test_nobody_at_the_public_address_says_where_we_listen():
    found = await check_public_address(NOWHERE, listens_at=LISTENS_AT, paths=PATHS)

    assert [check.is_ok for check in found] == [False]
    assert "127.0.0.1:3000" in found[0].mend


@pytest.mark.parametrize("path", ["/callbacks/runware/doctor", "/slack/events"])
@pytest.mark.parametrize("status", [200, 302, 403, 404, 405])
async def test_a_proxy_that_lets_only_some_paths_through_is_told_by_the_path(
    path: str, status: int, start: Start
):
    def answer(request: web.Request) -> web.Response:
        if request.path == path:
            return web.Response(status=status, text="<html>Please log in.</html>")
        return as_we_do(request)

    (check,) = await check_public_address(await start(answering(answer)), listens_at=LISTENS_AT, paths=PATHS)

    assert check.says == f"A post to {path} does not reach us."
    assert "log in" in check.mend


async def test_a_public_address_below_a_path_is_asked_there(start: Start):
    def answer(request: web.Request) -> web.Response:
        assert request.path.startswith("/retouch/")
        return as_we_do(request.clone(rel_url=request.path.removeprefix("/retouch")))

    base = f"{await start(answering(answer))}/retouch"

    (check,) = await check_public_address(base, listens_at=LISTENS_AT, paths=PATHS)

    assert check.is_ok
