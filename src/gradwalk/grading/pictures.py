"""Show the pictures of a learner safely: decoded in the sandbox, painted again here from their colours alone."""

import base64
import binascii
import struct
import threading
import zlib
from collections.abc import Sequence
from dataclasses import replace

from gradwalk.grading import sandbox
from gradwalk.grading.inside.values import LONGEST_SIDE
from gradwalk.grading.limits import Limits

SECONDS = 5.0
REPLY_BYTES = LONGEST_SIDE * LONGEST_SIDE * 4 + 1000  # of one picture, in base64


def repainted(
    pictures: Sequence[str], limits: Limits, *, unsafe: bool = False, stop: threading.Event | None = None
) -> list[str]:
    """Return each of `pictures` (base64 of a file) as a PNG made here, in base64; "" for what is no picture.

    No side is longer than LONGEST_SIDE points. Raises SandboxError when the box does not start.
    """
    if not pictures:
        return []
    bounds = replace(limits, reply_bytes=REPLY_BYTES * len(pictures))
    reply = sandbox.run([], [], {}, bounds, pictures=pictures, seconds=SECONDS, unsafe=unsafe, stop=stop)
    return [_painted(reply.pictures.get(number, {})) for number in range(len(pictures))]


def _painted(message: dict) -> str:
    width, height, colours = (message.get(name) for name in ("width", "height", "rgb"))
    if not (isinstance(width, int) and isinstance(height, int) and isinstance(colours, str)):
        return ""
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        return ""
    try:
        data = base64.b64decode(colours, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(png(width, height, data)).decode() if len(data) == 3 * width * height else ""


def png(width: int, height: int, colours: bytes) -> bytes:
    """Return the PNG file of `width` x `height` points whose red, green and blue are `colours`, row by row."""
    rows = b"".join(b"\0" + colours[3 * width * row : 3 * width * (row + 1)] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*parts, strict=True)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
