"""Press pictures for a page: those of a live explorer sharp, and the still one that stands there first small."""

import io

from PIL import Image

METHOD = 2  # with 4 WebP takes twice as long for a fiftieth fewer bytes
QUALITY, STILL_QUALITY = 82, 60
STILL_SHARP = 4 / 3  # image pixels to a CSS pixel: a still picture is seen until the explorer lives, or on paper


def webp(png: bytes) -> bytes:
    """Return a PNG picture as WebP, about a fifth of its size."""
    return _pressed(Image.open(io.BytesIO(png)), QUALITY)


def small_webp(png: bytes, width: int) -> bytes:
    """Return a PNG picture as WebP that is good enough to be shown `width` CSS pixels wide for a moment."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    wide = min(picture.width, round(STILL_SHARP * width))
    return _pressed(
        picture.resize((wide, round(picture.height * wide / picture.width)), Image.Resampling.LANCZOS), STILL_QUALITY
    )


def _pressed(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=quality, method=METHOD)
    return out.getvalue()
