"""What leaves for Runware, compared with the bodies its model pages show (read 2026-11-20)."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.catalogue import Field
from bot.errors import ProviderRejected, Reason
from bot.providers.runware_wire import to_wire
from tests.providers.values import TASK_ID, make_submission, mask, picture

# Ours on every submit; the pages' examples leave them out.
DELIVERY = {"outputType", "deliveryMethod", "includeCost", "outputFormat", "numberResults"}

# Model, prompt's beginning, what was asked, and the keys of the page's example besides pictures and names.
EXAMPLES = [
    (
        "2",
        {Field.MAGIC_PROMPT: "ON", Field.STYLE_TYPE: "DESIGN"},
        {
            "model": "ideogram:3@3",
            "providerSettings": {"ideogram": {"magicPrompt": "ON", "styleType": "DESIGN"}},
        },
    ),
    (
        "2",
        {Field.MAGIC_PROMPT: "OFF", Field.STYLE_TYPE: "DESIGN"},
        {
            "model": "ideogram:3@3",
            "providerSettings": {"ideogram": {"magicPrompt": "OFF", "styleType": "DESIGN"}},
        },
    ),
    *(
        (
            "3",
            {
                Field.RENDERING_SPEED: "QUALITY",
                Field.MAGIC_PROMPT: "OFF",
                Field.STYLE_TYPE: "DESIGN",
                Field.STYLE_PRESET: preset,
            },
            {
                "model": "ideogram:4@3",
                "providerSettings": {
                    "ideogram": {
                        "renderingSpeed": "QUALITY",
                        "magicPrompt": "OFF",
                        "styleType": "DESIGN",
                        "stylePreset": preset,
                    }
                },
            },
        )
        for preset in ("EDITORIAL", "BAUHAUS", "MAGAZINE_EDITORIAL")
    ),
    *(
        (
            "remix",
            {Field.NEGATIVE_PROMPT: "watermark, text", Field.SIZE: f"{width}x{height}", **asked},
            {
                "model": "ideogram:3@2",
                "negativePrompt": "watermark, text",
                "width": width,
                "height": height,
                "providerSettings": {"ideogram": settings},
            },
        )
        for width, height, asked, settings in (
            (
                1344,
                768,
                {Field.MAGIC_PROMPT: "ON", Field.STYLE_TYPE: "DESIGN"},
                {"magicPrompt": "ON", "styleType": "DESIGN"},
            ),
            (1216, 832, {Field.MAGIC_PROMPT: "OFF"}, {"magicPrompt": "OFF"}),
            (
                1344,
                768,
                {Field.MAGIC_PROMPT: "ON", Field.STYLE_TYPE: "REALISTIC"},
                {"magicPrompt": "ON", "styleType": "REALISTIC"},
            ),
            (1280, 768, {Field.MAGIC_PROMPT: "ON"}, {"magicPrompt": "ON"}),
        )
    ),
]

# Every parameter of every model: field, value, where it stands in the body, what stands there.
SETTINGS = "providerSettings.ideogram"
FOR_ALL = [
    (Field.RENDERING_SPEED, "TURBO", f"{SETTINGS}.renderingSpeed", "TURBO"),
    (Field.MAGIC_PROMPT, "AUTO", f"{SETTINGS}.magicPrompt", "AUTO"),
    (Field.STYLE_TYPE, "RENDER_3D", f"{SETTINGS}.styleType", "RENDER_3D"),
    (Field.OUTPUT_FORMAT, "WEBP", "outputFormat", "WEBP"),
    (Field.OUTPUT_QUALITY, 20, "outputQuality", 20),
    (Field.TTL, 3600, "ttl", 3600),
    (Field.UPLOAD_ENDPOINT, "https://example.com/put?a=b", "uploadEndpoint", "https://example.com/put?a=b"),
    (Field.CHECK_CONTENT, True, "safety", {"checkContent": True}),
]
PARAMETERS = [(key, *row) for key in ("3", "2", "remix") for row in FOR_ALL] + [
    ("3", Field.STYLE_PRESET, "80S_ILLUSTRATION", f"{SETTINGS}.stylePreset", "80S_ILLUSTRATION"),
    ("3", Field.STYLE_CODES, ("1A2B3C4D",), f"{SETTINGS}.styleCode", "1A2B3C4D"),
    ("remix", Field.NEGATIVE_PROMPT, "blurry", "negativePrompt", "blurry"),
    ("remix", Field.REMIX_STRENGTH, 1, f"{SETTINGS}.remixStrength", 1),
    ("remix", Field.SIZE, "640x1536", "width", 640),
    ("remix", Field.SIZE, "640x1536", "height", 1536),
    ("remix", Field.COLOR_PALETTE, "EMBER", f"{SETTINGS}.colorPalette", {"name": "EMBER"}),
    (
        "remix",
        Field.COLOR_PALETTE,
        "#FF5733:0.7,#112233",
        f"{SETTINGS}.colorPalette",
        {"members": [{"colorHex": "#FF5733", "colorWeight": 0.7}, {"colorHex": "#112233"}]},
    ),
]


def body_of(submission, *, mask_edit="white"):
    [task] = to_wire(submission, mask_edit=mask_edit)
    return task


def at(body, path):
    for name in path.split("."):
        body = body[name]
    return body


def decode(uri):
    head, _, encoded = uri.partition(",")
    return head, b64decode(encoded, validate=True)


def pixels(uri):
    return np.asarray(Image.open(BytesIO(decode(uri)[1])))


@pytest.mark.parametrize(("key", "asked", "expected"), EXAMPLES)
def test_the_body_equals_the_example_on_the_models_page(key, asked, expected):
    prompt = 'Replace the masked sign with "MIRELLE PATISSERIE" • café – 7AM'

    body = body_of(make_submission(key, prompt=prompt, parameters=asked))

    inputs = body.pop("inputs")
    assert set(inputs) == ({"referenceImages"} if key == "remix" else {"seedImage", "maskImage"})
    assert {name: value for name, value in body.items() if name not in DELIVERY} == {
        "taskType": "imageInference",
        "taskUUID": TASK_ID,
        "positivePrompt": prompt,
        **expected,
    }


@pytest.mark.parametrize("key", ["3", "2", "remix"])
def test_delivery_is_asynchronous_lossless_and_priced_unless_asked_otherwise(key):
    body = body_of(make_submission(key, number_results=4))

    assert {name: body[name] for name in DELIVERY} == {
        "outputType": "URL",
        "deliveryMethod": "async",
        "includeCost": True,
        "outputFormat": "PNG",
        "numberResults": 4,
    }
    assert "webhookURL" not in body


def test_the_callback_address_goes_along_where_there_is_one():
    body = body_of(make_submission(callback_url="https://retouch.example/callbacks/runware/t"))

    assert body["webhookURL"] == "https://retouch.example/callbacks/runware/t"


@pytest.mark.parametrize(("key", "name", "value", "path", "expected"), PARAMETERS)
def test_every_parameter_reaches_the_wire_as_the_page_spells_it(key, name, value, path, expected):
    body = body_of(make_submission(key, parameters={name: value}))

    assert at(body, path) == expected


@pytest.mark.parametrize("key", ["3", "2", "remix"])
def test_every_parameter_of_the_catalogue_with_a_wire_name_is_tried_above(key):
    submission = make_submission(key)
    tried = {name for tried_key, name, *_ in PARAMETERS if tried_key == key}
    pictures = {name for name in Field if name.endswith(("_image", "_images", "_masks"))}

    wired = {name for name, parameter in submission.model.parameters.items() if parameter.wire}

    assert wired - tried - pictures == {Field.PROMPT, Field.COUNT}


@pytest.mark.parametrize("key", ["3", "2", "remix"])
def test_what_a_model_does_not_declare_is_never_sent(key):
    everything = {
        Field.SEED: 42,
        Field.LOCK: False,
        Field.FOCUS: "off",
        Field.TAG: "spring",
        Field.REGION: "top",
        Field.MODEL: key,
        Field.MASK_POLARITY: "white",
    }

    assert body_of(make_submission(key, parameters=everything)) == body_of(make_submission(key))


def test_nothing_is_sent_empty():
    body = body_of(make_submission("3"))

    assert "providerSettings" not in body
    assert set(body["inputs"]) == {"seedImage", "maskImage"}


def test_pictures_go_as_data_uris_with_the_type_their_bytes_show():
    references = [picture("PNG"), picture("JPEG"), picture("WEBP")]

    body = body_of(make_submission("3", style_references=references))

    uris = at(body, f"{SETTINGS}.styleReferenceImages")
    assert [decode(uri)[0] for uri in uris] == [
        "data:image/png;base64",
        "data:image/jpeg;base64",
        "data:image/webp;base64",
    ]
    assert [decode(uri)[1] for uri in uris] == references


def test_a_character_reference_goes_with_its_mask_as_lists_of_one():
    face, face_mask = picture(color="pink"), mask()

    body = body_of(make_submission("3", character_references=[face], character_masks=[face_mask]))

    settings = at(body, SETTINGS)
    assert [decode(uri)[1] for uri in settings["characterReferenceImages"]] == [face]
    assert [decode(uri)[1] for uri in settings["characterReferenceImagesMask"]] == [face_mask]


def test_a_remix_sends_exactly_one_reference_in_a_list():
    body = body_of(make_submission("remix"))

    assert [decode(uri)[1] for uri in body["inputs"]["referenceImages"]] == [picture()]


def test_runware_white_means_edit():
    body = body_of(make_submission("3"), mask_edit="white")

    sent = pixels(body["inputs"]["maskImage"])
    assert (sent[:, :32] == 255).all()
    assert (sent[:, 32:] == 0).all()


def test_runware_black_means_edit_if_a_setting_says_so():
    body = body_of(
        make_submission("3", character_references=[picture()], character_masks=[mask()]), mask_edit="black"
    )

    sent = pixels(body["inputs"]["maskImage"])
    assert (sent[:, :32] == 0).all()
    assert (sent[:, 32:] == 255).all()
    kept = at(body, f"{SETTINGS}.characterReferenceImagesMask")
    assert decode(kept[0])[1] == mask()


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"seed_image": b"\x89PNG\r\n\x1a\n" + bytes(10_000_000)}, "inputs.seedImage"),
        ({"style_references": [bytes(6_000_000)] * 2}, f"{SETTINGS}.styleReferenceImages"),
    ],
)
def test_pictures_over_ten_megabytes_are_refused_before_anything_is_sent(changes, parameter):
    with pytest.raises(ProviderRejected) as caught:
        to_wire(make_submission("3", **changes), mask_edit="white")

    assert (caught.value.reason, caught.value.parameter) == (Reason.PARAMETER, parameter)


def test_a_file_that_the_service_does_not_take_is_refused():
    with pytest.raises(ProviderRejected):
        to_wire(make_submission("3", seed_image=b"GIF89a"), mask_edit="white")
