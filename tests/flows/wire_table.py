"""What may be asked of each model and what has to leave for its service, typed in from the models' own pages.

Source: the pages of Ideogram 3.0 Edit, 2.0 Edit and 2.0 Remix at Runware and of Ideogram Inpainting at
Magnific, read 2026-11-20. Nothing here comes from the catalogue: this is what the catalogue is held against.
"""

from decimal import Decimal

from tests.flows.wishes import NOTHING, Said, choices, numbers, pictures, spread, typed, wishes

SIZE = (128, 96)
MARKED = (16, 16, 64, 56)  # left, top, right, bottom of what the mask marks
SEED, MASK = "shop.png", "mask.png"
# The name of a picture in a message says what it is for; each has a colour of its own to be known by.
COLOURS = {
    SEED: "#c08040",
    "style-1.png": "#101010",
    "style-2.png": "#202020",
    "Style three.png": "#303030",
    "style-4.png": "#404040",
    "style-5.png": "#505050",
    "Character Ann.png": "#606060",
    "Character Bob.png": "#a06060",
    "character-mask.png": "#707070",
}
STYLE_NAMES = tuple(COLOURS)[1:6]
# A mask as it arrives, told from its pixels.
WHITE_IS_EDITED, BLACK_IS_EDITED = "mask, white where it may change", "mask, black where it may change"
# Nobody listens there: what a service puts there is lost.
UPLOAD = "http://127.0.0.1:9/put?name=a&part=b"
# Values that differ each time, as received.py words them once it has checked them.
TASK_UUID, CALLBACK = "a UUID of version 4", "our callback address"

# --- Runware ---
P = "providerSettings.ideogram."
ALWAYS = {
    "taskType": "imageInference",
    "taskUUID": TASK_UUID,
    "outputType": "URL",
    "outputFormat": "PNG",
    "deliveryMethod": "async",
    "includeCost": True,
    "webhookURL": CALLBACK,
    "numberResults": 1,
}
SEED_AND_MASK = {"inputs.seedImage": SEED, "inputs.maskImage": WHITE_IS_EDITED}
SPEEDS = choices("--speed", "rendering_speed", f"{P}renderingSpeed", "TURBO DEFAULT QUALITY")
MAGIC_PROMPTS = choices("--magic", "magic_prompt", f"{P}magicPrompt", "AUTO ON OFF")
SEVEN_STYLES = "AUTO GENERAL REALISTIC DESIGN RENDER_3D ANIME FICTION"
STYLE_TYPES = choices("--style", "style_type", f"{P}styleType", SEVEN_STYLES)
PRESETS = choices("--preset", "style_preset", f"{P}stylePreset", "80S_ILLUSTRATION BAUHAUS WOODBLOCK_PRINT")
STYLE_CODE = typed("--code", "style_codes", "1A2B3C4D", {f"{P}styleCode": "1A2B3C4D"})
STYLES = [
    pictures("style_reference_images", f"{P}styleReferenceImages", *STYLE_NAMES[:number])
    for number in (1, 4, 5)
]
CHARACTER = pictures("character_reference_images", f"{P}characterReferenceImages", "Character Ann.png")
CHARACTER_MASK = pictures(
    "character_reference_masks", f"{P}characterReferenceImagesMask", "character-mask.png"
)
STRENGTHS = numbers("--strength", "remix_strength", f"{P}remixStrength", 1, 50, 100)
NEGATIVE = typed("--not", "negative_prompt", "blurry, text", {"negativePrompt": "blurry, text"})
SIZES = [
    typed("--size", "size", f"{width}x{height}", {"width": width, "height": height})
    for width, height in ((1344, 768), (512, 1536), (1024, 1024))
]
COUNTS = numbers("--count", "count", "numberResults", 1, 2)
DELIVERY = (
    choices("--format", "output_format", "outputFormat", "PNG JPG WEBP"),
    numbers("--output-quality", "output_quality", "outputQuality", 20, 95, 99),
    numbers("--ttl", "ttl", "ttl", 60, 3600),
    [NOTHING, Said(option="--safe", inputs={"check_content": ["on"]}, body={"safety.checkContent": True})],
)
UPLOADED = typed("--upload-to", "upload_endpoint", UPLOAD, {"uploadEndpoint": UPLOAD})

# --- Magnific ---
MAGNIFIC_SPEEDS = choices("--speed", "rendering_speed", "rendering_speed", "TURBO DEFAULT QUALITY")
MAGNIFIC_MAGIC_PROMPTS = choices("--magic", "magic_prompt", "magic_prompt", "AUTO ON OFF")
MAGNIFIC_STYLE_TYPES = choices("--style", "style_type", "style_type", "AUTO GENERAL REALISTIC DESIGN")
CODES = typed("--code", "style_codes", "1A2B3C4D,00ff00ff", {"style_codes": ["1A2B3C4D", "00ff00ff"]})
MAGNIFIC_STYLES = pictures("style_reference_images", "style_reference_images", *STYLE_NAMES)
MAGNIFIC_CHARACTER = pictures("character_reference_images", "character_reference_images", "Character Ann.png")
SEEDS = numbers("--seed", "seed", "seed", 0, 42, 2147483647)

# --- both ---
# What only Retouch reads is never sent.
OWN = Said(
    option="--tag spring --focus off --no-lock --match --mask white",
    inputs={"tag": "spring", "focus": "off", "lock": [], "match_colour": ["on"], "mask_polarity": "white"},
)
OWN_OF_REMIX = Said(option="--tag spring", inputs={"tag": "spring"})


def palettes(path: str, color_hex: str, color_weight: str) -> list[Said]:
    """The eight names, and one palette of one's own."""
    names = ["EMBER", "FRESH", "JUNGLE", "MAGIC", "MELON", "MOSAIC", "PASTEL", "ULTRAMARINE"]
    members = [
        {color_hex: "#FF5733", color_weight: Decimal("0.7")},
        {color_hex: "#00ff00", color_weight: Decimal(1)},
        {color_hex: "#112233", color_weight: Decimal("0.05")},
        {color_hex: "#445566"},
    ]
    own = "#FF5733:0.7,#00ff00:1,#112233:0.05,#445566"
    return [
        *(typed("--palette", "color_palette", name.lower(), {f"{path}.name": name}) for name in names),
        typed("--palette", "color_palette", own, {f"{path}.members": members}),
    ]


JOBS = {
    "3": wishes(
        [
            *spread(
                SPEEDS,
                MAGIC_PROMPTS,
                STYLE_TYPES,
                PRESETS,
                [NOTHING, *STYLES[:2]],
                [NOTHING, CHARACTER, CHARACTER],
                [NOTHING, CHARACTER_MASK, NOTHING],
                COUNTS,
                *DELIVERY,
                [NOTHING, OWN],
                jobs=7,
            ),
            [SPEEDS[0], STYLE_CODE, UPLOADED],
        ],
        bare={**ALWAYS, **SEED_AND_MASK, "model": "ideogram:4@3"},
        prompt_path="positivePrompt",
    ),
    "2": wishes(
        [
            *spread(
                SPEEDS,
                MAGIC_PROMPTS,
                STYLE_TYPES,
                [NOTHING, STYLES[0], STYLES[2]],
                COUNTS,
                *DELIVERY,
                [NOTHING, OWN],
                jobs=7,
            ),
            [SPEEDS[0], UPLOADED],
        ],
        bare={**ALWAYS, **SEED_AND_MASK, "model": "ideogram:3@3"},
        prompt_path="positivePrompt",
    ),
    "remix": wishes(
        [
            *spread(
                SPEEDS,
                MAGIC_PROMPTS,
                STYLE_TYPES,
                [NOTHING, *STYLES[:2]],
                STRENGTHS,
                [NOTHING, NEGATIVE],
                [NOTHING, *SIZES],
                palettes(f"{P}colorPalette", "colorHex", "colorWeight"),
                COUNTS,
                *DELIVERY,
                [NOTHING, OWN_OF_REMIX],
                jobs=9,
            ),
            [SPEEDS[0], UPLOADED],
        ],
        # Left out, the size is the allowed one of the same shape: four to three.
        bare={
            **ALWAYS,
            "model": "ideogram:3@2",
            "inputs.referenceImages": [SEED],
            "width": 1152,
            "height": 864,
        },
        prompt_path="positivePrompt",
    ),
    "magnific": wishes(
        [
            *spread(
                MAGNIFIC_SPEEDS,
                MAGNIFIC_MAGIC_PROMPTS,
                MAGNIFIC_STYLE_TYPES,
                palettes("color_palette", "color_hex", "color_weight"),
                SEEDS,
                [NOTHING, MAGNIFIC_STYLES],
                [NOTHING, NOTHING, MAGNIFIC_CHARACTER],
                [NOTHING, OWN],
                jobs=9,
            ),
            [MAGNIFIC_SPEEDS[0], CODES],
        ],
        bare={"image": SEED, "mask": BLACK_IS_EDITED, "webhook_url": CALLBACK},
        prompt_path="prompt",
    ),
}

# Every key that a model's page declares, but for safety.mode: the check that checkContent turns on is its "fast".
SHARED_BY_RUNWARE = f"""
    taskType taskUUID model positivePrompt outputType outputFormat outputQuality webhookURL deliveryMethod
    uploadEndpoint safety.checkContent ttl includeCost numberResults
    {P}magicPrompt {P}renderingSpeed {P}styleReferenceImages {P}styleType
"""
DECLARED = {
    "3": f"""{SHARED_BY_RUNWARE} inputs.seedImage inputs.maskImage
        {P}characterReferenceImages {P}characterReferenceImagesMask {P}styleCode {P}stylePreset""",
    "2": f"{SHARED_BY_RUNWARE} inputs.seedImage inputs.maskImage",
    "remix": f"""{SHARED_BY_RUNWARE} inputs.referenceImages negativePrompt width height
        {P}colorPalette.name {P}colorPalette.members {P}remixStrength""",
    "magnific": """image mask prompt rendering_speed magic_prompt style_type style_codes style_reference_images
        character_reference_images color_palette.name color_palette.members seed webhook_url""",
}
