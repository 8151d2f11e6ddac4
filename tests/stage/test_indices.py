"""Indices stand above and below the line, in pictures as in all other words."""

import pytest

from gradwalk.mathematics.names import entry
from gradwalk.stage.indices import INDEX_SIZE, LOWER, UPPER, letters, runs
from gradwalk.stage.javascript import FOLDER


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        (entry("w1", 0, 0).symbol, [("w", 0), ("11", -1), ("(1)", 1)]),
        (entry("w2", 9, 11).symbol, [("w", 0), ("(2)", 1), ("10,12", -1)]),
        ("z₁² + 1", [("z", 0), ("2", 1), ("1", -1), (" + 1", 0)]),
        ("1.2·10⁻¹⁷", [("1.2·10", 0), ("−17", 1)]),
        ("2/λ_max = 3", [("2/λ", 0), ("max", -1), (" = 3", 0)]),
        ("∂₁v₃·wⱼᵢ", [("∂", 0), ("1", -1), ("v", 0), ("3", -1), ("·w", 0), ("ji", -1)]),
        ("x_max, w1[0, 2]", []),
    ],
)
def test_indices_are_set_beside_their_letter_in_one_size(typed, pieces):
    found, height = [], 0.0
    for run in runs(typed, 10):
        height = round(height - run.get("dy", 0), 1)
        assert ("size" in run) is bool(height)
        assert run.get("size", 7.2) == pytest.approx(10 * INDEX_SIZE)
        found.append((run["text"], (height > 0) - (height < 0)))
    assert found == pieces


def test_an_upper_and_a_lower_index_begin_at_the_same_place_and_end_with_the_longer():
    letter, lower, upper, rest = runs("w⁽¹⁾₁₁ ", 100)
    assert (letter["text"], upper["dx"], "dx" in rest) == (
        "w",
        pytest.approx(-2 * 0.636 * 100 * INDEX_SIZE, abs=0.1),
        False,
    )
    assert lower["dx"] > 0  # a gap
    assert letters("w⁽¹⁾₁₁") == pytest.approx(1 + INDEX_SIZE * (0.636 + 2 * 0.39) / 0.636)


def test_the_browser_has_the_same_rule():
    assert f'const [UPPER, LOWER] = ["{UPPER}", "{LOWER}"];' in (FOLDER / "indices.js").read_text(encoding="utf-8")
