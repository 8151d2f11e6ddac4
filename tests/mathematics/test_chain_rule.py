"""The chain rule as it is written: names of nodes have their numbers below the line, where they are only seen."""

import pytest

from gradwalk.mathematics.chain_rule import lowered


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("v1 = x·y", "v₁ = x·y"),
        ("∂v3/∂x by ∂₁v12", "∂v₃/∂x by ∂₁v₁₂"),
        ("Next: ∂v3/∂v1.", "Next: ∂v₃/∂v₁."),
        ("v2 = tanh(v1)", "v₂ = tanh(v₁)"),
        ("x1·x2", "x₁·x₂"),
        ("log10(x) + 1e5 + 0.4161", "log10(x) + 1e5 + 0.4161"),
        ("w1[0, 0]", "w1[0, 0]"),
        ("mother = 0.5·you", "mother = 0.5·you"),
    ],
)
def test_numbers_of_nodes_stand_below_the_line(text, seen):
    assert lowered(text) == seen
