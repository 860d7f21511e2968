"""How large a picture may be, and Pillow held to it."""

from functools import cache

import pillow_heif
from PIL import Image, ImageFile

MAX_PICTURE_PX = 100_000_000


@cache
def prepare_pillow() -> None:
    """Set Pillow's own limits to ours and teach it HEIC, once per process.

    Decoding a hostile file must not start threads or follow thumbnails, depth maps and other side pictures.
    """
    Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PX
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
