"""A column gives back what was put into it, keeps it once, and knows the controls on which it depends."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradwalk.pages.columns import column
from tests.ci import skip_or_fail

HERE = Path(__file__).resolve().parent
SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
TENTHS = st.integers(-20_000, 20_000).map(lambda tenths: tenths / 10)
POINTS = st.lists(TENTHS, min_size=2, max_size=2)
VALUES = st.one_of(
    st.none(), st.booleans(), st.text(max_size=6), st.floats(allow_nan=False, allow_infinity=False), TENTHS,
    st.lists(st.one_of(st.none(), POINTS), max_size=3),
)  # fmt: skip


@st.composite
def cases(draw, values=VALUES):
    shape = draw(SHAPES)
    few = draw(st.lists(values, min_size=1, max_size=6))
    return shape, [draw(st.sampled_from(few)) for _ in range(math.prod(shape))]


@st.composite
def moves(draw):
    """So many points a state, all different: what is kept as differences."""
    shape, count = draw(SHAPES), draw(st.integers(1, 3))
    return shape, [draw(st.lists(POINTS, min_size=count, max_size=count)) for _ in range(math.prod(shape))]


def given_back(examples) -> None:
    """Have node look up every state of every column in the very module that pages use."""
    if shutil.which("node") is None:
        skip_or_fail("There is no node: install Node.js, on Debian `apt-get install npm`.")
    file = Path(os.environ["PYTEST_COLUMNS"])
    file.write_text(json.dumps([{"column": column(v, s), "shape": s, "values": v} for s, v in examples]))
    command = ["node", "--test", str(HERE / "table.test.js")]
    done = subprocess.run(
        command, env={**os.environ, "GRADWALK_COLUMNS": str(file)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "# skipped 0" in done.stdout


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(cases(), moves(), cases(POINTS.map(lambda point: [point]))), min_size=120, max_size=160))
def test_pages_read_what_was_written(examples):
    given_back(examples)


def test_what_depends_on_one_control_is_kept_along_that_one():
    values = [f"step {step}" for _ in range(50) for step in range(3)]
    kept = column(values, (50, 3))
    assert kept == {"axes": [1], "values": ["step 0", "step 1", "step 2"], "index": [0, 1, 2]}


def test_what_never_changes_is_kept_once():
    assert column([[[1.5, 2.0]]] * 12, (3, 4)) == {"value": [[1.5, 2.0]]}


def test_points_are_kept_as_differences():
    ways = [[[float(k), 2.5]] for k in range(40)]
    kept = column(ways, (40,))
    assert kept["points"] == 1
    assert kept["tenths"][:4] == [0, 25, 10, 0]
    assert np.cumsum(np.reshape(kept["tenths"], (40, 2)), axis=0)[-1].tolist() == [390, 25]


def test_what_is_no_tenth_is_not_rounded():
    values = [[[k / 3, 1.0]] for k in range(40)]
    assert column(values, (40,))["values"] == values
