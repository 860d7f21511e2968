"""What the stand-in for Runware refuses, and under which name."""

import uuid

import numpy as np
import pytest
from PIL import Image

from tests.demo_services.speak import (
    OLD_EDIT_MODEL,
    Json,
    Served,
    data_uri,
    edit_task,
    encoded,
    mask,
    post,
    remix_task,
    scene,
    with_settings,
    without,
)

IDEOGRAM = "providerSettings.ideogram"


def inputs(**changes: object) -> Json:
    return {"seedImage": data_uri(scene()), "maskImage": data_uri(mask())} | changes


def noisy(size: tuple[int, int]) -> Image.Image:
    """A picture that no encoder makes smaller."""
    levels = np.random.default_rng(1).integers(0, 256, size=(size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(levels)


def half_a_picture() -> str:
    return encoded(noisy((200, 200)))[:40_000]


EDIT_REFUSALS: dict[str, tuple[Json, str, object]] = {
    "no prompt": (without(edit_task(), "positivePrompt"), "missingPositivePrompt", "positivePrompt"),
    "empty prompt": (edit_task(positivePrompt=""), "invalidPositivePrompt", "positivePrompt"),
    "long prompt": (edit_task(positivePrompt="a" * 2001), "invalidPositivePrompt", "positivePrompt"),
    "prompt of null": (edit_task(positivePrompt=None), "invalidPositivePrompt", "positivePrompt"),
    "a seed": (edit_task(seed=4), "unsupportedParameter", "seed"),
    "a size": (edit_task(width=1024), "unsupportedParameter", "width"),
    "a negative prompt": (edit_task(negativePrompt="x"), "unsupportedParameter", "negativePrompt"),
    "pictures at the top": (edit_task(seedImage="x"), "unsupportedParameter", "seedImage"),
    "an old safety key": (edit_task(checkNSFW=True), "unsupportedParameter", "checkNSFW"),
    "somebody else's settings": (
        edit_task(providerSettings={"bfl": {"x": 1}}),
        "unsupportedParameter",
        "providerSettings.bfl",
    ),
    "settings as text": (edit_task(providerSettings="fast"), "invalidProviderSettings", "providerSettings"),
    "remix strength": (
        with_settings(edit_task(), remixStrength=50),
        "unsupportedParameter",
        f"{IDEOGRAM}.remixStrength",
    ),
    "a palette": (
        with_settings(edit_task(), colorPalette={"name": "EMBER"}),
        "unsupportedParameter",
        f"{IDEOGRAM}.colorPalette",
    ),
    "a preset on 2.0": (
        with_settings(edit_task(model=OLD_EDIT_MODEL), stylePreset="BAUHAUS"),
        "unsupportedParameter",
        f"{IDEOGRAM}.stylePreset",
    ),
    "an unknown preset": (
        with_settings(edit_task(), stylePreset="BAUHOUSE"),
        "invalidStylePreset",
        f"{IDEOGRAM}.stylePreset",
    ),
    "an unknown style": (
        with_settings(edit_task(), styleType="COMIC"),
        "invalidStyleType",
        f"{IDEOGRAM}.styleType",
    ),
    "a speed in small letters": (
        with_settings(edit_task(), renderingSpeed="turbo"),
        "invalidRenderingSpeed",
        f"{IDEOGRAM}.renderingSpeed",
    ),
    "magic of the wrong type": (
        with_settings(edit_task(), magicPrompt=True),
        "invalidMagicPrompt",
        f"{IDEOGRAM}.magicPrompt",
    ),
    "a short code": (
        with_settings(edit_task(), styleCode="1A2B"),
        "invalidStyleCode",
        f"{IDEOGRAM}.styleCode",
    ),
    "a code with a style": (
        with_settings(edit_task(), styleCode="1A2B3C4D", styleType="AUTO"),
        "incompatibleParameters",
        [f"{IDEOGRAM}.styleCode", f"{IDEOGRAM}.styleType"],
    ),
    "a code with references": (
        with_settings(edit_task(), styleCode="1A2B3C4D", styleReferenceImages=[data_uri(scene())]),
        "incompatibleParameters",
        [f"{IDEOGRAM}.styleCode", f"{IDEOGRAM}.styleReferenceImages"],
    ),
    "five references": (
        with_settings(edit_task(), styleReferenceImages=[data_uri(scene())] * 5),
        "invalidStyleReferenceImages",
        f"{IDEOGRAM}.styleReferenceImages",
    ),
    "no references at all": (
        with_settings(edit_task(), styleReferenceImages=[]),
        "invalidStyleReferenceImages",
        f"{IDEOGRAM}.styleReferenceImages",
    ),
    "two characters": (
        with_settings(edit_task(), characterReferenceImages=[data_uri(scene())] * 2),
        "invalidCharacterReferenceImages",
        f"{IDEOGRAM}.characterReferenceImages",
    ),
    "a character's mask alone": (
        with_settings(edit_task(), characterReferenceImagesMask=[data_uri(mask())]),
        "incompatibleParameters",
        [f"{IDEOGRAM}.characterReferenceImagesMask", f"{IDEOGRAM}.characterReferenceImages"],
    ),
    "a character's mask of another size": (
        with_settings(
            edit_task(),
            characterReferenceImages=[data_uri(scene())],
            characterReferenceImagesMask=[data_uri(mask((60, 45)))],
        ),
        "invalidCharacterReferenceImagesMask",
        f"{IDEOGRAM}.characterReferenceImagesMask",
    ),
    "no results": (edit_task(numberResults=0), "invalidNumberResults", "numberResults"),
    "21 results": (edit_task(numberResults=21), "invalidNumberResults", "numberResults"),
    "results as true": (edit_task(numberResults=True), "invalidNumberResults", "numberResults"),
    "results as text": (edit_task(numberResults="2"), "invalidNumberResults", "numberResults"),
    "results as a fraction": (edit_task(numberResults=1.5), "invalidNumberResults", "numberResults"),
    "low quality": (edit_task(outputQuality=19), "invalidOutputQuality", "outputQuality"),
    "full quality": (edit_task(outputQuality=100), "invalidOutputQuality", "outputQuality"),
    "a short life": (edit_task(ttl=59), "invalidTtl", "ttl"),
    "another format": (edit_task(outputFormat="PNG8"), "invalidOutputFormat", "outputFormat"),
    "another type": (edit_task(outputType="url"), "invalidOutputType", "outputType"),
    "another delivery": (edit_task(deliveryMethod="stream"), "invalidDeliveryMethod", "deliveryMethod"),
    "costs as text": (edit_task(includeCost="yes"), "invalidIncludeCost", "includeCost"),
    "unknown safety": (edit_task(safety={"mode": "full"}), "invalidMode", "safety.mode"),
    "a callback nowhere": (edit_task(webhookURL="localhost:1"), "invalidWebhookURL", "webhookURL"),
    "a callback to a file": (edit_task(webhookURL="file:///x"), "invalidWebhookURL", "webhookURL"),
    "an upload by ftp": (
        edit_task(uploadEndpoint="ftp://a.example/x"),
        "invalidUploadEndpoint",
        "uploadEndpoint",
    ),
    "no mask": (edit_task(inputs={"seedImage": data_uri(scene())}), "missingMaskImage", "inputs.maskImage"),
    "inputs of a remix": (
        edit_task(inputs=inputs(referenceImages=["x"])),
        "unsupportedParameter",
        "inputs.referenceImages",
    ),
    "no base64": (edit_task(inputs=inputs(seedImage="not base64!")), "invalidSeedImage", "inputs.seedImage"),
    "no picture": (edit_task(inputs=inputs(seedImage="AAAA")), "invalidSeedImage", "inputs.seedImage"),
    "half a picture": (
        edit_task(inputs=inputs(seedImage=half_a_picture())),
        "invalidSeedImage",
        "inputs.seedImage",
    ),
    "a gif": (
        edit_task(inputs=inputs(seedImage=encoded(scene(), "GIF"))),
        "invalidSeedImage",
        "inputs.seedImage",
    ),
    "a false declaration": (
        edit_task(inputs=inputs(seedImage=f"data:image/jpeg;base64,{encoded(scene())}")),
        "invalidSeedImage",
        "inputs.seedImage",
    ),
    "an address out of reach": (
        edit_task(inputs=inputs(seedImage="https://files.example/a.png")),
        "invalidSeedImage",
        "inputs.seedImage",
    ),
    "an unknown picture": (
        edit_task(inputs=inputs(seedImage=str(uuid.uuid4()))),
        "invalidSeedImage",
        "inputs.seedImage",
    ),
    "a mask of another size": (
        edit_task(inputs=inputs(maskImage=data_uri(mask((121, 90))))),
        "invalidMaskImage",
        "inputs.maskImage",
    ),
    "a grey mask": (
        edit_task(inputs=inputs(maskImage=data_uri(mask().point(lambda level: level // 2)))),
        "invalidMaskImage",
        "inputs.maskImage",
    ),
    "a jpeg mask with soft edges": (
        edit_task(inputs=inputs(maskImage=data_uri(mask(), "JPEG"))),
        "invalidMaskImage",
        "inputs.maskImage",
    ),
    "a coloured mask": (
        edit_task(inputs=inputs(maskImage=data_uri(Image.new("RGB", (120, 90), (255, 0, 0))))),
        "invalidMaskImage",
        "inputs.maskImage",
    ),
    "a see-through mask": (
        edit_task(inputs=inputs(maskImage=data_uri(Image.new("LA", (120, 90), (255, 0))))),
        "invalidMaskImage",
        "inputs.maskImage",
    ),
    "a mask that marks nothing": (
        edit_task(inputs=inputs(maskImage=data_uri(Image.new("L", (120, 90))))),
        "invalidMaskImage",
        "inputs.maskImage",
    ),
}


def palette(**colours: object) -> Json:
    return with_settings(remix_task(), colorPalette=colours)


PALETTE = f"{IDEOGRAM}.colorPalette"
REMIX_REFUSALS: dict[str, tuple[Json, str, object]] = {
    "no width": (without(remix_task(), "width"), "missingWidth", "width"),
    "no height": (without(remix_task(), "height"), "missingHeight", "height"),
    "a size off the list": (remix_task(width=1000, height=1000), "invalidWidth", ["width", "height"]),
    "a size of 3.0 only": (remix_task(width=1280, height=800), "invalidWidth", ["width", "height"]),
    "width as text": (remix_task(width="1024", height=1024), "invalidWidth", "width"),
    "inputs of an edit": (
        remix_task(inputs={"referenceImages": [data_uri(scene())], "seedImage": data_uri(scene())}),
        "unsupportedParameter",
        "inputs.seedImage",
    ),
    "two references": (
        remix_task(inputs={"referenceImages": [data_uri(scene())] * 2}),
        "invalidReferenceImages",
        "inputs.referenceImages",
    ),
    "an empty negative prompt": (remix_task(negativePrompt=""), "invalidNegativePrompt", "negativePrompt"),
    "no strength": (
        with_settings(remix_task(), remixStrength=0),
        "invalidRemixStrength",
        f"{IDEOGRAM}.remixStrength",
    ),
    "over strength": (
        with_settings(remix_task(), remixStrength=101),
        "invalidRemixStrength",
        f"{IDEOGRAM}.remixStrength",
    ),
    "a preset": (
        with_settings(remix_task(), stylePreset="BAUHAUS"),
        "unsupportedParameter",
        f"{IDEOGRAM}.stylePreset",
    ),
    "both palettes": (
        palette(name="EMBER", members=[{"colorHex": "#FF5733"}]),
        "incompatibleParameters",
        [f"{PALETTE}.name", f"{PALETTE}.members"],
    ),
    "an empty palette": (palette(), "missingColorPalette", PALETTE),
    "an unknown palette": (palette(name="ASHES"), "invalidName", f"{PALETTE}.name"),
    "no members": (palette(members=[]), "invalidMembers", f"{PALETTE}.members"),
    "a colour by name": (palette(members=[{"colorHex": "red"}]), "invalidMembers", f"{PALETTE}.members"),
    "a member without colour": (
        palette(members=[{"colorWeight": 0.5}]),
        "invalidMembers",
        f"{PALETTE}.members",
    ),
    "a light weight": (
        palette(members=[{"colorHex": "#FF5733", "colorWeight": 0.04}]),
        "invalidMembers",
        f"{PALETTE}.members",
    ),
    "a heavy weight": (
        palette(members=[{"colorHex": "#FF5733", "colorWeight": 1.01}]),
        "invalidMembers",
        f"{PALETTE}.members",
    ),
    "a weight between steps": (
        palette(members=[{"colorHex": "#FF5733", "colorWeight": 0.333}]),
        "invalidMembers",
        f"{PALETTE}.members",
    ),
}
REFUSALS = {f"edit: {name}": case for name, case in EDIT_REFUSALS.items()} | {
    f"remix: {name}": case for name, case in REMIX_REFUSALS.items()
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_what_breaks_a_rule_is_refused_by_name_and_costs_nothing(runware: Served, name: str) -> None:
    task, code, parameter = REFUSALS[name]

    status, answer = await post(runware, [task])

    assert status == 400
    [error] = answer["errors"]
    assert (error["code"], error["parameter"]) == (code, parameter)
    assert error["taskUUID"] == task["taskUUID"]
    assert runware.workshop.tasks == {}
    assert runware.workshop.billed == {}


ACCEPTED: dict[str, Json] = {
    "every setting of 3.0": with_settings(
        edit_task(numberResults=20, outputQuality=20, ttl=60, outputFormat="WEBP", safety={"mode": "fast"}),
        magicPrompt="OFF",
        renderingSpeed="QUALITY",
        styleType="RENDER_3D",
        stylePreset="WOODBLOCK_PRINT",
        styleReferenceImages=[data_uri(scene(), "JPEG")] * 4,
        characterReferenceImages=[encoded(scene())],
        characterReferenceImagesMask=[data_uri(mask())],
    ),
    "a code on its own": with_settings(edit_task(), styleCode="1a2B3c4D"),
    "ten references on 2.0": with_settings(
        edit_task(model=OLD_EDIT_MODEL), styleReferenceImages=[data_uri(scene())] * 10
    ),
    "bare base64": edit_task(inputs={"seedImage": encoded(scene(), "WEBP"), "maskImage": encoded(mask())}),
    "every setting of the remix": with_settings(
        remix_task(negativePrompt="blurry", width=1280, height=720),
        remixStrength=100,
        colorPalette={"members": [{"colorHex": "#f53", "colorWeight": 0.05}, {"colorHex": "#102030"}]},
        styleType="FICTION",
    ),
    "a mask in colour mode": edit_task(
        inputs={"seedImage": data_uri(scene()), "maskImage": data_uri(mask().convert("RGB"))}
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_what_the_pages_allow_is_accepted(runware: Served, name: str) -> None:
    task = ACCEPTED[name]

    status, answer = await post(runware, [task])

    assert (status, answer) == (
        200,
        {"data": [{"taskType": "imageInference", "taskUUID": task["taskUUID"]}]},
    )


async def test_a_file_above_ten_megabytes_is_refused_though_it_is_a_picture(runware: Served) -> None:
    task = edit_task(inputs=inputs(seedImage=data_uri(noisy((2000, 2000)))))

    status, answer = await post(runware, [task])

    assert status == 400
    assert "10 MB" in answer["errors"][0]["message"]
