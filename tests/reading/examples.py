"""One example in text for every option, and what it means; shared by the tests of this folder."""

from bot.catalogue import Field, Value

# Each option as a person types it, its field, and the value it stands for.
EXAMPLES: tuple[tuple[str, Field, Value], ...] = (
    ("--speed turbo", Field.RENDERING_SPEED, "TURBO"),
    ("--speed default", Field.RENDERING_SPEED, "DEFAULT"),
    ("--speed=QUALITY", Field.RENDERING_SPEED, "QUALITY"),
    ("--magic off", Field.MAGIC_PROMPT, "OFF"),
    ("--style design", Field.STYLE_TYPE, "DESIGN"),
    ("--preset bauhaus", Field.STYLE_PRESET, "BAUHAUS"),
    ('--preset "golden hour"', Field.STYLE_PRESET, "GOLDEN_HOUR"),
    ("--code 1A2B3C4D", Field.STYLE_CODES, ("1A2B3C4D",)),
    ("--count 4", Field.COUNT, 4),
    ("-n 4", Field.COUNT, 4),
    ("-n4", Field.COUNT, 4),
    ("--strength 70", Field.REMIX_STRENGTH, 70),
    ("--size 1344x768", Field.SIZE, "1344x768"),
    ("--size 1344×768", Field.SIZE, "1344x768"),
    ('--not "blurry, text"', Field.NEGATIVE_PROMPT, "blurry, text"),
    ("--palette ember", Field.COLOR_PALETTE, "EMBER"),
    ('--palette "#FF5733:0.70, #112233"', Field.COLOR_PALETTE, "#FF5733:0.7,#112233"),
    ("--seed 42", Field.SEED, 42),
    ("--format webp", Field.OUTPUT_FORMAT, "WEBP"),
    ("--format jpeg", Field.OUTPUT_FORMAT, "JPG"),
    ("--output-quality 95", Field.OUTPUT_QUALITY, 95),
    ("--safe", Field.CHECK_CONTENT, True),
    ("--ttl 3600", Field.TTL, 3600),
    ("--upload-to https://store.example.com/a?b=1", Field.UPLOAD_ENDPOINT, "https://store.example.com/a?b=1"),
    ('--region "top right"', Field.REGION, "top right"),
    ("--region 60%,10%,95%,30%", Field.REGION, "60%,10%,95%,30%"),
    ("--mask black", Field.MASK_POLARITY, "black"),
    ("--no-lock", Field.LOCK, False),
    ("--match", Field.MATCH_COLOUR, True),
    ("--focus off", Field.FOCUS, "off"),
    ("--tag spring-campaign", Field.TAG, "spring-campaign"),
)
