"""Finished pictures as files, and the signed addresses they are served at."""

import hashlib
import hmac
import io

from PIL import Image

CONTENT_TYPES = {"PNG": "image/png", "JPG": "image/jpeg", "WEBP": "image/webp"}


def encode(image: Image.Image, *, file_format: str, quality: int) -> bytes:
    """A picture as PNG, JPG or WEBP; ``quality`` (20 to 99) counts for the last two."""
    out = io.BytesIO()
    if file_format == "PNG":
        image.save(out, "PNG", compress_level=3)
    else:
        image.convert("RGB").save(out, "JPEG" if file_format == "JPG" else "WEBP", quality=quality)
    return out.getvalue()


def picture_path(picture_id: str, *, file_format: str, expires_at: float, key: bytes) -> str:
    """Where a result is served without an API key: ``/image/<id>.<ext>?token=exp=<seconds>~hmac=<hex>``."""
    name = f"{picture_id}.{file_format.lower()}"
    return f"/image/{name}?token={_token(name, expires=int(expires_at), key=key)}"


def read_expiry(name: str, *, token: str, key: bytes) -> int | None:
    """When the address of a picture expires, in seconds; None for a token that is not ours."""
    expires = token.partition("~")[0].removeprefix("exp=")
    if not expires.isascii() or not expires.isdigit():
        return None
    genuine = _token(name, expires=int(expires), key=key)
    return int(expires) if hmac.compare_digest(token.encode(), genuine.encode()) else None


def _token(name: str, *, expires: int, key: bytes) -> str:
    digest = hmac.new(key, f"{name}:{expires}".encode(), hashlib.sha256).hexdigest()
    return f"exp={expires}~hmac={digest}"
