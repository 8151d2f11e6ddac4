"""Decode pictures of a learner, inside the sandbox: what comes out is nothing but the colours of so many points."""

import base64
import io
from collections.abc import Callable

import asking
from values import LONGEST_SIDE


def send_pictures(pictures: list[str], reply: int) -> None:
    """Send each picture (base64 of a file) as {"picture": number, "width", "height", "rgb"}, or nothing for one."""
    from PIL import Image, ImageOps

    for number, data in enumerate(pictures):
        _send_one(number, data, reply, Image.open, ImageOps.exif_transpose)


def _send_one(number: int, data: str, reply: int, opened: Callable, upright: Callable) -> None:
    try:
        with opened(io.BytesIO(base64.b64decode(data))) as picture:
            picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG is then decoded small at once
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            rgb = upright(picture).convert("RGBA")
            white = rgb.copy()
            white.paste((255, 255, 255, 255), (0, 0, *rgb.size))
            white.alpha_composite(rgb)
            colours = white.convert("RGB")
        message = {"picture": number, "width": colours.width, "height": colours.height}
        asking.send(reply, {**message, "rgb": base64.b64encode(colours.tobytes()).decode()})
    except Exception:  # noqa: BLE001  what cannot be decoded is no picture, and its place says so
        return
