"""Magnific over real HTTP, and what leaves for it; facts from the vendor's pages, read 2026-11-20."""

import base64
import json
from base64 import b64decode
from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from bot.catalogue import Field
from bot.errors import (
    BotError,
    CallbackRefused,
    ProviderRejected,
    ProviderUnavailable,
    Reason,
    SubmissionUncertain,
)
from bot.providers.base import Found
from bot.providers.magnific import PATH, Magnific, to_wire
from tests.providers.values import CALM, QUICK, TASK, make_submission, mask, picture

REMOTE_ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
CREATED = {"data": {"task_id": REMOTE_ID, "status": "CREATED", "generated": []}}
URL = "https://ai-statics.freepik.com/completed_task_image.jpg?token=exp=1~hmac=ab"
SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

PARAMETERS = [
    (Field.RENDERING_SPEED, "QUALITY", "rendering_speed", "QUALITY"),
    (Field.MAGIC_PROMPT, "OFF", "magic_prompt", "OFF"),
    (Field.STYLE_TYPE, "REALISTIC", "style_type", "REALISTIC"),
    (Field.STYLE_CODES, ("1A2B3C4D", "00FF00FF"), "style_codes", ["1A2B3C4D", "00FF00FF"]),
    (Field.COLOR_PALETTE, "ULTRAMARINE", "color_palette", {"name": "ULTRAMARINE"}),
    (
        Field.COLOR_PALETTE,
        "#F57:0.05,#112233",
        "color_palette",
        {"members": [{"color_hex": "#F57", "color_weight": 0.05}, {"color_hex": "#112233"}]},
    ),
    (Field.SEED, 2147483647, "seed", 2147483647),
]


def body_of(mask_edit="black", **changes):
    return to_wire(make_submission("magnific", **changes), mask_edit=mask_edit)


def pixels(encoded):
    return np.asarray(Image.open(BytesIO(b64decode(encoded, validate=True))))


def test_only_what_was_asked_for_is_sent():
    body = body_of(prompt="red roses")

    assert set(body) == {"image", "mask", "prompt"}
    assert body["prompt"] == "red roses"


@pytest.mark.parametrize(("name", "value", "key", "expected"), PARAMETERS)
def test_every_parameter_reaches_the_wire_as_the_page_spells_it(name, value, key, expected):
    body = body_of(parameters={name: value})

    assert body[key] == expected


def test_every_parameter_of_the_catalogue_with_a_wire_name_is_tried_above():
    pictures = {name for name in Field if name.endswith(("_image", "_images", "_masks"))}
    submission = make_submission("magnific")

    wired = {name for name, parameter in submission.model.parameters.items() if parameter.wire}

    assert wired - {name for name, *_ in PARAMETERS} - pictures == {Field.PROMPT}


def test_what_the_service_does_not_declare_is_never_sent():
    asked = {
        Field.OUTPUT_FORMAT: "PNG",
        Field.TTL: 60,
        Field.CHECK_CONTENT: True,
        Field.COUNT: 4,
        Field.LOCK: False,
    }

    assert body_of(parameters=asked, number_results=1) == body_of()


def test_pictures_go_as_bare_base64():
    styles, faces = [picture("JPEG"), picture("WEBP")], [picture(color="pink")]

    body = body_of(style_references=styles, character_references=faces)

    assert b64decode(body["image"], validate=True) == picture()
    assert [b64decode(each, validate=True) for each in body["style_reference_images"]] == styles
    assert [b64decode(each, validate=True) for each in body["character_reference_images"]] == faces


def test_the_callback_address_goes_along_where_there_is_one():
    assert body_of(callback_url="https://retouch.example/t")["webhook_url"] == "https://retouch.example/t"


def test_magnific_black_means_edit():
    sent = pixels(body_of()["mask"])

    assert (sent[:, :32] == 0).all()
    assert (sent[:, 32:] == 255).all()


def test_magnific_white_means_edit_if_a_setting_says_so():
    assert b64decode(body_of(mask_edit="white")["mask"]) == mask()


def test_pictures_over_ten_megabytes_together_are_refused_before_anything_is_sent():
    with pytest.raises(ProviderRejected) as caught:
        body_of(character_references=[bytes(5_000_001)] * 2)

    assert (caught.value.reason, caught.value.parameter) == (Reason.PARAMETER, "character_reference_images")


@pytest.fixture
def service(http, serve):
    """Magnific that gives one answer to each kind of request; keeps what it was sent."""

    async def start(*, patience=CALM, **answers):
        received = []

        async def answering(request):
            kind = "submit" if request.method == "POST" else "listing" if request.path == PATH else "state"
            received.append((kind, request.path, request.headers.copy()))
            status, body = answers[kind]
            headers = {"Retry-After": "20"} if status in {429, 503} else {}
            text = body if isinstance(body, str) else json.dumps(body)
            return web.Response(status=status, text=text, headers=headers)

        address = await serve(answering)
        return Magnific(http, api_url=f"{address}/", api_key="key-1", patience=patience), received

    return start


@pytest.mark.parametrize("body", [CREATED, CREATED["data"], {"data": {"task_id": REMOTE_ID}}])
async def test_a_submit_gives_the_services_own_id(service, body):
    magnific, received = await service(submit=(200, body))

    assert await magnific.submit(make_submission("magnific")) == REMOTE_ID

    [(_, path, headers)] = received
    assert path == "/v1/ai/ideogram-image-edit"
    assert headers["x-magnific-api-key"] == "key-1"
    assert "Authorization" not in headers
    assert magnific.provider_task_id(TASK) is None


async def test_the_name_of_the_key_header_can_be_set(http, serve):
    seen = []

    async def answering(request):
        seen.append(request.headers.copy())
        return web.json_response(CREATED)

    magnific = Magnific(http, api_url=await serve(answering), api_key="key-1", key_header="x-freepik-api-key")

    await magnific.submit(make_submission("magnific"))

    assert seen[0]["x-freepik-api-key"] == "key-1"
    assert "x-magnific-api-key" not in seen[0]


@pytest.mark.parametrize(
    ("status", "body", "reason", "parameter"),
    [
        (400, {"message": "Validation error"}, Reason.PARAMETER, None),
        (
            400,
            {"problem": {"message": "bad", "invalid_params": [{"name": "style_type", "reason": "unknown"}]}},
            Reason.PARAMETER,
            "style_type",
        ),
        (
            400,
            {"message": "bad", "invalid_params": [{"name": "seed", "reason": "range"}]},
            Reason.PARAMETER,
            "seed",
        ),
        (400, {"message": "Refused by moderation"}, Reason.CONTENT, None),
        (400, "<html>", Reason.PARAMETER, None),
        (401, {"message": "Invalid API key"}, Reason.ACCESS, None),
        (402, {"message": "No credits"}, Reason.CREDITS, None),
        (403, {"message": "Key suspended"}, Reason.ACCESS, None),
        (404, {"message": "Not found"}, Reason.MODEL_GONE, None),
        (413, "", Reason.PARAMETER, None),
        (429, {"message": "Free trial usage limit reached, please upgrade"}, Reason.CREDITS, None),
        (400, {"problem": None, "invalid_params": "odd"}, Reason.PARAMETER, None),
    ],
)
async def test_a_refused_submit_is_final_and_says_why(service, status, body, reason, parameter):
    magnific, received = await service(submit=(status, body))

    with pytest.raises(ProviderRejected) as caught:
        await magnific.submit(make_submission("magnific"))

    assert (caught.value.reason, caught.value.parameter) == (reason, parameter)
    assert len(received) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(429, {"message": "Too many requests"}), (503, {"message": "Service Unavailable"}), (503, "")],
)
async def test_a_busy_service_created_nothing_and_is_not_asked_twice(service, status, body):
    magnific, received = await service(submit=(status, body))

    with pytest.raises(ProviderUnavailable) as caught:
        await magnific.submit(make_submission("magnific"))

    assert caught.value.retry_after_seconds == 20.0
    assert len(received) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"message": "Internal Server Error"}),
        (502, ""),
        (504, ""),
        (408, ""),
        (200, ""),
        (200, {"data": []}),
        (200, {"data": {"task_id": "../../etc"}}),
    ],
)
async def test_an_answer_that_does_not_tell_leaves_the_submit_uncertain(service, status, body):
    magnific, received = await service(submit=(status, body))

    with pytest.raises(SubmissionUncertain):
        await magnific.submit(make_submission("magnific"))

    assert len(received) == 1


async def test_a_dropped_answer_leaves_the_submit_uncertain_and_is_never_sent_again(http, talk):
    connections = []

    async def drop(reader, writer):
        connections.append(await reader.readuntil(b"\r\n\r\n"))

    magnific = Magnific(http, api_url=await talk(drop), api_key="key-1", patience=QUICK)

    with pytest.raises(SubmissionUncertain):
        await magnific.submit(make_submission("magnific"))

    assert len(connections) == 1


def listing(*ids):
    return {"data": [{"task_id": each, "status": "IN_PROGRESS"} for each in ids]}


@pytest.mark.parametrize(
    ("before", "known", "now", "found"),
    [
        (("a", "b"), (), ("lost", "a", "b"), "lost"),
        ((), (), ("lost",), "lost"),
        (("a",), ("ours",), ("ours", "lost", "a"), "lost"),
        (("a",), (), ("a",), None),
        (("a",), (), (), None),
        (("a",), (), ("one", "two", "a"), None),
        (("a",), ("lost",), ("lost", "a"), None),
    ],
)
async def test_a_lost_submit_is_the_one_task_that_nobody_knows(service, before, known, now, found):
    magnific, _ = await service(listing=(200, listing(*before)))
    bookmark = await magnific.bookmark()
    later, _ = await service(listing=(200, listing(*now)))

    result = await later.find_submitted(TASK, bookmark=bookmark, known_ids=known)

    assert result == Found(provider_task_id=found, is_certainly_absent=False)


@pytest.mark.parametrize("body", [{}, {"data": {"items": []}}, {"message": "no list here"}])
async def test_without_a_list_there_is_no_bookmark_and_no_verdict(service, body):
    magnific, _ = await service(listing=(200, body))

    assert await magnific.bookmark() is None
    assert await magnific.find_submitted(TASK, bookmark=None, known_ids=()) == Found()
    assert await magnific.find_submitted(TASK, bookmark="[]", known_ids=()) == Found()


async def test_a_list_that_cannot_be_had_now_may_be_had_later(service):
    magnific, _ = await service(listing=(500, ""), patience=QUICK)

    with pytest.raises(ProviderUnavailable):
        await magnific.bookmark()


def state(status, **more):
    return {"data": {"task_id": REMOTE_ID, "status": status, "generated": [], **more}}


async def test_a_completed_task_has_a_picture_without_a_price(service):
    magnific, received = await service(state=(200, state("COMPLETED", generated=[URL])))

    outcome = await magnific.ask(REMOTE_ID, expected=1)

    [result] = outcome.pictures
    assert outcome.is_final
    assert (result.url, result.picture_id, result.cost_micros, result.seed) == (
        URL,
        URL.partition("?")[0],
        None,
        None,
    )
    assert received[0][1] == f"{PATH}/{REMOTE_ID}"
    assert json.loads(outcome.raw) == state("COMPLETED", generated=[URL])


@pytest.mark.parametrize(
    "body",
    [
        state("CREATED"),
        state("IN_PROGRESS"),
        state("SOMETHING_NEW"),
        state("IN_PROGRESS", generated=[URL]),
        {},
    ],
)
async def test_a_task_under_way_is_not_final(service, body):
    magnific, _ = await service(state=(200, body))

    outcome = await magnific.ask(REMOTE_ID, expected=1)

    assert (outcome.is_final, outcome.pictures, outcome.failures) == (False, (), ())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (state("FAILED"), Reason.FAILED),
        (state("COMPLETED"), Reason.FAILED),
        (state("COMPLETED", generated=None), Reason.FAILED),
        (state("FAILED", error=None), Reason.FAILED),
        (state("FAILED", error="upstream broke"), Reason.FAILED),
        (state("FAILED", error="Blocked by content policy"), Reason.CONTENT),
        (state("FAILED", error={"message": "moderation"}), Reason.CONTENT),
        (state("COMPLETED", has_nsfw=[True]), Reason.CONTENT),
    ],
)
async def test_failed_or_completed_without_a_picture_is_a_failure(service, body, reason):
    magnific, _ = await service(state=(200, body))

    outcome = await magnific.ask(REMOTE_ID, expected=1)

    assert outcome.is_final
    assert [each.reason for each in outcome.failures] == [reason]


async def test_a_task_the_service_denies_is_not_final(service):
    magnific, _ = await service(state=(404, {"message": "Not found"}))

    outcome = await magnific.ask(REMOTE_ID, expected=1)

    assert not outcome.is_final
    assert [each.reason for each in outcome.failures] == [Reason.UNKNOWN_TASK]


@pytest.mark.parametrize(
    ("status", "reason"), [(401, Reason.ACCESS), (403, Reason.ACCESS), (429, Reason.BUSY), (500, Reason.BUSY)]
)
async def test_trouble_with_the_question_says_nothing_of_the_task(service, status, reason):
    magnific, _ = await service(state=(status, {}), listing=(status, {}), patience=QUICK)

    with pytest.raises(ProviderUnavailable) as asked:
        await magnific.ask(REMOTE_ID, expected=1)
    with pytest.raises(ProviderUnavailable) as checked:
        await magnific.check_access()

    assert asked.value.reason is checked.value.reason is reason


def callback(body, *, key=None, now=1_800_000_000):
    raw = json.dumps(body).encode()
    if key is None:
        return {}, raw
    digest = base64.b64encode(sign(key, b"id-1." + str(now).encode() + b"." + raw)).decode()
    return {"webhook-id": "id-1", "webhook-timestamp": str(now), "webhook-signature": f"v1,{digest}"}, raw


def sign(key, message):
    """HMAC-SHA256 written out, so that the test does not lean on the same call as the code."""
    padded = key.ljust(64, b"\0")
    inner = sha256(bytes(each ^ 0x36 for each in padded) + message).digest()
    return sha256(bytes(each ^ 0x5C for each in padded) + inner).digest()


@pytest.mark.parametrize("wrap", [lambda task: task, lambda task: {"data": task}])
@pytest.mark.parametrize(
    ("status", "is_worth_asking"),
    [("CREATED", False), ("IN_PROGRESS", False), ("COMPLETED", True), ("FAILED", True)],
)
async def test_a_callback_names_its_task_and_progress_is_no_reason_to_ask(
    http, wrap, status, is_worth_asking
):
    magnific = Magnific(http, api_url="https://api.magnific.com", api_key="key-1")
    headers, raw = callback(wrap({"task_id": REMOTE_ID, "status": status, "generated": []}))

    hint = magnific.read_callback(headers, raw, now=0)

    assert (hint.provider_task_id, hint.is_worth_asking) == (REMOTE_ID, is_worth_asking)
    assert hint.event_key == magnific.read_callback(headers, raw, now=5).event_key


async def test_a_signed_callback_is_taken_where_a_secret_is_set(http):
    magnific = Magnific(http, api_url="https://api.magnific.com", api_key="key-1", webhook_secret=SECRET)
    headers, raw = callback({"task_id": REMOTE_ID, "status": "COMPLETED"}, key=SECRET.encode())

    assert magnific.read_callback(headers, raw, now=1_800_000_010).provider_task_id == REMOTE_ID


@pytest.mark.parametrize("key", [None, b"another key of 32 bytes, at least"])
async def test_a_callback_signed_wrongly_or_not_at_all_is_refused_where_a_secret_is_set(http, key):
    magnific = Magnific(http, api_url="https://api.magnific.com", api_key="key-1", webhook_secret=SECRET)
    headers, raw = callback({"task_id": REMOTE_ID, "status": "COMPLETED"}, key=key)

    with pytest.raises(CallbackRefused) as caught:
        magnific.read_callback(headers, raw, now=1_800_000_000)

    assert caught.value.status == 401


async def test_a_wrong_signature_is_refused_before_the_body_is_read(http):
    magnific = Magnific(http, api_url="https://api.magnific.com", api_key="key-1", webhook_secret=SECRET)

    with pytest.raises(CallbackRefused) as caught:
        magnific.read_callback({}, b"not even json", now=0)

    assert caught.value.status == 401


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"task_id": 5}', b'{"task_id": "a/b"}', b'{"data": null}', b"\xff\x00"]
)
async def test_an_unreadable_callback_is_refused_with_404(http, body):
    magnific = Magnific(http, api_url="https://api.magnific.com", api_key="key-1")

    with pytest.raises(CallbackRefused) as caught:
        magnific.read_callback({}, body, now=0)

    assert caught.value.status == 404


async def test_a_secret_that_is_too_short_to_protect_anything_is_refused_at_once(http):
    with pytest.raises(BotError, match="MAGNIFIC_WEBHOOK_SECRET"):
        Magnific(http, api_url="https://api.magnific.com", api_key="key-1", webhook_secret="short")
