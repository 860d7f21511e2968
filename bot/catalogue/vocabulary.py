"""The long lists of values that services take, spelled as on the wire.

Source: the services' model pages, read 2026-11-20.
"""

RENDERING_SPEEDS = ("TURBO", "DEFAULT", "QUALITY")

MAGIC_PROMPTS = ("AUTO", "ON", "OFF")

STYLE_TYPES = ("AUTO", "GENERAL", "REALISTIC", "DESIGN", "RENDER_3D", "ANIME", "FICTION")

MAGNIFIC_STYLE_TYPES = ("AUTO", "GENERAL", "REALISTIC", "DESIGN")

OUTPUT_FORMATS = ("PNG", "JPG", "WEBP")

PALETTES = ("EMBER", "FRESH", "JUNGLE", "MAGIC", "MELON", "MOSAIC", "PASTEL", "ULTRAMARINE")

STYLE_PRESETS = (
    "80S_ILLUSTRATION",
    "90S_NOSTALGIA",
    "ABSTRACT_ORGANIC",
    "ANALOG_NOSTALGIA",
    "ART_BRUT",
    "ART_DECO",
    "ART_POSTER",
    "AURA",
    "AVANT_GARDE",
    "BAUHAUS",
    "BLUEPRINT",
    "BLURRY_MOTION",
    "BRIGHT_ART",
    "C4D_CARTOON",
    "CHILDRENS_BOOK",
    "COLLAGE",
    "COLORING_BOOK_I",
    "COLORING_BOOK_II",
    "CUBISM",
    "DARK_AURA",
    "DOODLE",
    "DOUBLE_EXPOSURE",
    "DRAMATIC_CINEMA",
    "EDITORIAL",
    "EMOTIONAL_MINIMAL",
    "ETHEREAL_PARTY",
    "EXPIRED_FILM",
    "FLAT_ART",
    "FLAT_VECTOR",
    "FOREST_REVERIE",
    "GEO_MINIMALIST",
    "GLASS_PRISM",
    "GOLDEN_HOUR",
    "GRAFFITI_I",
    "GRAFFITI_II",
    "HALFTONE_PRINT",
    "HIGH_CONTRAST",
    "HIPPIE_ERA",
    "ICONIC",
    "JAPANDI_FUSION",
    "JAZZY",
    "LONG_EXPOSURE",
    "MAGAZINE_EDITORIAL",
    "MINIMAL_ILLUSTRATION",
    "MIXED_MEDIA",
    "MONOCHROME",
    "NIGHTLIFE",
    "OIL_PAINTING",
    "OLD_CARTOONS",
    "PAINT_GESTURE",
    "POP_ART",
    "RETRO_ETCHING",
    "RIVIERA_POP",
    "SPOTLIGHT_80S",
    "STYLIZED_RED",
    "SURREAL_COLLAGE",
    "TRAVEL_POSTER",
    "VINTAGE_GEO",
    "VINTAGE_POSTER",
    "WATERCOLOR",
    "WEIRD",
    "WOODBLOCK_PRINT",
)

# Landscape pairs (width, heights) and the square one; every landscape pair is allowed swapped as well.
_LANDSCAPE = {
    1536: (512, 576, 640),
    1472: (576, 640, 704),
    1408: (576, 640, 704),
    1344: (640, 704, 768),
    1312: (736,),
    1280: (704, 720, 768),
    1248: (832,),
    1232: (768,),
    1216: (704, 768, 832),
    1152: (704, 832, 864, 896),
    1120: (896,),
    1088: (768, 832, 896, 960),
    1024: (640, 832, 896, 960),
    960: (832, 896),
}

_LANDSCAPE_PAIRS = tuple((width, height) for width, heights in _LANDSCAPE.items() for height in heights)

SIZE_PAIRS = (
    *_LANDSCAPE_PAIRS,
    (1024, 1024),
    *((height, width) for width, height in reversed(_LANDSCAPE_PAIRS)),
)

SIZES = tuple(f"{width}x{height}" for width, height in SIZE_PAIRS)
