"""Still pictures: what is written in them stays inside the axes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gradwalk.scenes.kit.still import draw_placed
from gradwalk.stage import Frame, Placer, Room, arrow

FRAME = Frame("map", 400, 300, Room(50, 20, 380, 260), "A panel")
INSIDE = st.tuples(st.floats(50, 380), st.floats(20, 260))
ANYWHERE = st.tuples(st.floats(-300, 700), st.floats(-300, 600))


def drawn(tail, head, name=None):
    """Draw an arrow; return the axes, in which a unit is a CSS pixel."""
    figure = Figure(figsize=(4, 3), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    mark = arrow(tail, head, "#0072b2", name=name)
    draw_placed(axes, Placer().place({"arrow": mark}, mark.at, FRAME.inner).values(), FRAME)
    canvas.draw()
    return axes


def written(tail, head, name):
    """Draw an arrow with a name; return the boxes (left, top, right, bottom) of all words, in CSS pixels."""
    axes = drawn(tail, head, name)
    boxes = [text.get_window_extent() for text in axes.texts]
    return [(box.x0, 300 - box.y1, box.x1, 300 - box.y0) for box in boxes]


@given(INSIDE, ANYWHERE, st.sampled_from(["u", "∇F", "−∇F", "steepest"]))
def test_the_name_of_an_arrow_is_never_cut(tail, head, name):
    for left, top, right, bottom in written(tail, head, name):
        assert left >= 50
        assert top >= 20
        assert right <= 380
        assert bottom <= 260


@pytest.mark.parametrize(("length", "shown"), [(0.0, 0), (5.0, 0), (12.0, 1), (100.0, 1)])
def test_an_arrow_hidden_by_its_point_has_no_name(length, shown):
    assert len(written((200, 150), (200 + length, 150), "∇F")) == shown


@pytest.mark.parametrize("length", [2.0, 6.0, 60.0])
def test_a_short_arrow_does_not_begin_behind_its_tail(length):
    shaft, head = drawn((200, 150), (200 + length, 150)).patches
    corners = head.get_path().vertices[:-1, 0]
    assert min(shaft.get_path().vertices[:, 0].min(), corners.min()) >= 200
    assert corners.max() == 200 + length
