"""Every numbered equation of the notebooks has a check that computes both of its sides in numbers.

The checks stand in equations_NN.py beside this file, one module a notebook: EQUATIONS = {"4.1": check}. A check takes
a random generator and returns (left side, right side), or a list of such pairs where an equation says several things.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TAG = re.compile(r"\\tag\{(\d+\.\d+)\}")
TAGS = {
    "01_gradient_direction": ["1.1"],
    "02_taylor_expansion": ["2.1"],
    "03_chain_rule": ["4.1"],
    "04_two_layer_network": [f"5.{n}" for n in range(1, 13)],
    "05_interpretation": [f"6.{n}" for n in range(1, 5)],
}
TOLERANCE = 1e-6  # relative to the larger side: both may come from central differences
SEEDS = range(5)

Check = Callable[[np.random.Generator], object]


def tags_of(notebook: nbformat.NotebookNode) -> list[str]:
    """The equation numbers in the markdown cells of a notebook, in order."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return TAG.findall(text)


def all_checks() -> dict[str, Check]:
    """The checks of all modules equations_NN.py, by equation number."""
    found: dict[str, Check] = {}
    for path in sorted(Path(__file__).parent.glob("equations_*.py")):
        for tag, check in importlib.import_module(f"tests.notebooks.{path.stem}").EQUATIONS.items():
            assert tag not in found, f"({tag}) has two checks"
            found[tag] = check
    return found


CHECKS = all_checks()


def pairs_of(check: Check, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The (left, right) pairs that a check returns, as arrays."""
    returned = check(np.random.default_rng(seed))
    pairs = returned if isinstance(returned, list) else [returned]
    return [(np.asarray(left, dtype=float), np.asarray(right, dtype=float)) for left, right in pairs]


def agree(left: np.ndarray, right: np.ndarray, tolerance: float = TOLERANCE) -> bool:
    """Whether two sides are of one shape and equal, relative to the largest number in them."""
    scale = max(np.abs(left).max(), np.abs(right).max())
    return left.shape == right.shape and bool(np.all(np.abs(left - right) <= tolerance * scale))


def notebooks_with_tags() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        yield path.stem, tags_of(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("name", TAGS)
def test_a_notebook_shows_its_equations(name):
    shown = tags_of(nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4))
    assert set(TAGS[name]) <= set(shown)


def test_every_shown_equation_has_a_check():
    shown = {tag for _, tags in notebooks_with_tags() for tag in tags}
    assert shown - CHECKS.keys() == set()


def test_every_check_belongs_to_an_equation_of_the_course():
    assert CHECKS.keys() - {tag for tags in TAGS.values() for tag in tags} == set()


@pytest.mark.parametrize("tag", CHECKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_agree(tag, seed):
    for left, right in pairs_of(CHECKS[tag], seed):
        assert left.size
        assert np.all(np.isfinite(left))
        assert agree(left, right), f"({tag}), {CHECKS[tag].__name__}: {left} is not {right}"


@pytest.mark.parametrize("tag", CHECKS)
def test_a_changed_sign_is_found(tag):
    """Neither side is zero, so an equation with the other sign before one of its sides would fail."""
    for left, right in pairs_of(CHECKS[tag], seed=0):
        assert not agree(left, -right, tolerance=1e-2), f"({tag}), {CHECKS[tag].__name__} would not notice a sign"


@pytest.mark.parametrize("tag", CHECKS)
def test_every_sign_in_a_check_matters(tag):
    """Each + and - in what a check returns is turned round, one at a time, and each time the sides must differ."""
    for number in range(len(signs_in(syntax_of(CHECKS[tag])))):
        changed = with_sign_turned(CHECKS[tag], number)
        assert not all(agree(*pair) for pair in pairs_of(changed, seed=0)), f"sign {number} of ({tag}) does not matter"


def syntax_of(check: Check) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(check)))


def signs_in(tree: ast.Module) -> list[ast.BinOp | ast.UnaryOp]:
    """The + and - of the return statements of a module's first function, except in indices such as [-1]."""
    statements = [node for node in tree.body[0].body if isinstance(node, ast.Return)]
    indices = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for part in ast.walk(node.slice)}
    nodes = [node for statement in statements for node in ast.walk(statement) if id(node) not in indices]
    binary = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)]
    return binary + [node for node in nodes if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)]


def with_sign_turned(check: Check, number: int) -> Check:
    """The check with one sign of its return statements turned round."""
    tree = syntax_of(check)
    sign = signs_in(tree)[number]
    turned = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.USub: ast.UAdd}
    sign.op = turned[type(sign.op)]()
    names = dict(check.__globals__)
    exec(compile(ast.fix_missing_locations(tree), inspect.getfile(check), "exec"), names)
    return names[check.__name__]


def test_a_planted_sign_is_found():
    def planted(rng):
        x = rng.uniform(-1, 1, 5)
        return np.cos(x) ** 2, 1 - np.sin(x) ** 2

    assert all(agree(*pair) for pair in pairs_of(planted, seed=0))
    assert len(signs_in(syntax_of(planted))) == 1
    assert not any(agree(*pair) for pair in pairs_of(with_sign_turned(planted, 0), seed=0))


def test_an_equation_without_a_check_would_be_noticed():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(r"$$ a = b \tag{9.9} $$")])
    assert tags_of(notebook) == ["9.9"]
    assert set(tags_of(notebook)) - CHECKS.keys() == {"9.9"}
