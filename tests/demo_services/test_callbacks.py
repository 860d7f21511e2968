"""Callbacks of both stand-in services: when, in which form, how often, and signed how."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from aiohttp import web

from bot.demo.services.courier import Letter
from bot.demo.services.faults import Armed, Fault
from bot.demo.services.magnific_wire import SecretForm, signature_headers, signing_key
from bot.demo.services.runware_wire import Envelope
from tests.demo_services.conftest import Inbox, Start
from tests.demo_services.speak import Json, Served, edit_task, finish, inpainting, look, post, run, submit

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


async def payload(delivery: web.BaseRequest) -> Json:
    return json.loads(await delivery.read())


async def test_each_finished_result_is_told_on_its_own(runware: Served, inbox: Inbox) -> None:
    answer = await run(runware, edit_task(numberResults=3, webhookURL=f"{inbox.url}/callbacks?token=abc"))

    told = [await inbox.next() for _ in range(3)]

    items = [await payload(delivery) for delivery in told]
    polled = [{key: item[key] for key in item if key != "status"} for item in answer["data"]]
    assert sorted(items, key=str) == sorted(polled, key=str)
    assert {delivery.path_qs for delivery in told} == {"/callbacks?token=abc"}
    assert {delivery.headers["Content-Type"] for delivery in told} == {"application/json"}


ENVELOPES: list[tuple[Envelope, Callable[[Json, str], object]]] = [
    (Envelope.BARE, lambda item, key: item),
    (Envelope.WRAPPED, lambda item, key: {key: [item]}),
    (Envelope.LISTED, lambda item, key: [item]),
]


@pytest.mark.parametrize(("envelope", "around"), ENVELOPES)
async def test_the_envelope_of_a_callback_can_be_chosen(
    start_runware: Start, inbox: Inbox, envelope: Envelope, around: Callable[[Json, str], object]
) -> None:
    runware = await start_runware(envelope=envelope)
    runware.workshop.faults.arm(Armed(fault=Fault.PARTIAL_FAILURE))

    answer = await run(runware, edit_task(numberResults=2, webhookURL=inbox.url))

    told = [await payload(await inbox.next()) for _ in range(2)]
    [item], [error] = answer["data"], answer["errors"]
    del item["status"]
    assert around(item, "data") in told
    assert around(error, "errors") in told


async def test_magnific_tells_every_change_of_status_without_the_data_around_it(
    magnific: Served, inbox: Inbox
) -> None:
    _, created = await submit(magnific, inpainting(webhook_url=inbox.url))
    task_id = created["data"]["task_id"]

    told = [await payload(await inbox.next()) for _ in range(2)]

    _, completed = await look(magnific, task_id)
    assert told == [{"task_id": task_id, "status": "IN_PROGRESS", "generated": []}, completed["data"]]


async def test_a_callback_is_repeated_with_longer_pauses_until_it_is_taken(
    runware: Served, inbox: Inbox
) -> None:
    inbox.statuses = [500, 404, 302]
    task = edit_task(webhookURL=inbox.url)

    await post(runware, [task])

    bodies = [await payload(await inbox.next()) for _ in range(4)]
    await finish(runware, task["taskUUID"])
    assert bodies == [bodies[0]] * 4
    assert [posting.status for posting in runware.workshop.callbacks[:3]] == [500, 404, 302]
    assert len({posting.letter_id for posting in runware.workshop.callbacks}) == 1


async def test_without_an_address_nothing_is_posted(runware: Served, inbox: Inbox) -> None:
    await run(runware, edit_task())

    assert runware.workshop.callbacks == []
    assert inbox.arrived.empty()


async def test_a_lost_callback_never_leaves(runware: Served, inbox: Inbox) -> None:
    runware.workshop.faults.arm(Armed(fault=Fault.LOST_CALLBACK))

    await run(runware, edit_task(numberResults=2, webhookURL=inbox.url))
    await run(runware, edit_task(webhookURL=f"{inbox.url}/second"))

    assert (await inbox.next()).path == "/second"


async def test_a_doubled_callback_comes_as_often_as_told_and_is_the_same(
    runware: Served, inbox: Inbox
) -> None:
    runware.workshop.faults.arm(Armed(fault=Fault.DOUBLED_CALLBACK, copies=5))

    await run(runware, edit_task(webhookURL=inbox.url))

    bodies = [await payload(await inbox.next()) for _ in range(5)]
    assert bodies == [bodies[0]] * 5


async def test_a_late_callback_comes_after_those_that_left_later(runware: Served, inbox: Inbox) -> None:
    runware.workshop.faults.arm(Armed(fault=Fault.LATE_CALLBACK, seconds=1))

    await run(runware, edit_task(webhookURL=f"{inbox.url}/first"))
    await run(runware, edit_task(webhookURL=f"{inbox.url}/second"))

    assert [(await inbox.next()).path, (await inbox.next()).path] == ["/second", "/first"]


@pytest.mark.parametrize("form", list(SecretForm))
async def test_magnific_signs_id_timestamp_and_body(
    start_magnific: Start, inbox: Inbox, form: SecretForm
) -> None:
    magnific = await start_magnific(webhook_secret=SECRET, secret_form=form, clock=lambda: 1_800_000_000.5)
    await submit(magnific, inpainting(webhook_url=inbox.url))

    deliveries = [await inbox.next() for _ in range(2)]

    key = SECRET.encode() if form is SecretForm.TEXT else base64.b64decode(SECRET[len("whsec_") :])
    for delivery in deliveries:
        signed = f"{delivery.headers['webhook-id']}.1800000000.".encode() + await delivery.read()
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        assert delivery.headers["webhook-timestamp"] == "1800000000"
        assert delivery.headers["webhook-signature"] == f"v1,{expected}"
    assert len({delivery.headers["webhook-id"] for delivery in deliveries}) == 2


async def test_a_repeated_delivery_keeps_its_id(start_magnific: Start, inbox: Inbox) -> None:
    inbox.statuses = [503]
    magnific = await start_magnific(webhook_secret=SECRET)
    magnific.workshop.faults.arm(Armed(fault=Fault.SLOW, factor=100))

    await submit(magnific, inpainting(webhook_url=inbox.url))

    first, again = await inbox.next(), await inbox.next()
    assert first.headers["webhook-id"] == again.headers["webhook-id"]


async def test_without_a_secret_nothing_is_signed(magnific: Served, inbox: Inbox) -> None:
    await submit(magnific, inpainting(webhook_url=inbox.url))

    delivery = await inbox.next()

    assert [name for name in delivery.headers if name.lower().startswith("webhook")] == []


# Test vectors of Standard Webhooks (its public libraries, read 2026-11-20) and their counterparts for a
# secret used as text, computed apart from this code.
@pytest.mark.parametrize(
    ("secret", "form", "signature"),
    [
        (SECRET, SecretForm.BASE64, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        (SECRET[len("whsec_") :], SecretForm.BASE64, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        (SECRET[len("whsec_") :], SecretForm.TEXT, "v1,ELhqG0Ku1gwOc1f4jyKdp3SFGFLAOdJ9bvpWLciCakI="),
        (SECRET, SecretForm.TEXT, "v1,TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg="),
    ],
)
def test_signatures_agree_with_published_vectors(secret: str, form: SecretForm, signature: str) -> None:
    letter = Letter(
        letter_id="msg_p5jXN8AQM9LWM0D4loKWxJek", task_id="", url="", body=b'{"test": 2432232314}'
    )

    headers = signature_headers(letter, key=signing_key(secret, form=form), clock=lambda: 1614265330.9)

    assert headers["webhook-signature"] == signature


def test_a_secret_that_should_be_base64_and_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="not base64"):
        signing_key("whsec_not base64", form=SecretForm.BASE64)
