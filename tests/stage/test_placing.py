"""Where marks are painted: what runs away is cut or missing, arrows keep their heads, nothing hides what is said."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpl_toolkits.mplot3d import Axes3D

from gradwalk.scenes.kit.panel import SpacePanel
from gradwalk.stage import Placer, Room, arrow, edge, point, polygon, polyline, text
from gradwalk.stage.clipping import clipped_line, shares_inside
from gradwalk.stage.placing import FAR
from gradwalk.stage.shapes import BOLD_LETTER, LETTER

ROOM = Room(50, 20, 380, 260)
INSIDE = st.tuples(st.floats(50, 380), st.floats(20, 260))
NUMBER = st.floats(allow_nan=True, allow_infinity=True)
ANYWHERE = st.tuples(NUMBER, NUMBER)
AROUND = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))
BLUE, RED = "#0072b2", "#c43c00"


def place(**marks):
    return Placer().place(marks, np.concatenate([mark.at for mark in marks.values()]), ROOM)


def points_of(mark):
    """All pixels that a placed mark is painted through."""
    return [point for line in (mark["at"], *(shape.get("points", []) for shape in mark["shapes"])) for point in line]


@given(st.lists(ANYWHERE, min_size=1, max_size=6))
def test_whatever_the_numbers_all_pixels_are_ordinary_or_missing(walk):
    marks = {"line": polyline(walk, BLUE), "area": polygon(walk, BLUE), "way": edge([*walk, *walk], BLUE, text="a")}
    marks |= {
        "here": point(walk[0], RED),
        "word": text(walk[-1], "a", BLUE),
        "to": arrow(walk[0], walk[-1], BLUE, name="u"),
    }
    for mark in place(**marks).values():
        json.dumps(mark, allow_nan=False)
        for pixel in points_of(mark):
            assert pixel is None or max(map(abs, pixel)) <= FAR + 400


@pytest.mark.parametrize("far", [1e4, 1e20, 1e191, 1e300, math.inf])
def test_what_ran_away_is_missing_not_in_the_middle(far):
    placed = place(here=point((far, -far), RED), word=text((far, 100), "a", BLUE))
    assert all(mark["at"] == [None] and mark["shapes"] == [] for mark in placed.values())


def test_a_line_that_runs_away_goes_there():
    ((start, end),) = [place(walk=polyline([(100, 100), (1e191, 2e191)], BLUE))["walk"]["at"]]
    assert start == [100, 100]
    assert end[1] == pytest.approx(ROOM.bottom + FAR)
    assert (end[1] - 100) / (end[0] - 100) == pytest.approx(2, abs=0.01)


@given(st.lists(AROUND, min_size=2, max_size=8))
def test_clipping_keeps_exactly_what_is_inside(walk):
    low, high = np.array(ROOM[:2]), np.array(ROOM[2:])
    kept = clipped_line(np.array(walk), low, high)
    finite = kept[np.isfinite(kept).all(axis=1)]
    assert (finite >= low - 1e-9).all()
    assert (finite <= high + 1e-9).all()
    assert length(kept) == pytest.approx(length_inside(walk), abs=8)


def length(line):
    steps = np.hypot(*np.diff(line, axis=0).T)
    return np.nansum(steps)


def length_inside(walk):
    """The length inside the room, summed over very short pieces."""
    total = 0.0
    for start, end in zip(np.array(walk), np.array(walk[1:]), strict=False):
        middles = start + (np.arange(2000)[:, None] + 0.5) / 2000 * (end - start)
        inside = (middles >= ROOM[:2]).all(axis=1) & (middles <= ROOM[2:]).all(axis=1)
        total += inside.mean() * np.hypot(*(end - start))
    return total


@given(INSIDE, AROUND, st.floats(1, 6))
def test_an_arrow_that_begins_inside_is_never_headless(tail, tip, width):
    to = place(to=arrow(tail, tip, BLUE, width=width))["to"]
    if math.dist(tail, tip) < 0.6:
        return
    head = to["shapes"][1]
    assert len(head["points"]) == 3
    assert head["closed"]
    x, y = head["points"][0]
    assert ROOM.within(-0.1).holds((x, y))
    if ROOM.holds(tip):
        assert head["fill"] == BLUE
        assert (x, y) == pytest.approx(tip, abs=0.06)
    else:  # hollow, because the arrow goes on where it is not seen, and still in its direction
        assert head["fill"] == "white"
        assert head["stroke"] == BLUE
        ahead = np.array(tip) - tail
        base = np.mean(head["points"][1:], axis=0)
        assert (np.array([x, y]) - base) @ ahead > 0
        assert math.dist((x, y), base) == pytest.approx(4 + 3 * width, abs=0.3)


@given(AROUND, AROUND)
def test_an_arrow_that_never_comes_in_is_not_drawn(tail, tip):
    part = clipped_line(np.array([tail, tip]), np.array(ROOM[:2]), np.array(ROOM[2:]))
    if not np.isfinite(part).any():
        assert place(to=arrow(tail, tip, BLUE))["to"]["shapes"] == []


@pytest.mark.parametrize(("size", "long", "covered"), [(7, 2, True), (7, 12, True), (7, 60, False), (12, 20, True)])
def test_the_head_of_an_arrow_is_not_hidden_below_its_own_point(size, long, covered):
    here = (200, 150)
    placed = place(to=arrow(here, (200 + long, 150), BLUE, name="u"), here=point(here, RED, size=size))
    assert list(placed) == ["to", "here", *(["to head"] if covered else [])]
    heads = [
        shape for mark in placed.values() for shape in mark["shapes"] if shape.get("fill") == BLUE and "points" in shape
    ]
    assert [head["points"][0] for head in heads] == [[200 + long, 150]]
    if covered:  # on a white edge, so that it is seen whatever the colour of the point
        edge_of_head, head = placed["to head"]["shapes"]
        assert edge_of_head["stroke"] == "white"
        assert edge_of_head["points"] == head["points"]


def name_of(placed):
    """The rectangle of the name in a placed arrow."""
    word = next(shape for shape in placed["shapes"] if "text" in shape)
    across = BOLD_LETTER * word["size"] * len(word["text"])
    return Room(word["x"], word["y"] - word["size"], word["x"] + across, word["y"])


def test_names_of_arrows_stand_clear_of_the_other_arrows_of_a_point_and_of_each_other():
    here = (200, 150)
    ends = {"up": (230, 90), "down": (170, 210), "steepest": (110, 170), "u": (270, 130)}
    marks = {name: arrow(here, end, BLUE, name=name) for name, end in ends.items()}
    placed = place(**marks, way=polyline([here, (60, 60)], RED), here=point(here, RED))
    boxes = [name_of(placed[name]) for name in marks]
    for name, box in zip(marks, boxes, strict=True):
        for other, end in [*ends.items(), ("way", (60, 60))]:
            inner = box.within(2)
            assert name == other or shares_inside(here, end, inner[:2], inner[2:]) is None, (name, other)
    for one, other in itertools.combinations(boxes, 2):
        assert one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top


def test_a_name_that_nothing_is_near_stays_above_the_middle_of_its_arrow():
    alone = place(to=arrow((100, 150), (220, 150), BLUE, name="u"))["to"]
    crowded = place(to=arrow((100, 150), (220, 150), BLUE, name="u"), far=point((300, 60), RED))["to"]
    assert alone == crowded
    assert name_of(alone).bottom < 150


def test_no_line_runs_through_the_text_of_an_edge():
    first, second = edge([(60, 60), (300, 60)], BLUE, text="× 3.000", size=14), edge([(180, 30), (180, 200)], RED)
    placed = place(first=first, second=second, here=point((180, 200), RED))
    assert list(placed) == ["first", "second", "first text", "here"]
    plate, words = placed["first text"]["shapes"]
    assert placed["first text"]["at"] == [[180, 60]]
    assert (plate["fill"], words["text"]) == ("white", "× 3.000")
    assert plate["width"] >= LETTER * 14 * 7
    assert plate["height"] >= 14


@given(INSIDE, INSIDE, st.floats(0, 1), st.floats(1, 5))
def test_the_text_of_an_edge_leaves_its_head_free(start, end, where, width):
    placed = place(way=edge([start, end], BLUE, text="× 3.000", where=where, width=width, size=14))
    plate = placed["way text"]["shapes"][0] if "way text" in placed else None
    if plate is None or math.dist(start, end) < plate["width"] + 2 * (4 + 3 * width):
        return
    x, y = placed["way text"]["at"][0]
    left, top = x + plate["x"], y + plate["y"]
    tip, *corners = placed["way"]["shapes"][1]["points"]
    base = np.mean(corners, axis=0)
    for seen in (tip, base):  # the middle line of the head
        inside = left < seen[0] < left + plate["width"] and top < seen[1] < top + plate["height"]
        assert not inside


def test_what_has_not_moved_is_not_computed_again():
    placing, marks = Placer(), {"to": arrow((100, 100), (200, 150), BLUE), "here": point((100, 100), RED)}
    pixels = np.concatenate([mark.at for mark in marks.values()])
    before = placing.place(marks, pixels, ROOM)
    again = placing.place({**marks, "here": point((120, 100), RED)}, pixels, ROOM)
    assert again["to"] is before["to"]
    assert again["here"] is not before["here"]
    moved = placing.place(marks, pixels + 1, ROOM)
    assert moved["to"] == place(to=arrow((101, 101), (201, 151), BLUE))["to"]
    assert placing.place(marks, pixels + 1, ROOM.within(10))["to"] is not moved["to"]


def space() -> SpacePanel:
    def draw(axes: Axes3D) -> None:
        axes.set(xlim=(-2, 2), ylim=(-2, 2), zlim=(0, 10))

    return SpacePanel("surface", "A surface", draw)


@pytest.mark.parametrize("far", [1e3, 1e20, 1e191, 1e300])
def test_in_space_what_ran_away_is_missing_not_at_the_vanishing_point(far):
    panel = space()
    marks = {
        "here": point((far, far, far), RED),
        "walk": polyline([(0, 0, 0), (far, far, 0)], BLUE),
        "to": arrow((0, 0, 0), (far, 0, 0), BLUE),
    }
    placed = panel.place(marks)
    assert placed["here"]["at"] == [None]
    start, end = panel.project([(0, 0, 0), (3, 3, 0)])
    walk = np.array(placed["walk"]["at"], dtype=float)
    assert walk[0] == pytest.approx(start, abs=0.1)
    way, wanted = walk[-1] - walk[0], end - start
    assert way @ wanted == pytest.approx(np.hypot(*way) * np.hypot(*wanted), rel=1e-3)
    assert np.hypot(*way) > np.hypot(*wanted)
    assert len(placed["to"]["shapes"]) == 2
