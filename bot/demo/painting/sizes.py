"""The picture sizes the stand-in models can render."""

import math

# Width and height pairs of Ideogram 2.0 in landscape (Runware's Ideogram page, read 2026-11-20);
# each of them is also allowed turned by 90 degrees, 73 in all.
_HEIGHTS = {
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
    1024: (640, 832, 896, 960, 1024),
    960: (832, 896),
}
_LANDSCAPE = [(width, height) for width, heights in _HEIGHTS.items() for height in heights]
SIZES = frozenset(_LANDSCAPE) | {(height, width) for width, height in _LANDSCAPE}
MEGAPIXEL = 1_050_000


def rendered_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size an edit comes back at: its own up to a megapixel, else the listed one nearest in shape."""
    width, height = size
    if width * height <= MEGAPIXEL:
        return size

    def distance(pair: tuple[int, int]) -> tuple[float, int]:
        return abs(math.log(pair[0] * height / (pair[1] * width))), -pair[0] * pair[1]

    return min(sorted(SIZES), key=distance)
