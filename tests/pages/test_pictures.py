"""Pictures of a page are small, and as sharp as they are looked at."""

import io

import numpy as np
from PIL import Image

from gradwalk.pages.pictures import STILL_SHARP, small_webp, webp


def png_of(width: int, height: int) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(3).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    Image.fromarray(pixels).resize((width, height)).save(out, "PNG")
    return out.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "WEBP"
        return picture.size


def test_a_live_picture_keeps_its_pixels_and_a_still_one_those_that_its_width_needs():
    png = png_of(1776, 800)
    assert size_of(webp(png)) == (1776, 800)
    assert size_of(small_webp(png, 888)) == (round(STILL_SHARP * 888), round(800 * STILL_SHARP * 888 / 1776))
    assert len(small_webp(png, 888)) < 0.7 * len(webp(png))


def test_a_small_picture_is_not_blown_up():
    assert size_of(small_webp(png_of(320, 160), 320)) == (320, 160)
