"""A cell that is run again lets go of what it showed before; other cells keep what they showed."""

import gc
import weakref

import pytest
from ipywidgets.widgets import widget as registry

from gradwalk import DescentExplorer, LinkedExplorer, ask
from gradwalk.explorers import lifecycle


@pytest.fixture
def run(monkeypatch):
    """A function that makes a widget as if in an execution of a cell."""
    executions = iter(range(10**6))
    monkeypatch.setattr(lifecycle, "_shown", {})

    def run_(cell, make):
        execution = str(next(executions))
        monkeypatch.setattr(lifecycle, "_running_cell", lambda: (cell, execution))
        return make()

    return run_


@pytest.mark.parametrize("make", [LinkedExplorer, DescentExplorer, lambda: ask("01/arrow", LinkedExplorer)])
def test_running_a_cell_again_leaves_no_widgets_behind(run, make):
    run("cell", make)
    before = len(registry._instances)
    outputs = [run("cell", make) for _ in range(3)]
    assert len(registry._instances) == before
    assert outputs[-1].comm is not None


def test_pictures_are_let_go_even_when_the_output_is_kept(run):
    explorer = run("cell", LinkedExplorer)
    heavy = [weakref.ref(explorer.scene.panels["map"].figure), weakref.ref(explorer.stage)]
    run("cell", LinkedExplorer)
    gc.collect()
    assert [reference() for reference in heavy] == [None, None]
    assert explorer.comm is None


def test_a_revealed_explorer_is_closed_with_its_question(run):
    prediction = run("cell", lambda: ask("01/arrow", LinkedExplorer))
    prediction.options.index = 0
    prediction.commit()
    revealed = prediction.children[-1]
    run("cell", lambda: ask("01/arrow", LinkedExplorer))
    assert revealed.comm is None


def test_other_cells_and_the_same_run_keep_theirs(run):
    other = run("other cell", LinkedExplorer)
    pair = run("cell", lambda: (LinkedExplorer(), LinkedExplorer()))
    assert other.comm is not None
    assert all(explorer.comm is not None for explorer in pair)


def test_without_a_notebook_everything_is_kept(monkeypatch):
    monkeypatch.setattr(lifecycle, "_shown", {})
    first, second = LinkedExplorer(), LinkedExplorer()
    assert first.comm is not None
    assert second.comm is not None
    assert lifecycle._shown == {}
