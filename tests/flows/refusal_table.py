"""What each model must not be asked, in a message and in the form, and the sentence that has to say so.

The bounds are those of the models' own pages (read 2026-11-20), typed in and not taken from the catalogue.
"""

from tests.flows.refusals import Refusal, bound, lacks, rule, written
from tests.flows.wire_table import STYLE_NAMES
from tests.flows.wishes import Said

LONG = "x" * 2001
CHARACTER = {"character_reference_images": ("Character Ann.png",)}
TWO_CHARACTERS = {"character_reference_images": ("Character Ann.png", "style-1.png")}
CHARACTER_MASK = {"character_reference_masks": ("character-mask.png",)}
THREE = "Ideogram 3.0 Edit (--model 3)"
TWO = "Ideogram 2.0 Edit (--model 2)"
INPAINTING = "Ideogram Inpainting (--model magnific)"
REMIX = "Ideogram 2.0 Remix (to remix)"
EDITS_ON_RUNWARE = "Ideogram 3.0 Edit (to edit) or Ideogram 2.0 Edit (to edit)"


EMPTY = Refusal(sentence="The prompt is empty.", said=Said(), prompt="", field="prompt")
TOO_LONG = Refusal(
    sentence="Prompt may have 2,000 characters, and this one has 2,001.",
    said=Said(),
    prompt=LONG,
    field="prompt",
)
COUNT = bound("Count goes from 1 to 20.", "--count", "count", "0", "21")
TAG = bound("Tag may have 60 characters, and this one has 61.", "--tag", "tag", "y" * 61)
REGION = [
    *(
        refusal
        for sentence, text in (
            ("The region was not understood.", "middle earth"),
            ("The region's box is reversed or empty.", "80%,10%,20%,30%"),
            ("The region's box lies outside the picture.", "0,0,129,20"),
            ("The mask marks the whole picture.", "0%,0%,100%,100%"),
        )
        for refusal in bound(sentence, "--region", "region", text, has_mask=False)
    ),
    *bound("Region may have 200 characters, and this one has 201.", "--region", "region", "z" * 201),
]
DELIVERY = [
    *bound("Output quality goes from 20 to 99.", "--output-quality", "output_quality", "19", "100"),
    *bound("Time to live in seconds starts at 60.", "--ttl", "ttl", "59"),
    *bound(
        "Upload address must begin with https:// and a public host name.",
        "--upload-to",
        "upload_endpoint",
        "ftp://store.example.com/a",
        "store.example.com",
    ),
    rule(
        "An upload address takes one result, and each further one would replace it.",
        "count",
        options="--upload-to https://store.example.com/a --count 2",
        inputs={"upload_endpoint": "https://store.example.com/a", "count": "2"},
    ),
]
CODES = bound("Style code could not be read.", "--code", "style_codes", "12345", "1A2B3C4G")
CODE_RULES = [
    rule(
        "A style code already sets the style type.",
        "style_codes",
        options="--code 1A2B3C4D --style design",
        inputs={"style_codes": "1A2B3C4D", "style_type": "DESIGN"},
    ),
    rule(
        "A style code and style references do not go together.",
        "style_codes",
        options="--code 1A2B3C4D",
        inputs={"style_codes": "1A2B3C4D"},
        style_reference_images=STYLE_NAMES[:1],
    ),
]
WEIGHTS = [
    *bound(
        "A colour's weight goes from 0.05 to 1.", "--palette", "color_palette", "#FF5733:0.04", "#FF5733:1.01"
    ),
    *bound("A colour's weight has at most two decimals.", "--palette", "color_palette", "#FF5733:0.123"),
    *bound(
        "Colour palette could not be read. Nothing was charged. Did you mean ember?",
        "--palette",
        "color_palette",
        "embers",
    ),
    *bound(
        "A palette is a name or a list of colours, not both.", "--palette", "color_palette", "ember,#112233"
    ),
]

REFUSALS: dict[str, list[Refusal]] = {
    "3": [
        EMPTY,
        TOO_LONG,
        *COUNT,
        *TAG,
        *REGION,
        *DELIVERY,
        *CODES,
        *CODE_RULES,
        *bound("This model takes 1 style code and no more.", "--code", "style_codes", "1A2B3C4D,00ff00ff"),
        rule(
            "Style references: Ideogram 3.0 Edit takes at most 4, not 5.",
            "style_reference_images",
            style_reference_images=STYLE_NAMES,
        ),
        rule(
            "Character reference: Ideogram 3.0 Edit takes at most 1, not 2.",
            "character_reference_images",
            character_reference_images=("Character Ann.png", "Character Bob.png"),
        ),
        rule(
            "Each character mask belongs to one character reference.",
            "character_reference_images",
            **CHARACTER_MASK,
        ),
        lacks("Ideogram 3.0 Edit", "--seed 42", INPAINTING),
        lacks("Ideogram 3.0 Edit", "--palette ember", f"{INPAINTING} or {REMIX}"),
        lacks("Ideogram 3.0 Edit", "--strength 50", REMIX),
        lacks("Ideogram 3.0 Edit", "--size 1344x768", REMIX),
        lacks("Ideogram 3.0 Edit", "--not blurry", REMIX),
        *written("Did you mean --speed?", "--sped turbo", "--spede=turbo"),
        *written("Did you mean --no-lock?", "--nolock"),
        *written("Did you mean turbo?", "--speed tubro"),
        *written("Did you mean bauhaus?", "--preset bauhuas"),
        *written("Did you mean design?", "--style desing"),
        *written("Did you mean auto?", "--magic atuo"),
        *written("Did you mean png?", "--format pgn"),
        *written("Did you mean white?", "--mask wite"),
        *written("Did you mean off?", "--focus of"),
        *written("--speed has no value.", "--speed", "--speed --safe"),
        *written("Give a whole number", "--count four", "--ttl 1.5"),
        *written("A quotation mark is not closed.", '--tag "spring'),
    ],
    "2": [
        EMPTY,
        TOO_LONG,
        *COUNT,
        *TAG,
        *DELIVERY,
        lacks("Ideogram 2.0 Edit", "--preset bauhaus", THREE),
        lacks("Ideogram 2.0 Edit", "--code 1A2B3C4D", f"{THREE} or {INPAINTING}"),
        lacks("Ideogram 2.0 Edit", "--seed 42", INPAINTING),
        lacks("Ideogram 2.0 Edit", "--palette ember", f"{INPAINTING} or {REMIX}"),
        lacks("Ideogram 2.0 Edit", "--strength 50", REMIX),
        Refusal(
            sentence="Ideogram 2.0 Edit does not take character reference. Nothing was charged. "
            f"Leave it out, or use {THREE} or {INPAINTING}.",
            said=Said(references=CHARACTER),
        ),
    ],
    "magnific": [
        EMPTY,
        *COUNT,
        *TAG,
        *REGION,
        *CODES,
        *CODE_RULES,
        *WEIGHTS,
        *bound("A palette colour has 3 or 6 digits here.", "--palette", "color_palette", "#FF57:0.5"),
        *bound("Seed goes from 0 to 2147483647.", "--seed", "seed", "-1", "2147483648"),
        rule(
            "Ideogram Inpainting takes a character reference only with a style type.",
            "style_type",
            **CHARACTER,
        ),
        *written(
            "Style type takes auto, general, realistic or design with this model.",
            "--style anime",
            "--style fiction",
            "--style render_3d",
        ),
        lacks("Ideogram Inpainting", "--preset bauhaus", THREE),
        *(
            lacks("Ideogram Inpainting", option, f"{THREE} or {TWO} or {REMIX}")
            for option in (
                "--format jpg",
                "--output-quality 95",
                "--ttl 60",
                "--safe",
                "--upload-to https://store.example.com/a",
            )
        ),
        lacks("Ideogram Inpainting", "--size 1344x768", REMIX),
        Refusal(
            sentence="Ideogram Inpainting does not take character mask. Nothing was charged. "
            f"Leave it out, or use {THREE}.",
            said=Said(option="--style auto", references={**CHARACTER, **CHARACTER_MASK}),
        ),
    ],
    "remix": [
        EMPTY,
        TOO_LONG,
        *COUNT,
        *TAG,
        *DELIVERY,
        *WEIGHTS,
        *bound("A palette colour has 6 digits here.", "--palette", "color_palette", "#F57:0.5"),
        *bound("Remix strength goes from 1 to 100.", "--strength", "remix_strength", "0", "101"),
        *bound(
            "Negative prompt may have 2,000 characters, and this one has 2,001.",
            "--not",
            "negative_prompt",
            LONG,
        ),
        *written("The nearest is 1344x768.", "--size 1344x760", "--size 1345x768"),
        rule(
            "Style references: Ideogram 2.0 Remix takes at most 4, not 5.",
            "style_reference_images",
            style_reference_images=STYLE_NAMES,
        ),
        lacks("Ideogram 2.0 Remix", "--preset bauhaus", "Ideogram 3.0 Edit (to edit)"),
        lacks("Ideogram 2.0 Remix", "--seed 42", "Ideogram Inpainting (to edit)"),
        lacks(
            "Ideogram 2.0 Remix",
            '--region "top right"',
            f"{EDITS_ON_RUNWARE} or Ideogram Inpainting (to edit)",
        ),
    ],
}
