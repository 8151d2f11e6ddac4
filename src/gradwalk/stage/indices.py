"""Set the indices of a text above and below its line, as in mathematics.

A name is typed in plain characters, w⁽¹⁾₁₁, whose raised and lowered glyphs come from whatever fonts have them and
differ in height. `runs` takes them apart into letters and digits of one font, smaller and moved up or down; an upper
and a lower index of the same letter stand one above the other. `INDEX` in js/indices.js is the same rule.
"""

import re
import unicodedata
from typing import NotRequired, TypedDict

UPPER, LOWER = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ]+", "[₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ]+(?:,[₀₁₂₃₄₅₆₇₈₉]+)*"
INDEX = re.compile(rf"({UPPER})({LOWER})?|({LOWER})({UPPER})?|(?<=λ)(_max)")
INDEX_SIZE = 0.72  # of the size of the letters
RAISED, SUNK = 0.38, 0.2  # how far an index is moved up or down, in the size of the letters
GAP = 0.04  # between a letter and its index, which a slanted or bold one would touch
WIDTHS = {"(": 0.39, ")": 0.39, ",": 0.318, "−": 0.838, "+": 0.838, "i": 0.278, "j": 0.278, "k": 0.579}
WIDTH = 0.636  # of a digit in the height of its letters, in DejaVu Sans and in Verdana


class TextPiece(TypedDict):
    """A piece of a text: its letters, how far it is moved against the end of the last one, and its size in pixels."""

    text: str
    dx: NotRequired[float]
    dy: NotRequired[float]
    size: NotRequired[float]


def runs(string: str, size: float) -> list[TextPiece]:
    """Return the pieces of a text whose letters are `size` pixels high, or none where it has no index."""
    pieces: list[tuple[str, float, float]] = []  # text, height above the line and space before it, in the size
    end = 0
    for found in INDEX.finditer(string):
        pieces += [(string[end : found.start()], 0.0, 0.0), *_stacked(*_upper_and_lower(found))]
        end = found.end()
    if not end:
        return []
    return _moves([*pieces, (string[end:], 0.0, 0.0)], size)


def letters(string: str) -> float:
    """Return how many letters of the usual width a text is as wide as, once its indices are set."""
    wide, end = 0.0, 0
    for found in INDEX.finditer(string):
        wide += found.start() - end + max(map(_width, _upper_and_lower(found))) / WIDTH
        end = found.end()
    return wide + len(string) - end


def _upper_and_lower(found: re.Match[str]) -> tuple[str, str]:
    upper, lower = found[1] or found[4] or "", found[2] or found[3] or found[5] or ""
    return plain(upper), plain(lower)


def plain(index: str) -> str:
    """Return the characters of an index as they stand on the line: (1) for ⁽¹⁾, max for _max."""
    return unicodedata.normalize("NFKC", index).replace("_", "")


def _stacked(upper: str, lower: str) -> list[tuple[str, float, float]]:
    """Return an upper and a lower index that begin at the same place, and what leads to the end of the longer one."""
    if not (upper and lower):
        return [(upper or lower, RAISED if upper else -SUNK, GAP)]
    short, long = sorted(((upper, RAISED), (lower, -SUNK)), key=lambda each: _width(each[0]))
    return [(*short, GAP), (*long, -_width(short[0]))]


def _width(index: str) -> float:
    """Return the width of an index in the size of the letters that it belongs to."""
    return INDEX_SIZE * sum(WIDTHS.get(character, WIDTH) for character in index)


def _moves(pieces: list[tuple[str, float, float]], size: float) -> list[TextPiece]:
    moved, height = [], 0.0
    for text, above, space in pieces:
        if not text:
            continue
        run: TextPiece = {"text": text}
        for key, value in (("dx", space * size), ("dy", (height - above) * size)):
            if round(value, 1):
                run[key] = round(value, 1)
        if above:
            run["size"] = round(INDEX_SIZE * size, 1)
        moved.append(run)
        height = above
    return moved
