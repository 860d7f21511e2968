"""What ``retouch doctor`` finds out about the image services, from the stand-ins and from ones of a test's own."""

from collections.abc import Sequence

import pytest
from aiohttp import web

from bot.checkup.check import Check
from bot.checkup.services import check_magnific, check_runware
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.routes import WORKSHOP
from tests.checkup.servers import NOWHERE, runware_without
from tests.loopback import Start


async def ask_runware(api_url: str, *, api_key: str = "rw-key") -> Sequence[Check]:
    return await check_runware(api_key, api_url=api_url, mask_edit="white")


async def ask_magnific(
    api_url: str, *, api_key: str = "mg-key", secret: str | None = None
) -> Sequence[Check]:
    return await check_magnific(
        api_key, api_url=api_url, key_header="x-magnific-api-key", webhook_secret=secret
    )


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
