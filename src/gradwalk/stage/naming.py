"""Write the names of arrows where they can be read: beside their arrow, and clear of other arrows, points and names."""

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from gradwalk.stage.clipping import shares_inside
from gradwalk.stage.marks import Mark
from gradwalk.stage.shapes import BASELINE, BOLD_LETTER, Pixel, Room, Shape, words_shape

SIZE = 13  # of the letters, in pixels
GAP = 11  # from an arrow to the middle of its name, or to its first letter
SHORT = 40  # an arrow of no more pixels is named beyond its end
HIDDEN = 9  # shorter ones are no more than a speck on the point at their tail: a name would name nothing
SHARES = (0.5, 1.0, 0.0)  # where along an arrow its name may stand: at its middle, its tip, its tail
FEW = 3  # a line of more corners is a curve, which a name may touch
ON_LINE, ON_POINT, ON_NAME = 1, 2, 4  # how bad it is to stand there

Placed = Mapping[str, Any]


def name_shapes(
    name: str, color: str, tail: Pixel, tip: Pixel, room: Room, crowd: "Crowd | None" = None
) -> list[Shape]:
    """Return the name of an arrow: above its middle or, where it is short, beyond its head or else its tail.

    Where something of the `crowd` is in the way, it stands elsewhere beside the arrow, at the least bad place. It is
    always inside the room. An arrow that is no more than a speck has none.
    """
    length = math.dist(tail, tip)
    if length < HIDDEN:
        return []
    width = BOLD_LETTER * SIZE * len(name)
    free = Room(room.left + 2, room.top + 9, room.right - 2 - width, room.bottom - 9)
    x, y = _least_crowded(_starts(tail, tip, length, width, free), width, free, crowd)
    return [words_shape(name, color, SIZE, x, y + BASELINE * SIZE, bold=True, halo=True)]


def _least_crowded(starts: Iterator[Pixel], width: float, free: Room, crowd: "Crowd | None") -> Pixel:
    """Return the first of the places where nothing is in the way, or the one that is least bad."""
    best, least = next(starts), math.inf
    best = _inside(best, free)
    if crowd is None:
        return best
    for start in (best, *starts):
        at = _inside(start, free)
        bad = crowd.weigh(_box(at, width), least)
        if bad < least:
            best, least = at, bad
        if not least:
            break
    return best


def _inside(at: Pixel, free: Room) -> Pixel:
    return (max(free.left, min(at[0], free.right)), max(free.top, min(at[1], free.bottom)))


def _box(at: Pixel, width: float) -> Room:
    """Return the rectangle of a name that begins at `at`, the middle of its height."""
    return Room(at[0], at[1] - SIZE / 2, at[0] + width, at[1] + SIZE / 2)


def _starts(tail: Pixel, tip: Pixel, length: float, width: float, free: Room) -> Iterator[Pixel]:
    """Yield where a name may begin, the middle of its height, the best place first."""
    ux, uy = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
    beyond = _beside(tip, (ux, uy), GAP, width)
    behind = _beside(tail, (-ux, -uy), GAP + 6, width)
    if length < SHORT:
        yield from (beyond, behind) if free.holds(beyond) else (behind, beyond)
    side = 1 if ux > 0 or (ux == 0 and uy > 0) else -1
    for share in SHARES:
        at = (tail[0] + share * (tip[0] - tail[0]), tail[1] + share * (tip[1] - tail[1]))
        for way in (side, -side):
            yield _beside(at, (way * uy, -way * ux), GAP, width)
        if share == 1.0:
            yield beyond
    yield behind


def _beside(at: Pixel, way: Pixel, gap: float, width: float) -> Pixel:
    """Return where a word begins that stands `gap` away from a point."""
    share = 0.5 if abs(way[0]) < 0.4 else 0 if way[0] > 0 else 1
    return (at[0] + gap * way[0] - share * width, at[1] + gap * way[1])


class Crowd:
    """What a name should not stand on: straight lines, points, and the words already written."""

    def __init__(self) -> None:
        self.lines: list[tuple[Pixel, Pixel]] = []
        self.points: list[tuple[Pixel, float]] = []
        self.words: list[Room] = []

    def add(self, mark: Mark, placed: Placed) -> None:
        """Take in a mark as it is placed, without the name of an arrow."""
        at = placed["at"]
        if not any(at):
            return
        if mark.kind == "point":
            self.points.append((at[0], mark.look["size"]))
        elif mark.kind == "arrow":
            self.lines.append((at[0], placed["shapes"][1]["points"][0]))
        elif mark.kind == "polyline" and len(at) <= FEW and all(at):
            self.lines += itertools.pairwise(at)

    def weigh(self, box: Room, least: float = math.inf) -> float:
        """Return how bad it is to write in `box`: 0 where nothing is in the way.

        Where words and points alone are as bad as `least`, the lines, which take longer, are not looked at.
        """
        points = sum(box.within(-size).holds((at[0], at[1])) for at, size in self.points)
        words = sum(_meet(box, other) for other in self.words)
        bad = ON_POINT * points + ON_NAME * words
        if bad >= least:
            return bad
        low, high = box[:2], box[2:]
        return bad + ON_LINE * sum(shares_inside(start, end, low, high) is not None for start, end in self.lines)


def _meet(one: Room, other: Room) -> bool:
    return (
        one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
    )  # fmt: skip


def names_apart(marks: Mapping[str, Mark], placed: dict[str, dict[str, Any]], room: Room) -> dict[str, dict[str, Any]]:
    """Return placed marks with the names of arrows, each where nothing else is in its way, if there is such a place."""
    named = [name for name, mark in marks.items() if "name" in mark.look and placed[name]["shapes"]]
    if not named:
        return placed
    crowd = Crowd()
    for name, mark in marks.items():
        crowd.add(mark, placed[name])
    for name in named:
        look, (shaft, head) = marks[name].look, placed[name]["shapes"]
        tail, tip = placed[name]["at"][0], head["points"][0]
        words = name_shapes(look["name"], look["color"], tail, tip, room, crowd)
        placed = {**placed, name: {**placed[name], "shapes": [shaft, head, *words]}}
        for word in words:
            crowd.words.append(_box((word["x"], word["y"] - BASELINE * SIZE), BOLD_LETTER * SIZE * len(look["name"])))
    return placed
