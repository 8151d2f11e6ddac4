"""Everything that Gradwalk shows, each in a cell of one notebook: explorers fresh and moved, questions, check results.

`write_gallery` makes the notebook. Tests look at it with each hand, `tools/explorer_gallery.py` takes its pictures.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from playwright.sync_api import Page

from tools.harness.jupyterlab import JupyterLab
from tools.harness.notebook_page import NotebookPage

IMPORTS = """
import numpy as np
import gradwalk as gw
from gradwalk.checks import homework

work = homework('01_gradient_direction')
"""

# Cell id -> what the cell shows. Every explorer that gradwalk exports is here, and a test keeps it so.
FRESH = {
    "surface": "gw.SurfaceExplorer('hills')",
    "linked": "gw.LinkedExplorer('Himmelblau')",
    "descent": "gw.DescentExplorer('ravine', learning_rate=0.15)",
    "direction": "gw.DirectionExplorer('hills', direction=20)",
    "taylor": "gw.TaylorExplorer('hills', length=0.8, direction=60)",
    "chain": "gw.ChainExplorer('sin(y)', 'x**2/2', x=1, dx=0.6)",
    "graph": "gw.GraphExplorer('x*y + sin(x)', x=2, y=3)",
    "fill-in": "gw.FillInExplorer('x*y + sin(x)', x=1, y=2)",
    "layer": "gw.LayerExplorer()",
    "network": "gw.NetworkExplorer()",
    "lab": "gw.GradientCheckLab()",
    "hunt": "gw.BugHunt(case=1)",
    "training": "gw.TrainingExplorer('sine', num_steps=400)",
    "small-change": "gw.SmallChangeExplorer('one weight, up', 'w1[0, 0]')",
    "concept-map": "gw.ConceptMap()",
    "concept-test": "gw.ConceptTest('after')",
    "question": "gw.ask('01/arrow')",
    "predictions": "gw.YourPredictions(gw.ask('01/arrow'))",
}

# The same after a move, an answer or a mistake.
MOVED = {
    "descent-on": "gw.DescentExplorer('ravine', learning_rate=0.15, step=9)",
    "descent-diverging": "gw.DescentExplorer('ravine', learning_rate=0.21, step=30)",
    "direction-kept": "gw.DirectionExplorer('hills', direction=20, rescale=True, y_weight=2, kept=(20, 75))",
    "taylor-second-order": "gw.TaylorExplorer('hills', length=1.2, direction=-30, second_order=True)",
    "graph-explained": "gw.GraphExplorer('x*y + sin(x)', x=2, y=-3, step=7, node='x')",
    "fill-in-right-and-wrong": """
filled = gw.FillInExplorer('x*y + sin(x)', x=1, y=2)
for entry in ('x*y', 'cos(x)'):
    filled.entry.value = entry
    filled.submit()
filled
""",
    "layer-weight": "gw.LayerExplorer(chosen='w[1, 0]')",
    "network-back": "gw.NetworkExplorer(step=10, chosen='w1[0, 0]')",
    "lab-network": "gw.GradientCheckLab(h=1e-5, network=True)",
    "hunt-wrong": """
hunt = gw.BugHunt(case=2)
hunt.suspicion.value = hunt.suspicion.options[-1][1]
hunt.name_it.click()
hunt
""",
    "training-done": "gw.TrainingExplorer('sine', num_steps=400, step=400)",
    "small-change-downhill": "gw.SmallChangeExplorer('all, along −∇E', length=1.0)",
    "concept-chosen": "gw.ConceptMap('taylor')",
    "concept-explained": """
explained = gw.ConceptTest('after')
explained.options.index = 0
explained.button.click()
explained
""",
    "concept-score": """
score = gw.ConceptTest('before')
while score.question:
    score.unknown.click()
score
""",
    "question-right": """
right = gw.ask('01/downhill', lambda: gw.LinkedExplorer('ravine', 10, 1))
right.options.value = right.answer
right.commit()
right
""",
    "question-wrong": """
wrong = gw.ask('04/reach')
wrong.options.value = next(choice for choice in wrong.choices if choice != wrong.answer)
wrong.commit()
wrong
""",
    "bad-formula": """
bad = gw.LinkedExplorer('bowl')
bad.chooser.formula.value = '1/2x + y'
bad
""",
    "check-untouched": "work.check('update_step', lambda w, gradient, learning_rate: None)",
    "check-wrong": "work.check('update_step', lambda w, gradient, learning_rate: w + learning_rate * gradient)",
    "check-right": "work.check('update_step', lambda w, gradient, learning_rate: w - learning_rate * gradient)",
}

CELLS = {"imports": IMPORTS} | FRESH | MOVED


def write_gallery(folder: Path, names: list[str] | None = None) -> Path:
    """Write a notebook with the cells called `names` (all if none are given) into a new folder; return its path."""
    folder.mkdir(parents=True)
    shown = ["imports", *names] if names else list(CELLS)
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    # Nothing that fails keeps the rest from being shown; `error_outputs` tells.
    tags = {"tags": ["raises-exception"]}
    notebook.cells = [nbformat.v4.new_code_cell(CELLS[name].strip(), id=name, metadata=tags) for name in shown]
    nbformat.write(notebook, folder / "gallery.ipynb")
    return folder / "gallery.ipynb"


def open_gallery(page: Page, lab: JupyterLab, notebook: Path) -> NotebookPage:
    """Open the notebook of `write_gallery` without the file browser beside it, and run all its cells."""
    opened = NotebookPage(page, lab, lab.add(notebook))
    opened.open()
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    opened.run_all()
    return opened


def change_theme(page: Page, theme: str) -> None:
    """Put the theme in force that JupyterLab calls, for instance, "JupyterLab Dark", and wait until it is."""
    # Told the same again and again, JupyterLab trips over style sheets that it has not yet taken away.
    if page.evaluate("document.body.dataset.jpThemeName") == theme:
        return
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
