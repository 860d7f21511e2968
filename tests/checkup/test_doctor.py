"""What ``retouch doctor`` finds, with the stand-in services and servers of a test's own on the other side."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from pydantic import ValidationError

from bot.checkup.check import Check, in_time, passed
from bot.checkup.doctor import check_prices, check_time_zone, examine, setting_lines, settings_faults
from bot.checkup.services import check_magnific, check_public_address, check_runware
from bot.checkup.stores import check_database, check_pictures, check_secret_key
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.routes import WORKSHOP
from bot.settings import Settings
from storage import Database

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9"
Start = Callable[[web.Application], Awaitable[str]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start a server on loopback; returns its address."""
    runners: list[web.AppRunner] = []

    async def start_app(app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start_app
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def runware(start: Start) -> tuple[web.Application, str]:
    """A stand-in and the address of its API."""
    app = build_runware(api_key="rw-key")
    return app, f"{await start(app)}/v1"


def make_settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # settings read from texts


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def answering(handler: Callable[[web.Request], web.Response]) -> web.Application:
    """An application that gives every request to one function."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return handler(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app


async def ask_runware(api_url: str, *, api_key: str = "rw-key") -> Sequence[Check]:
    return await check_runware(api_key, api_url=api_url, mask_edit="white")


async def ask_magnific(
    api_url: str, *, api_key: str = "mg-key", secret: str | None = None
) -> Sequence[Check]:
    return await check_magnific(
        api_key, api_url=api_url, key_header="x-magnific-api-key", webhook_secret=secret
    )


async def test_everything_in_order_is_every_line_ok_in_a_fixed_order(
    tmp_path: Path, start: Start, runware: tuple[web.Application, str]
):
    async def slack() -> Sequence[Check]:
        return [passed("Slack token", "We are @retouch in Acme.")]

    settings = make_settings(
        database_url=f"sqlite:///{tmp_path}/retouch.db",
        runware_api_key="rw-key",
        runware_api_url=runware[1],
        magnific_api_key="mg-key",
        magnific_api_url=await start(build_magnific(api_key="mg-key")),
        public_url=await start(answering(lambda _: web.Response(text="ok\n"))),
    )

    checks = await examine(settings, slack=slack(), aws={}, now=NOW)

    assert [check.line for check in checks if not check.is_ok] == []
    assert [check.name for check in checks] == [
        "Slack token",
        "Public address",
        "Database",
        "Picture store",
        "Runware",
        "Runware models",
        "Magnific",
        "Secret key",
        "Price file",
        "Time zone",
    ]


async def test_looking_leaves_neither_a_database_nor_a_key_nor_a_picture_behind(tmp_path: Path):
    async def slack() -> Sequence[Check]:
        return []

    settings = make_settings(database_url=f"sqlite:///{tmp_path}/retouch.db")

    await examine(settings, slack=slack(), aws={}, now=NOW)

    assert files_below(tmp_path) == []


async def test_a_service_without_a_key_is_fine_only_beside_another(
    tmp_path: Path, runware: tuple[web.Application, str]
):
    async def slack() -> Sequence[Check]:
        return []

    database_url = f"sqlite:///{tmp_path}/retouch.db"
    alone = make_settings(database_url=database_url, runware_api_key="rw-key", runware_api_url=runware[1])

    with_one = await examine(alone, slack=slack(), aws={}, now=NOW)
    with_none = await examine(make_settings(database_url=database_url), slack=slack(), aws={}, now=NOW)

    assert [check.name for check in with_one if not check.is_ok] == []
    assert [check.name for check in with_none if not check.is_ok] == ["Runware", "Magnific"]
    assert "Ideogram Inpainting" in {check.name: check.says for check in with_one}["Magnific"]


async def test_a_look_that_takes_too_long_is_a_line_of_its_own():
    async def wait_for_ever() -> Sequence[Check]:
        await asyncio.Event().wait()
        return []

    checks = await in_time("Runware", wait_for_ever(), limit_seconds=0.01)

    assert [(check.name, check.is_ok) for check in checks] == [("Runware", False)]
    assert checks[0].mend


async def test_runware_names_its_balance_and_is_charged_nothing(runware: tuple[web.Application, str]):
    app, api_url = runware

    account, models = await ask_runware(api_url)

    assert account.line == "ok    Runware: It takes our key; the balance is $50.00."
    assert models.is_ok
    assert "Ideogram 2.0 Remix" in models.says
    assert app[WORKSHOP].billed == {}
    assert {
        request.headers.get("X-Runware-Dry-Run")
        for request in app[WORKSHOP].requests
        if request.body[0]["taskType"] == "imageInference"
    } == {"1"}


@pytest.mark.parametrize(
    ("key", "words"), [("another", "refuses our key"), ("rw key", "blank"), ("rw–key", "character")]
)
async def test_a_wrong_runware_key_is_the_only_finding(
    key: str, words: str, runware: tuple[web.Application, str]
):
    found = await ask_runware(runware[1], api_key=key)

    assert [check.is_ok for check in found] == [False]
    assert words in found[0].says
    assert "RUNWARE_API_KEY" in found[0].mend


@pytest.mark.parametrize("balance_micros", [0, -10_000])
async def test_an_empty_runware_account_is_a_failure(balance_micros: int, start: Start):
    app = build_runware(api_key="rw-key", balance_micros=balance_micros)

    found = await ask_runware(f"{await start(app)}/v1")

    assert [check.is_ok for check in found] == [False]
    assert "credits" in found[0].mend


async def test_a_service_that_does_not_answer_names_the_setting_of_its_address():
    (runware,) = await ask_runware(NOWHERE)
    (magnific,) = await ask_magnific(NOWHERE)

    assert not runware.is_ok
    assert "RUNWARE_API_URL" in runware.mend
    assert not magnific.is_ok
    assert "MAGNIFIC_API_URL" in magnific.mend


def runware_without(*gone: str, code: str = "modelNotFound") -> web.Application:
    """An account with money, to which some models are not offered."""

    async def answer(request: web.Request) -> web.Response:
        task = json.loads(await request.read())[0]
        if task["taskType"] == "accountManagement":
            return web.json_response({"data": [{"taskUUID": task["taskUUID"], "balance": 12.5}]})
        if task["model"] not in gone:
            return web.json_response({"data": [{"taskUUID": task["taskUUID"], "cost": 0.05}]})
        error = {"code": code, "message": "No.", "taskUUID": task["taskUUID"]}
        return web.json_response({"errors": [error]}, status=400)

    app = web.Application(client_max_size=2**20)
    app.router.add_post("/v1", answer)
    return app


async def test_a_spare_model_that_is_gone_is_told_and_is_no_failure(start: Start):
    app = runware_without("ideogram:3@3")

    _, models = await ask_runware(f"{await start(app)}/v1")

    assert models.is_ok
    assert "Ideogram 2.0 Edit is not offered any more." in models.says


async def test_a_default_model_that_is_gone_is_a_failure(start: Start):
    app = runware_without("ideogram:4@3")

    _, models = await ask_runware(f"{await start(app)}/v1")

    assert not models.is_ok
    assert "Ideogram 3.0 Edit" in models.says


async def test_a_refused_dry_run_is_told_in_the_services_words(start: Start):
    app = runware_without("ideogram:3@3", code="unsupportedParameter")

    _, models = await ask_runware(f"{await start(app)}/v1")

    assert not models.is_ok
    assert "unsupportedParameter" in models.says


async def test_magnific_is_asked_for_its_list_and_charged_nothing(start: Start):
    app = build_magnific(api_key="mg-key")

    found = await ask_magnific(await start(app))

    assert [check.line for check in found] == ["ok    Magnific: It takes our key."]
    assert app[WORKSHOP].billed == {}
    assert [request.method for request in app[WORKSHOP].requests] == ["GET"]


async def test_a_wrong_magnific_key_or_a_cut_off_secret_is_a_failure(start: Start):
    api_url = await start(build_magnific(api_key="mg-key"))

    (wrong_key,) = await ask_magnific(api_url, api_key="another")
    (cut_off,) = await ask_magnific(api_url, secret="short")

    assert not wrong_key.is_ok
    assert "MAGNIFIC_API_KEY" in wrong_key.mend
    assert not cut_off.is_ok
    assert "MAGNIFIC_WEBHOOK_SECRET" in cut_off.says


async def test_no_public_address_is_fine_and_says_what_that_means():
    found = await check_public_address(None, listens_at="127.0.0.1:3000")

    assert [check.is_ok for check in found] == [True]
    assert "asked" in found[0].says


async def test_a_public_address_is_ours_when_our_own_answer_comes_back(start: Start):
    paths: list[str] = []

    def answer(request: web.Request) -> web.Response:
        paths.append(request.path)
        return web.Response(text="ok\n")

    base = await start(answering(answer))

    found = await check_public_address(f"{base}/", listens_at="127.0.0.1:3000")

    assert [check.is_ok for check in found] == [True]
    assert paths == ["/healthz"]


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

    found = await check_public_address(base, listens_at="127.0.0.1:3000")

    assert [check.is_ok for check in found] == [False]
    assert "retouch serve" in found[0].mend


async def test_nobody_at_the_public_address_says_where_we_listen():
    found = await check_public_address(NOWHERE, listens_at="127.0.0.1:3000")

    assert [check.is_ok for check in found] == [False]
    assert "127.0.0.1:3000" in found[0].mend


async def test_an_upgraded_database_is_up_to_date(database: Database, database_url: str):
    assert await database.is_ready()

    found = await check_database(database_url, file=None)

    assert [check.line for check in found] == ["ok    Database: It opens, and its tables are up to date."]


async def test_an_empty_database_waits_for_the_first_start(database_url: str):
    found = await check_database(database_url, file=None)

    assert [check.is_ok for check in found] == [True]
    assert "empty" in found[0].says


async def test_a_database_file_that_is_not_there_is_not_made(tmp_path: Path):
    file = tmp_path / "retouch.db"

    (there,) = await check_database(f"sqlite:///{file}", file=file)
    (nowhere,) = await check_database(f"sqlite:///{tmp_path}/no/r.db", file=tmp_path / "no" / "r.db")

    assert there.is_ok
    assert not nowhere.is_ok
    assert not file.exists()


async def test_a_file_that_is_no_database_cannot_be_opened(tmp_path: Path):
    file = tmp_path / "retouch.db"
    file.write_bytes(b"a holiday picture, not a database" * 100)

    found = await check_database(f"sqlite:///{file}", file=file)

    assert [check.is_ok for check in found] == [False]
    assert "DATABASE_URL" in found[0].mend


async def test_a_postgresql_that_is_not_there_is_told_without_its_password():
    found = await check_database("postgresql://retouch:s3cret@127.0.0.1:9/retouch", file=None)

    assert [check.is_ok for check in found] == [False]
    assert "PostgreSQL" in found[0].mend
    assert "s3cret" not in found[0].line


async def test_a_store_keeps_nothing_of_the_trial(tmp_path: Path):
    found = await check_pictures(str(tmp_path / "pictures"), aws={})

    assert [check.is_ok for check in found] == [True]
    assert files_below(tmp_path) == []


async def test_a_store_that_cannot_keep_is_a_failure(tmp_path: Path):
    file = tmp_path / "pictures"
    file.write_text("in the way of the folder")
    aws = {"AWS_ENDPOINT_URL": NOWHERE, "AWS_ACCESS_KEY_ID": "anybody", "AWS_SECRET_ACCESS_KEY": "secret"}

    (folder,) = await check_pictures(str(file), aws={})
    (bucket,) = await check_pictures("s3://nowhere/pictures", aws=aws)
    (odd,) = await check_pictures("ftp://example.com/pictures", aws={})

    assert not folder.is_ok
    assert not bucket.is_ok
    assert "AWS_ENDPOINT_URL" in bucket.mend
    assert not odd.is_ok
    assert "PICTURES_URL" in odd.mend


def test_a_key_is_set_or_kept_or_made_later_but_never_empty(tmp_path: Path):
    file = tmp_path / "retouch.secret"

    later = check_secret_key(is_set=False, file=file)
    file.write_text("long and random")
    kept = check_secret_key(is_set=False, file=file)
    file.write_text("\n")
    empty = check_secret_key(is_set=False, file=file)

    assert [later.is_ok, kept.is_ok, empty.is_ok] == [True, True, False]
    assert check_secret_key(is_set=True, file=None).is_ok
    assert not check_secret_key(is_set=False, file=None).is_ok


def test_a_price_file_with_a_fault_is_told_with_the_fault(tmp_path: Path):
    wrong = tmp_path / "prices.toml"
    wrong.write_text("[3]\nfast = 0.01\n")

    check = check_prices(wrong)

    assert not check.is_ok
    assert "3.fast" in check.says
    assert "PRICES" in check.mend
    assert check_prices(None).is_ok
    assert not check_prices(tmp_path / "gone.toml").is_ok


def test_the_time_zone_shows_the_day_that_budgets_follow():
    check = check_time_zone(ZoneInfo("Europe/Berlin"), now=NOW)

    assert check.says == "Budgets follow Europe/Berlin, where it is Saturday, 00:30."


def test_every_setting_is_shown_and_no_secret_is():
    settings = make_settings(
        slack_bot_token="xoxb-s3cret",
        slack_signing_secret="s3cret",
        runware_api_key="s3cret",
        secret_key="s3cret",
        secret_key_before="s3cret",
        database_url="postgresql://retouch:s3cret@db.example.com/retouch?sslpassword=s3cret",
        admin_users="U0ADA, U0BOB",
        allow_guests=True,
    )

    lines = setting_lines(settings)

    assert [line.split("=")[0] for line in lines] == [name.upper() for name in Settings.model_fields]
    assert "s3cret" not in "\n".join(lines)
    assert "SLACK_BOT_TOKEN=(set, hidden)" in lines
    assert "PUBLIC_URL=(none)" in lines
    assert "DATABASE_URL=postgresql://(hidden)@db.example.com/retouch?(hidden)" in lines
    assert "ADMIN_USERS=U0ADA U0BOB" in lines
    assert "ALLOW_GUESTS=true" in lines
    assert "USER_MONTHLY_BUDGET_USD=20" in lines


def test_every_fault_of_the_settings_is_a_line_that_repeats_no_value():
    with pytest.raises(ValidationError) as caught:
        make_settings(port="s3cret", timezone="Mars/Olympus")

    checks = settings_faults(caught.value)

    assert [check.name for check in checks] == ["TIMEZONE", "PORT"]
    assert not any(check.is_ok for check in checks)
    assert "s3cret" not in " ".join(check.line for check in checks)
