"""Each service once from end to end: our client and callback endpoint against the strict stand-in."""

import asyncio
from io import BytesIO
from uuid import uuid4

import httpx
import pytest
from aiohttp import web
from PIL import Image

from bot.catalogue import Field, ServiceName
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.errors import ProviderRejected, ProviderUnavailable, Reason, SubmissionUncertain
from bot.providers.base import Found
from bot.providers.magnific import Magnific
from bot.providers.runware import Runware
from bot.web.callbacks import callback_routes
from bot.web.links import CallbackTokens
from tests.providers.values import CALM, make_submission, mask, picture

SECRET = "a secret of some length"
SIZE = (512, 384)
TOKENS = CallbackTokens("any string")
RUNWARE, MAGNIFIC = ServiceName.RUNWARE, ServiceName.MAGNIFIC


class World:
    """Both clients, both stand-ins, and the endpoint between them."""

    def __init__(self, addresses, providers):
        self.addresses = addresses
        self.providers = providers
        self.hints = asyncio.Queue()
        self.public_url = ""

    async def receive(self, service, task_id, hint):
        await self.hints.put((service, task_id, hint))

    def submission(self, key, **changes):
        service = MAGNIFIC if key == "magnific" else RUNWARE
        task_id = uuid4()
        pictures = {"seed_image": picture(size=SIZE)} | ({} if key == "remix" else {"mask": mask(size=SIZE)})
        token = TOKENS.token(service, task_id)
        callback = {"callback_url": f"{self.public_url}/callbacks/{service}/{token}"}
        return make_submission(key, **({"task_uuid": task_id} | pictures | callback | changes))

    async def misbehave(self, service, fault, **options):
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"{self.addresses[service]}/_demo/faults", json={"fault": fault, **options}
            )
            answer.raise_for_status()

    async def state(self, service):
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.addresses[service]}/_demo/state")).json()

    async def outcome(self, service, task_id, *, expected=1):
        """Ask whenever a callback says so, until the task is final."""
        async with asyncio.timeout(30):
            while True:
                _, _, hint = await self.hints.get()
                if hint.is_worth_asking:
                    outcome = await self.providers[service].ask(task_id, expected=expected)
                    if outcome.is_final:
                        return outcome


async def run(app, runners):
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    runners.append(runner)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest.fixture
async def world(http):
    runners = []
    addresses = {
        RUNWARE: await run(build_runware(api_key="key-1", delay_seconds=0.05), runners),
        MAGNIFIC: await run(
            build_magnific(api_key="key-2", delay_seconds=0.05, webhook_secret=SECRET), runners
        ),
    }
    providers = {
        RUNWARE: Runware(http, api_url=f"{addresses[RUNWARE]}/v1", api_key="key-1", patience=CALM),
        MAGNIFIC: Magnific(
            http, api_url=addresses[MAGNIFIC], api_key="key-2", webhook_secret=SECRET, patience=CALM
        ),
    }
    world = World(addresses, providers)
    app = web.Application()
    app.add_routes(callback_routes(world.receive, tokens=TOKENS, providers=providers))
    world.public_url = await run(app, runners)
    yield world
    for runner in runners:
        await runner.cleanup()


def size_of(content):
    with Image.open(BytesIO(content)) as image:
        return image.size


EVERYTHING = {
    "3": {Field.RENDERING_SPEED: "TURBO", Field.STYLE_PRESET: "BAUHAUS", Field.STYLE_TYPE: "DESIGN"},
    "2": {
        Field.MAGIC_PROMPT: "ON",
        Field.STYLE_TYPE: "ANIME",
        Field.OUTPUT_FORMAT: "WEBP",
        Field.OUTPUT_QUALITY: 90,
    },
    "remix": {
        Field.SIZE: "1344x768",
        Field.REMIX_STRENGTH: 70,
        Field.NEGATIVE_PROMPT: "blurry",
        Field.COLOR_PALETTE: "#FF5733:0.7,#112233:0.3",
        Field.TTL: 600,
        Field.CHECK_CONTENT: True,
    },
    "magnific": {Field.SEED: 42, Field.COLOR_PALETTE: "EMBER", Field.STYLE_TYPE: "DESIGN"},
}


@pytest.mark.parametrize("key", list(EVERYTHING))
async def test_one_task_of_every_model_goes_out_and_its_picture_comes_back(world, key):
    submission = world.submission(key, parameters=EVERYTHING[key])
    service = submission.model.service
    provider = world.providers[service]

    task_id = await provider.submit(submission)
    outcome = await world.outcome(service, task_id)

    [result] = outcome.pictures
    content = await provider.fetch(result.url, max_bytes=20_000_000)
    assert size_of(content) == ((1344, 768) if key == "remix" else SIZE)
    assert task_id == (str(submission.task_uuid) if service is RUNWARE else task_id)
    if submission.model.reports_cost:
        assert result.cost_micros == (await world.state(service))["billed_micros"]
    else:
        assert result.cost_micros is None


async def test_several_results_of_one_task_come_each_with_its_own_price(world):
    submission = world.submission("3", number_results=3)

    task_id = await world.providers[RUNWARE].submit(submission)
    outcome = await world.outcome(RUNWARE, task_id, expected=3)

    assert len({result.picture_id for result in outcome.pictures}) == 3
    assert [result.cost_micros for result in outcome.pictures] == [60_000] * 3


async def test_some_results_failing_do_not_lose_the_others(world):
    await world.misbehave(RUNWARE, "partial_failure", failing=1)
    submission = world.submission("3", number_results=3)

    task_id = await world.providers[RUNWARE].submit(submission)
    outcome = await world.outcome(RUNWARE, task_id, expected=3)

    assert (len(outcome.pictures), [each.reason for each in outcome.failures]) == (2, [Reason.FAILED])


@pytest.mark.parametrize("key", ["3", "magnific"])
async def test_a_lost_answer_is_found_again_without_a_second_submit(world, key):
    submission = world.submission(key)
    service = submission.model.service
    provider = world.providers[service]
    bookmark = await provider.bookmark()
    await world.misbehave(service, "lose_answer")

    with pytest.raises(SubmissionUncertain):
        await provider.submit(submission)
    found = await provider.find_submitted(submission.task_uuid, bookmark=bookmark, known_ids=())
    outcome = await world.outcome(service, found.provider_task_id)

    assert len(outcome.pictures) == 1
    assert len((await world.state(service))["tasks"]) == 1


async def test_a_submit_that_never_arrived_is_certainly_absent_at_runware_and_unknown_at_magnific(world):
    verdicts = {}
    for key in ("3", "magnific"):
        submission = world.submission(key)
        service = submission.model.service
        provider = world.providers[service]
        bookmark = await provider.bookmark()
        await world.misbehave(service, "drop_before")
        with pytest.raises(SubmissionUncertain):
            await provider.submit(submission)
        verdicts[key] = await provider.find_submitted(submission.task_uuid, bookmark=bookmark, known_ids=())

    assert verdicts == {"3": Found(is_certainly_absent=True), "magnific": Found()}


async def test_the_same_task_sent_twice_is_one_task(world):
    submission = world.submission("3")
    runware = world.providers[RUNWARE]

    first = await runware.submit(submission)
    second = await runware.submit(submission)

    assert first == second
    assert len((await world.state(RUNWARE))["tasks"]) == 1


@pytest.mark.parametrize("key", ["3", "magnific"])
@pytest.mark.parametrize(
    ("order", "error", "reason"),
    [
        ({"fault": "http_429", "retry_after_seconds": 7}, ProviderUnavailable, Reason.BUSY),
        ({"fault": "http_503"}, ProviderUnavailable, Reason.BUSY),
        ({"fault": "out_of_credits"}, ProviderRejected, Reason.CREDITS),
        ({"fault": "model_gone"}, ProviderRejected, Reason.MODEL_GONE),
        ({"fault": "refuse_content", "at_once": True}, ProviderRejected, Reason.CONTENT),
    ],
)
async def test_what_the_service_refuses_is_named(world, key, order, error, reason):
    submission = world.submission(key)
    service = submission.model.service
    await world.misbehave(service, **order)

    with pytest.raises(error) as caught:
        await world.providers[service].submit(submission)

    assert caught.value.reason is reason
    assert (await world.state(service))["tasks"] == []


async def test_the_stand_in_and_the_price_of_a_dry_run_agree(world):
    runware = world.providers[RUNWARE]

    price_micros = await runware.dry_run(world.submission("3", parameters={Field.RENDERING_SPEED: "QUALITY"}))

    assert price_micros == 90_000
    assert await runware.fetch_balance_micros() == 50_000_000
    assert (await world.state(RUNWARE))["tasks"] == []


async def test_a_wrong_key_is_refused_by_both(world, http):
    runware = Runware(http, api_url=f"{world.addresses[RUNWARE]}/v1", api_key="wrong", patience=CALM)
    magnific = Magnific(http, api_url=world.addresses[MAGNIFIC], api_key="wrong", patience=CALM)

    with pytest.raises(ProviderUnavailable) as by_runware:
        await runware.fetch_balance_micros()
    with pytest.raises(ProviderUnavailable) as by_magnific:
        await magnific.check_access()

    assert by_runware.value.reason is by_magnific.value.reason is Reason.ACCESS
