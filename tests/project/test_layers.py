"""Imports only point down: explorers -> scenes -> states -> mathematics; no pyplot, no star imports, no bare except.

Inside states and scenes there are wings by subject: a wing uses what all wings share, and no other wing.

The rules are one table; a planted violation of each shows that the check can fail.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "gradwalk"
SOURCE = Path(__file__).resolve().parents[2] / "src" / PACKAGE
MAX_LINES = 400


class Layer(NamedTuple):
    """What modules of a layer may import, besides the standard library and the layer itself."""

    below: set[str]
    libraries: set[str]


DRAWING = {"numpy", "matplotlib", "mpl_toolkits", "PIL"}
WIDGETS = {"ipywidgets", "anywidget", "traitlets", "IPython"}
RUN_TIME_IMPORT = "an import at run time"
INSIDE = {path.stem for path in (SOURCE / "grading" / "inside").glob("*.py")}
SANDBOXED = {"own_code", "PIL", "matplotlib", RUN_TIME_IMPORT, *INSIDE}
LAYERS = {
    "labels": Layer(below=set(), libraries=set()),  # what is shown in the reader's language
    "mathematics": Layer(below=set(), libraries={"numpy"}),
    "checks": Layer(below={"mathematics"}, libraries={"numpy", "contourpy"}),
    "stage": Layer(below=set(), libraries=DRAWING | {"anywidget", "ipywidgets", "traitlets"}),
    "states": Layer(below={"mathematics", "labels"}, libraries={"numpy"}),
    "scenes": Layer(below={"mathematics", "states", "stage", "labels"}, libraries=DRAWING),
    "questions": Layer(below=set(), libraries=set()),
    "material": Layer(below=set(), libraries=set()),  # where the notebooks and the homework are
    # What is recorded of an explorer is asked of it by name; explorers themselves stand above.
    "pages": Layer(below={"states", "stage", "scenes", "labels"}, libraries=DRAWING | {"ipywidgets"}),
    "explorers": Layer(
        below={"pages", "mathematics", "states", "stage", "scenes", "checks", "questions", "labels"},
        libraries=DRAWING | WIDGETS,
    ),
    # Beside the storeys of the course: it reads submissions, and nothing of the course imports it. The modules in
    # grading/inside run alone in a sandbox, where they find one another by their bare names, and guard imports there.
    # SQLAlchemy is what nbgrader's gradebook is asked with.
    "grading": Layer(
        below={"mathematics", "checks", "material", "questions"},
        libraries={"numpy", "nbclient", "nbformat", "nbgrader", "sqlalchemy", *SANDBOXED},
    ),
    # The command `gradwalk`: it hands on to the grading.
    "command": Layer(below={"material", "labels"}, libraries=set()),
    "__main__": Layer(below={"command", "grading", "__version__"}, libraries=set()),
}
WINGS = {"surface", "graph", "network", "checking"}  # of states and of scenes, alike
WINGED = {"states": WINGS, "scenes": WINGS}


def layer_of(path: Path) -> str:
    """First name below the package: a folder, or a module without its suffix."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_modules(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """(line, absolute dotted name) of all that a module imports, wherever in the module; `package` contains it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(part for part in (above, node.module) if part)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called_name(node) in {"import_module", "__import__"}:
            yield node.lineno, RUN_TIME_IMPORT


def called_name(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def import_problem(name: str, layer: str, wing: str) -> str | None:
    """Why a module of this layer and wing may not import this name, or None."""
    root, _, rest = name.partition(".")
    allowed = LAYERS[layer]
    other = wing_of(rest)
    if root == PACKAGE and layer in WINGED and other and rest.partition(".")[0] == layer and other != wing:
        return f"the wing {other} of {layer} is not for others: move what both need to where all wings can use it"
    if "pyplot" in name.split(".") or root == "pylab":
        return "pyplot keeps figures in a global list; use matplotlib.figure"
    if name.endswith(".*"):
        return "a star import hides where names come from"
    if root == PACKAGE and rest.partition(".")[0] not in allowed.below | {layer}:
        return f"{layer} may import only {sorted(allowed.below | {layer})} of {PACKAGE}"
    if root != PACKAGE and root not in allowed.libraries | sys.stdlib_module_names:
        return f"outside {PACKAGE}, {layer} may import only {sorted(allowed.libraries)} and the standard library"
    return None


def wing_of(rest: str) -> str:
    """The wing in a dotted name below the package, such as "scenes.graph.chain_scene", or nothing."""
    layer, _, inside = rest.partition(".")
    wing = inside.partition(".")[0]
    return wing if wing in WINGED.get(layer, ()) else ""


def violations(source: str, layer: str, package: str) -> list[str]:
    """One sentence for each line of a module's source that breaks a rule of its layer."""
    tree = ast.parse(source)
    wing = wing_of(package.removeprefix(f"{PACKAGE}."))
    found = [
        f"line {line} imports {name}: {problem}"
        for line, name in imported_modules(tree, package)
        if (problem := import_problem(name, layer, wing))
    ]
    bare = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.type is None]
    return found + [f"line {node.lineno}: `except:` hides every error; name the one expected" for node in bare]


def modules() -> list[Path]:
    """All modules with a layer; the package's own __init__.py re-exports from everywhere."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py"]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_only_point_down(path):
    package = ".".join([PACKAGE, *path.relative_to(SOURCE).parts[:-1]])
    assert violations(path.read_text(encoding="utf-8"), layer_of(path), package) == []


def dotted(path: Path) -> str:
    return ".".join([PACKAGE, *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__")


class WithoutTypes(ast.NodeTransformer):
    """Leaves out what only type checkers import: nothing can run in a circle there."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        return (node.orelse or ast.Pass()) if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


def imports_between(sources: dict[str, str]) -> dict[str, set[str]]:
    """Module -> the modules of the package that it imports; an import from a package counts for the package."""
    found = {}
    for module, source in sources.items():
        tree = WithoutTypes().visit(ast.parse(source))
        names = [name for _, name in imported_modules(tree, module.rpartition(".")[0])]
        wanted = {name if name in sources else name.rpartition(".")[0] for name in names}
        found[module] = wanted & sources.keys() - {module}
    return found


def test_no_imports_run_in_a_circle():
    sources = {dotted(path): path.read_text(encoding="utf-8") for path in modules() if path.name != "__init__.py"}
    assert len(list(TopologicalSorter(imports_between(sources)).static_order())) >= len(sources)


def test_a_planted_circle_is_found():
    late = "def later():\n    from gradwalk.mathematics import node"
    sources = {
        "gradwalk.mathematics.node": "from gradwalk.mathematics.graph import Graph",
        "gradwalk.mathematics.graph": late,
    }
    with pytest.raises(CycleError):
        TopologicalSorter(imports_between(sources)).prepare()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_each_class_has_a_name_of_its_own():
    """A class that is met in two modules under one name is taken for one thing."""
    found = Counter(
        node.name
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, times in found.items() if times > 1] == []


def test_every_layer_has_rules():
    assert {layer_of(path) for path in modules()} <= LAYERS.keys()


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        ("mathematics", "import matplotlib.figure"),
        ("mathematics", "from gradwalk.scenes.kit import palette"),
        ("mathematics", "from ..stage import Stage"),
        ("mathematics", "from .. import stage"),
        ("mathematics", "def late():\n    from gradwalk import SurfaceExplorer"),
        ("checks", "import ipywidgets"),
        ("states", "from gradwalk.scenes.kit.palette import BLUE"),
        ("states", "import matplotlib.colors"),
        ("stage", "from gradwalk.scenes.kit.panel import Panel"),
        ("scenes", "from ..explorers.surface import SurfaceExplorer"),
        ("scenes", "import ipywidgets as widgets"),
        ("explorers", "import matplotlib.pyplot as plt"),
        ("explorers", "from matplotlib import pyplot"),
        ("explorers", "from numpy import *"),
        ("explorers", "import pandas"),
        ("explorers", "import importlib\nimportlib.import_module('gradwalk')"),
        ("explorers", "try:\n    pass\nexcept:\n    pass"),
    ],
)
def test_a_planted_violation_is_found(layer, line):
    assert len(violations(line, layer, f"gradwalk.{layer}")) == 1


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        ("mathematics", "import numpy as np\nfrom .graph import Graph\nfrom collections import deque"),
        ("scenes", "from gradwalk.mathematics import surfaces\nfrom ..stage.marks import Point"),
        ("explorers", "import ipywidgets\nfrom ..scenes.kit.palette import BLUE\nfrom gradwalk.checks import feedback"),
    ],
)
def test_imports_that_point_down_are_allowed(layer, line):
    assert violations(line, layer, f"gradwalk.{layer}") == []


@pytest.mark.parametrize("layer", sorted(WINGED))
@pytest.mark.parametrize(
    "line", ["from ..network import x", "from {package}.network.y import x", "import {package}.network"]
)
def test_a_wing_that_imports_another_is_found(layer, line):
    package = f"{PACKAGE}.{layer}"
    assert len(violations(line.format(package=package), layer, f"{package}.graph")) == 1
    assert violations(line.format(package=package), layer, f"{package}.network") == []
    assert len(violations(f"from {package}.network.y import x", layer, f"{package}.kit")) == 1


@pytest.mark.parametrize("layer", sorted(WINGED))
def test_wings_are_the_folders(layer):
    folders = {path.name for path in (SOURCE / layer).iterdir() if (path / "__init__.py").exists()}
    assert folders - {"kit"} == WINGS
