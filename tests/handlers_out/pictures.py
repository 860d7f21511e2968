"""The smallest picture that a workspace takes for one."""

import io

from PIL import Image


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "PNG")
    return out.getvalue()


PNG = _png()
